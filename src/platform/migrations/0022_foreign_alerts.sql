CREATE TABLE "foreign_alerts" (
	"agent" text NOT NULL,
	"metric" text NOT NULL,
	"fingerprint" text NOT NULL,
	"starts_at" bigint NOT NULL,
	"ends_at" bigint,
	"told_at" bigint NOT NULL,
	CONSTRAINT "foreign_alerts_agent_metric_fingerprint_starts_at_pk" PRIMARY KEY("agent","metric","fingerprint","starts_at")
);
--> statement-breakpoint
CREATE INDEX "foreign_alerts_firing" ON "foreign_alerts" USING btree ("agent","metric") WHERE "foreign_alerts"."ends_at" IS NULL;