CREATE TABLE "sign_in_identities" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"person" text NOT NULL,
	"mail" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "sign_in_identities_issuer_subject_pk" PRIMARY KEY("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"hash" text PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"person" text,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_flows" (
	"mark" text PRIMARY KEY NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "console_sessions" ALTER COLUMN "key" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "id" text;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "begun_at" bigint;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "seen_at" bigint;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "person" text;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "role" text;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "provider" text;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "issuer" text;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "subject" text;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "checked_at" bigint;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "asked_at" bigint;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "confirmed_at" bigint;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "sealed" text;--> statement-breakpoint
CREATE INDEX "console_sessions_person" ON "console_sessions" USING btree ("person");