ALTER TABLE "incidents" ADD COLUMN "degradations" jsonb;--> statement-breakpoint
ALTER TABLE "switch_events" ADD COLUMN "share" double precision;--> statement-breakpoint
ALTER TABLE "switches" ADD COLUMN "staged" jsonb;