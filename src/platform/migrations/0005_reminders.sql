ALTER TABLE "reminders_sent" ADD COLUMN "item" text NOT NULL;--> statement-breakpoint
ALTER TABLE "reminders_sent" ADD COLUMN "due_at" bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "reminders_sent" ADD COLUMN "nth" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "reminders_sent" ADD COLUMN "people" jsonb NOT NULL;