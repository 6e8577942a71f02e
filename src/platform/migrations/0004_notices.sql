CREATE TABLE "notice_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"notice" bigint NOT NULL,
	"channel" text NOT NULL,
	"recipient" text,
	"critical" boolean NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"due_at" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"settled_at" bigint,
	"reason" text,
	CONSTRAINT "notice_deliveries_state" CHECK (("notice_deliveries"."state" = 'waiting') = ("notice_deliveries"."settled_at" is null))
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"severity" text NOT NULL,
	"agent" text,
	"incident" integer,
	"plan" integer,
	"people" jsonb NOT NULL,
	"data" jsonb NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "notices_key_unique" UNIQUE("key")
);
--> statement-breakpoint
ALTER TABLE "notice_deliveries" ADD CONSTRAINT "notice_deliveries_notice_notices_seq_fk" FOREIGN KEY ("notice") REFERENCES "public"."notices"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notice_deliveries_notice" ON "notice_deliveries" USING btree ("notice");--> statement-breakpoint
CREATE INDEX "notice_deliveries_waiting" ON "notice_deliveries" USING btree ("channel","due_at") WHERE "notice_deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "notices_incident" ON "notices" USING btree ("incident");--> statement-breakpoint
CREATE INDEX "notices_plan" ON "notices" USING btree ("plan");--> statement-breakpoint
CREATE INDEX "notices_agent" ON "notices" USING btree ("agent");