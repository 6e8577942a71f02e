CREATE SEQUENCE "public"."anomaly_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "anomalies" (
	"number" integer PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"customer" text,
	"request" integer,
	"other_customer" text,
	"other_request" integer,
	"field" text,
	"note" text,
	"reported_at" bigint NOT NULL,
	"reported_by" text NOT NULL,
	"reporter" text,
	"expected_at" bigint NOT NULL,
	"acknowledged_at" bigint,
	"acknowledged_by" text,
	"ended_at" bigint,
	"ended_by" text,
	"answer" text,
	"told_at" bigint
);
--> statement-breakpoint
CREATE TABLE "desk_checks" (
	"kind" text NOT NULL,
	"period" text NOT NULL,
	"made_at" bigint NOT NULL,
	"report" jsonb NOT NULL,
	CONSTRAINT "desk_checks_kind_period_pk" PRIMARY KEY("kind","period")
);
--> statement-breakpoint
CREATE INDEX "anomalies_standing" ON "anomalies" USING btree ("number") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "anomalies_customer" ON "anomalies" USING btree ("customer") WHERE customer is not null;--> statement-breakpoint
CREATE INDEX "anomalies_request" ON "anomalies" USING btree ("request") WHERE request is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "anomalies_once" ON "anomalies" USING btree ("kind",coalesce(customer, ''),coalesce(request, 0),coalesce(other_customer, ''),coalesce(other_request, 0),coalesce(field, ''),"reported_by") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "desk_checks_made" ON "desk_checks" USING btree ("made_at");