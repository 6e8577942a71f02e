CREATE TABLE "proof_attempts" (
	"agent" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"outcome" text NOT NULL,
	"code" text NOT NULL,
	"rule" text,
	"failing_since" bigint,
	"failing_rule" text
);
