CREATE TABLE "privacy_requests" (
	"number" integer PRIMARY KEY NOT NULL,
	"right" text NOT NULL,
	"customer" text NOT NULL,
	"received_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"note" text,
	"identity" jsonb,
	"extension" jsonb,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vault_holds" (
	"id" text PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"reason" text NOT NULL,
	"set_at" bigint NOT NULL,
	"set_by" text NOT NULL,
	"ended_at" bigint,
	"ended_by" text
);
--> statement-breakpoint
CREATE TABLE "vault_keys" (
	"row" text PRIMARY KEY NOT NULL,
	"master" text NOT NULL,
	"wrapped" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vault_reads" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"who" text NOT NULL,
	"why" text NOT NULL,
	"subject" text NOT NULL,
	"rows" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vault_rows" (
	"id" text PRIMARY KEY NOT NULL,
	"category" text NOT NULL,
	"subject" text NOT NULL,
	"purpose" text NOT NULL,
	"sealed" text,
	"sealed_at" bigint NOT NULL,
	"anchor_at" bigint,
	"erased_at" bigint,
	"erasure" text
);
--> statement-breakpoint
CREATE TABLE "vault_state" (
	"id" integer PRIMARY KEY NOT NULL,
	"master" text NOT NULL,
	"index_key" text NOT NULL,
	CONSTRAINT "vault_state_single" CHECK ("vault_state"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "vault_subjects" (
	"subject" text PRIMARY KEY NOT NULL,
	"restricted_at" bigint,
	"objected_at" bigint
);
--> statement-breakpoint
CREATE TABLE "vault_tokens" (
	"token" text NOT NULL,
	"row" text NOT NULL,
	"subject" text NOT NULL,
	CONSTRAINT "vault_tokens_token_row_pk" PRIMARY KEY("token","row")
);
--> statement-breakpoint
CREATE INDEX "privacy_requests_customer" ON "privacy_requests" USING btree ("customer","number");--> statement-breakpoint
CREATE INDEX "privacy_requests_open" ON "privacy_requests" USING btree ("due_at") WHERE state->>'kind' = 'open';--> statement-breakpoint
CREATE INDEX "vault_holds_subject" ON "vault_holds" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "vault_keys_master" ON "vault_keys" USING btree ("master","row");--> statement-breakpoint
CREATE INDEX "vault_reads_subject" ON "vault_reads" USING btree ("subject","seq");--> statement-breakpoint
CREATE INDEX "vault_reads_at" ON "vault_reads" USING btree ("at");--> statement-breakpoint
CREATE INDEX "vault_rows_subject" ON "vault_rows" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "vault_rows_due" ON "vault_rows" USING btree ("category","anchor_at") WHERE sealed is not null;--> statement-breakpoint
CREATE INDEX "vault_rows_erasure" ON "vault_rows" USING btree ("erasure","id") WHERE erasure is not null;--> statement-breakpoint
CREATE INDEX "vault_tokens_row" ON "vault_tokens" USING btree ("row");