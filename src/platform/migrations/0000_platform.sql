CREATE TABLE "evaluator_lease" (
	"id" integer PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"epoch" bigint NOT NULL,
	"address" text NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "evaluator_lease_single" CHECK ("evaluator_lease"."id" = 1)
);
