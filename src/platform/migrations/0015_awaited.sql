CREATE TABLE "awaited" (
	"agent" text NOT NULL,
	"metric" text NOT NULL,
	"since" bigint NOT NULL,
	CONSTRAINT "awaited_agent_metric_pk" PRIMARY KEY("agent","metric")
);
