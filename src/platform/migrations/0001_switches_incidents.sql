CREATE TABLE "keys" (
	"id" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"role" text NOT NULL,
	"person" text,
	"agent" text,
	"name" text NOT NULL,
	"created_at" bigint NOT NULL,
	"last_used_at" bigint,
	"revoked_at" bigint,
	CONSTRAINT "keys_hash_unique" UNIQUE("hash"),
	CONSTRAINT "keys_role" CHECK ("keys"."role" in ('ingest', 'agent', 'viewer', 'operator', 'approver', 'admin')),
	CONSTRAINT "keys_agent" CHECK (("keys"."role" = 'agent') = ("keys"."agent" is not null))
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"number" integer PRIMARY KEY NOT NULL,
	"agent" text NOT NULL,
	"source" text NOT NULL,
	"severity" text NOT NULL,
	"opened_as" text NOT NULL,
	"title" text,
	"description" text,
	"state" text NOT NULL,
	"opened_at" bigint NOT NULL,
	"opened_by" text NOT NULL,
	"acknowledged_at" bigint,
	"acknowledged_by" text,
	"resolved_at" bigint,
	"resolved_by" text,
	"closed_at" bigint,
	"closed_by" text,
	"triggers" jsonb NOT NULL,
	"evidence" jsonb,
	"suspensions" jsonb NOT NULL,
	"plan" integer,
	"rule_set" text NOT NULL,
	CONSTRAINT "incidents_numbered" CHECK ("incidents"."number" > 0)
);
--> statement-breakpoint
CREATE TABLE "register" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"agent" text,
	"incident" integer,
	"plan" integer,
	"data" jsonb NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "register_head" (
	"id" integer PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "register_head_single" CHECK ("register_head"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "cells" (
	"series" integer NOT NULL,
	"start" bigint NOT NULL,
	"sum" double precision NOT NULL,
	"weight" double precision NOT NULL,
	"min" double precision NOT NULL,
	"max" double precision NOT NULL,
	"last" double precision NOT NULL,
	"last_at" bigint NOT NULL,
	CONSTRAINT "cells_series_start_pk" PRIMARY KEY("series","start")
);
--> statement-breakpoint
CREATE TABLE "interactions" (
	"agent" text NOT NULL,
	"id" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "interactions_agent_id_pk" PRIMARY KEY("agent","id")
);
--> statement-breakpoint
CREATE TABLE "reasons" (
	"agent" text NOT NULL,
	"start" bigint NOT NULL,
	"reason" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "reasons_agent_start_reason_pk" PRIMARY KEY("agent","start","reason")
);
--> statement-breakpoint
CREATE TABLE "series" (
	"id" serial PRIMARY KEY NOT NULL,
	"agent" text NOT NULL,
	"metric" text NOT NULL,
	CONSTRAINT "series_agent_metric" UNIQUE("agent","metric")
);
--> statement-breakpoint
CREATE TABLE "switch_events" (
	"agent" text NOT NULL,
	"epoch" bigint NOT NULL,
	"at" bigint NOT NULL,
	"kind" text NOT NULL,
	"by" text NOT NULL,
	"reason" text,
	"detail" jsonb NOT NULL,
	"may_run" boolean NOT NULL,
	CONSTRAINT "switch_events_agent_epoch_pk" PRIMARY KEY("agent","epoch")
);
--> statement-breakpoint
CREATE TABLE "switches" (
	"agent" text PRIMARY KEY NOT NULL,
	"trips" jsonb NOT NULL,
	"hold" jsonb,
	"epoch" bigint NOT NULL,
	"since" bigint NOT NULL,
	"acknowledged_epoch" bigint,
	"acknowledged_at" bigint,
	"escalated_epoch" bigint
);
--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_one_unresolved" ON "incidents" USING btree ("agent") WHERE state in ('open', 'acknowledged');--> statement-breakpoint
CREATE INDEX "incidents_agent" ON "incidents" USING btree ("agent","number");--> statement-breakpoint
CREATE INDEX "register_agent" ON "register" USING btree ("agent","seq");--> statement-breakpoint
CREATE INDEX "register_incident" ON "register" USING btree ("incident","seq");--> statement-breakpoint
CREATE INDEX "register_at" ON "register" USING btree ("at");--> statement-breakpoint
CREATE INDEX "cells_start" ON "cells" USING btree ("start");--> statement-breakpoint
CREATE INDEX "interactions_at" ON "interactions" USING btree ("at");--> statement-breakpoint
CREATE INDEX "switch_events_agent_at" ON "switch_events" USING btree ("agent","at");