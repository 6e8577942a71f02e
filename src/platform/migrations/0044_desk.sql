CREATE SEQUENCE "public"."request_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "request_calls" (
	"id" text PRIMARY KEY NOT NULL,
	"direction" text NOT NULL,
	"number" text NOT NULL,
	"started_at" bigint NOT NULL,
	"answered_at" bigint,
	"ended_at" bigint,
	"person" text,
	"customer" text,
	"request" integer,
	"contact" text,
	"told_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_contacts" (
	"id" text PRIMARY KEY NOT NULL,
	"request" integer NOT NULL,
	"direction" text NOT NULL,
	"channel" text NOT NULL,
	"at" bigint NOT NULL,
	"noted_at" bigint NOT NULL,
	"noted_by" text NOT NULL,
	"text" text,
	"ended_at" bigint,
	"client_id" text
);
--> statement-breakpoint
CREATE TABLE "customer_hints" (
	"token" text NOT NULL,
	"customer" text NOT NULL,
	"row" text NOT NULL,
	CONSTRAINT "customer_hints_token_customer_row_pk" PRIMARY KEY("token","customer","row")
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text NOT NULL,
	"name" text,
	"emails" jsonb NOT NULL,
	"phones" jsonb NOT NULL,
	"last_contact_at" bigint NOT NULL,
	"merged_into" text,
	"source" text,
	"source_id" text
);
--> statement-breakpoint
CREATE TABLE "request_events" (
	"request" integer NOT NULL,
	"version" integer NOT NULL,
	"at" bigint NOT NULL,
	"by" text NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"words" text,
	CONSTRAINT "request_events_request_version_pk" PRIMARY KEY("request","version")
);
--> statement-breakpoint
CREATE TABLE "request_words" (
	"token" text NOT NULL,
	"request" integer NOT NULL,
	"row" text NOT NULL,
	CONSTRAINT "request_words_token_request_row_pk" PRIMARY KEY("token","request","row")
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"number" integer PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"kind" text NOT NULL,
	"priority" text NOT NULL,
	"channel" text NOT NULL,
	"customer" text NOT NULL,
	"subject" text NOT NULL,
	"text" text,
	"fields" text,
	"missing" jsonb NOT NULL,
	"agent" text,
	"reason" text,
	"received_at" bigint NOT NULL,
	"received_by" text NOT NULL,
	"owner" text,
	"answered_at" bigint,
	"answered_by" text,
	"waiting_for" text,
	"waiting_since" bigint,
	"next_step" text,
	"next_due_at" bigint,
	"escalated_at" bigint,
	"escalated_by" text,
	"escalated_to" text,
	"escalated_why" text,
	"taken_up_at" bigint,
	"taken_up_by" text,
	"validated_at" bigint,
	"validated_by" text,
	"resolved_at" bigint,
	"resolved_by" text,
	"confirmed_at" bigint,
	"confirmed_by" text,
	"closed_at" bigint,
	"closed_by" text,
	"closed_why" text,
	"merged_into" integer,
	"merged_at" bigint,
	"merged_by" text,
	"reopenings" integer NOT NULL,
	"contacts_in" integer NOT NULL,
	"contacts_out" integer NOT NULL,
	"last_contact_at" bigint NOT NULL,
	"client_id" text,
	"client_digest" text,
	"source" text,
	"source_id" text
);
--> statement-breakpoint
ALTER TABLE "customer_hints" ADD CONSTRAINT "customer_hints_row_vault_keys_row_fk" FOREIGN KEY ("row") REFERENCES "public"."vault_keys"("row") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_words" ADD CONSTRAINT "request_words_row_vault_keys_row_fk" FOREIGN KEY ("row") REFERENCES "public"."vault_keys"("row") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "request_calls_started" ON "request_calls" USING btree ("started_at","id");--> statement-breakpoint
CREATE INDEX "request_calls_loose" ON "request_calls" USING btree ("started_at") WHERE request is null;--> statement-breakpoint
CREATE INDEX "request_calls_customer" ON "request_calls" USING btree ("customer","started_at");--> statement-breakpoint
CREATE INDEX "request_contacts_request" ON "request_contacts" USING btree ("request","at");--> statement-breakpoint
CREATE UNIQUE INDEX "request_contacts_client" ON "request_contacts" USING btree ("client_id") WHERE client_id is not null;--> statement-breakpoint
CREATE INDEX "customer_hints_row" ON "customer_hints" USING btree ("row");--> statement-breakpoint
CREATE INDEX "customers_merged" ON "customers" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "customers_source" ON "customers" USING btree ("source","source_id") WHERE source is not null;--> statement-breakpoint
CREATE INDEX "request_words_row" ON "request_words" USING btree ("row");--> statement-breakpoint
CREATE INDEX "request_words_request" ON "request_words" USING btree ("request");--> statement-breakpoint
CREATE INDEX "requests_open" ON "requests" USING btree ("number") WHERE state in ('received', 'answered', 'waiting', 'reopened');--> statement-breakpoint
CREATE INDEX "requests_state" ON "requests" USING btree ("state","number");--> statement-breakpoint
CREATE INDEX "requests_customer" ON "requests" USING btree ("customer","number");--> statement-breakpoint
CREATE INDEX "requests_received" ON "requests" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "requests_resolved" ON "requests" USING btree ("resolved_at") WHERE resolved_at is not null;--> statement-breakpoint
CREATE INDEX "requests_agent" ON "requests" USING btree ("agent","received_at") WHERE agent is not null;--> statement-breakpoint
CREATE INDEX "requests_merged" ON "requests" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "requests_client" ON "requests" USING btree ("client_id") WHERE client_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "requests_source" ON "requests" USING btree ("source","source_id") WHERE source is not null;