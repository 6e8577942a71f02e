CREATE TABLE "calendar_entries" (
	"person" text NOT NULL,
	"uid" text NOT NULL,
	"plan" integer NOT NULL,
	"entry" jsonb NOT NULL,
	"sequence" integer NOT NULL,
	"is_cancelled" boolean NOT NULL,
	"changed_at" bigint NOT NULL,
	CONSTRAINT "calendar_entries_person_uid_pk" PRIMARY KEY("person","uid")
);
--> statement-breakpoint
CREATE TABLE "calendars" (
	"hash" text PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"opened_at" bigint NOT NULL,
	"read_at" bigint,
	"closed_at" bigint
);
--> statement-breakpoint
CREATE UNIQUE INDEX "calendars_live" ON "calendars" USING btree ("person") WHERE "calendars"."closed_at" is null;