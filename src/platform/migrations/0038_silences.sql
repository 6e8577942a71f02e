CREATE TABLE "silenced_firings" (
	"agent" text NOT NULL,
	"rule" text NOT NULL,
	"cause" text NOT NULL,
	"fired_at" bigint NOT NULL,
	"stops" boolean NOT NULL,
	"condition" text NOT NULL,
	"value" double precision,
	"threshold" double precision NOT NULL,
	"silences" jsonb NOT NULL,
	"maintenance" jsonb NOT NULL,
	"ended_at" bigint,
	"outcome" text,
	"incident" integer,
	CONSTRAINT "silenced_firings_agent_rule_cause_fired_at_pk" PRIMARY KEY("agent","rule","cause","fired_at")
);
--> statement-breakpoint
CREATE TABLE "silences" (
	"number" integer PRIMARY KEY NOT NULL,
	"agent" text,
	"tag" text,
	"rule" text,
	"reason" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" bigint NOT NULL,
	"until" bigint NOT NULL,
	"stops" boolean NOT NULL,
	"ended_at" bigint,
	"ended_by" text,
	CONSTRAINT "silences_of_one" CHECK (("silences"."agent" is null) <> ("silences"."tag" is null))
);
--> statement-breakpoint
CREATE INDEX "silenced_firings_at" ON "silenced_firings" USING btree ("fired_at");--> statement-breakpoint
CREATE INDEX "silenced_firings_held" ON "silenced_firings" USING btree ("agent") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "silences_until" ON "silences" USING btree ("until");