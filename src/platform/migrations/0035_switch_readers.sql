CREATE TABLE "switch_readers" (
	"agent" text NOT NULL,
	"key" text NOT NULL,
	"way" text NOT NULL,
	"person" text,
	"client" text,
	"is_agent" boolean NOT NULL,
	"since" bigint NOT NULL,
	"last_at" bigint NOT NULL,
	"written" bigint DEFAULT (extract(epoch from clock_timestamp()) * 1000)::bigint NOT NULL,
	CONSTRAINT "switch_readers_agent_key_way_pk" PRIMARY KEY("agent","key","way")
);
--> statement-breakpoint
CREATE INDEX "switch_readers_written" ON "switch_readers" USING btree ("written");