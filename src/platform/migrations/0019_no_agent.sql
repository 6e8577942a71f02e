ALTER TABLE "incidents" ALTER COLUMN "agent" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ALTER COLUMN "agent" DROP NOT NULL;