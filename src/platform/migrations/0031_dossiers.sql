CREATE TABLE "comments" (
	"id" text PRIMARY KEY NOT NULL,
	"subject_kind" text NOT NULL,
	"subject" text NOT NULL,
	"agent" text,
	"incident" integer,
	"plan" integer,
	"text" text,
	"sha256" text NOT NULL,
	"mentions" jsonb NOT NULL,
	"said_at" bigint NOT NULL,
	"said_by" text NOT NULL,
	"erased_at" bigint,
	"erased_by" text,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "exhibits" (
	"id" text PRIMARY KEY NOT NULL,
	"subject_kind" text NOT NULL,
	"subject" text NOT NULL,
	"agent" text,
	"incident" integer,
	"plan" integer,
	"form" text NOT NULL,
	"sha256" text NOT NULL,
	"name" text,
	"type" text,
	"bytes" bigint,
	"url" text,
	"added_at" bigint NOT NULL,
	"added_by" text NOT NULL,
	"withdrawn_at" bigint,
	"withdrawn_by" text,
	"reason" text,
	"is_erased" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE INDEX "comments_subject" ON "comments" USING btree ("subject_kind","subject");--> statement-breakpoint
CREATE INDEX "comments_plan" ON "comments" USING btree ("plan") WHERE "comments"."plan" is not null;--> statement-breakpoint
CREATE INDEX "comments_incident" ON "comments" USING btree ("incident") WHERE "comments"."incident" is not null;--> statement-breakpoint
CREATE INDEX "exhibits_subject" ON "exhibits" USING btree ("subject_kind","subject");--> statement-breakpoint
CREATE INDEX "exhibits_plan" ON "exhibits" USING btree ("plan") WHERE "exhibits"."plan" is not null;--> statement-breakpoint
CREATE INDEX "exhibits_incident" ON "exhibits" USING btree ("incident") WHERE "exhibits"."incident" is not null;