ALTER TABLE "notice_deliveries" ADD COLUMN "held" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "notice_deliveries" ADD COLUMN "message" text;--> statement-breakpoint
ALTER TABLE "reminders_sent" ADD COLUMN "owner" text;--> statement-breakpoint
CREATE INDEX "notice_deliveries_message" ON "notice_deliveries" USING btree ("message") WHERE "notice_deliveries"."message" is not null;