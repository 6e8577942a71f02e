CREATE TABLE "alert_events" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"agent" text NOT NULL,
	"rule" text NOT NULL,
	"at" bigint NOT NULL,
	"kind" text NOT NULL,
	"since" bigint,
	"fired_at" bigint,
	"value" double precision,
	"threshold" double precision,
	"weight" double precision,
	"peak" double precision,
	"why" text,
	"effect" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"agent" text NOT NULL,
	"rule" text NOT NULL,
	"alert" jsonb NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "alerts_agent_rule_pk" PRIMARY KEY("agent","rule")
);
--> statement-breakpoint
CREATE TABLE "rule_sets" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"in_force_since" bigint NOT NULL,
	"set" jsonb NOT NULL,
	"diff" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "alert_events_at" ON "alert_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "alert_events_rule" ON "alert_events" USING btree ("agent","rule","at");--> statement-breakpoint
CREATE INDEX "rule_sets_since" ON "rule_sets" USING btree ("in_force_since");--> statement-breakpoint
CREATE INDEX "rule_sets_hash" ON "rule_sets" USING btree ("hash");