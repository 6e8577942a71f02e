CREATE TABLE "helpdesk_events" (
	"source" text NOT NULL,
	"delivery" text NOT NULL,
	"record" text NOT NULL,
	"at" bigint NOT NULL,
	"received_at" bigint NOT NULL,
	"asked" boolean NOT NULL,
	"note" jsonb NOT NULL,
	"done" boolean DEFAULT false NOT NULL,
	CONSTRAINT "helpdesk_events_source_delivery_record_pk" PRIMARY KEY("source","delivery","record")
);
--> statement-breakpoint
CREATE TABLE "helpdesk_polls" (
	"source" text PRIMARY KEY NOT NULL,
	"up_to" bigint,
	"answered_at" bigint,
	"fault" text,
	"failures" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "helpdesk_records" (
	"source" text NOT NULL,
	"record" text NOT NULL,
	"at" bigint NOT NULL,
	"standing" jsonb NOT NULL,
	CONSTRAINT "helpdesk_records_source_record_pk" PRIMARY KEY("source","record")
);
--> statement-breakpoint
CREATE INDEX "helpdesk_events_waiting" ON "helpdesk_events" USING btree ("received_at") WHERE NOT "helpdesk_events"."done";--> statement-breakpoint
CREATE INDEX "helpdesk_events_received" ON "helpdesk_events" USING btree ("source","received_at");--> statement-breakpoint
CREATE INDEX "helpdesk_records_at" ON "helpdesk_records" USING brin ("at");