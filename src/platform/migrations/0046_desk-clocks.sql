CREATE TABLE "request_days" (
	"measure" text NOT NULL,
	"day" date NOT NULL,
	"value" double precision NOT NULL,
	"weight" double precision NOT NULL,
	CONSTRAINT "request_days_measure_day_pk" PRIMARY KEY("measure","day")
);
--> statement-breakpoint
CREATE TABLE "request_facts" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"measure" text NOT NULL,
	"day" date NOT NULL,
	"at" bigint NOT NULL,
	"value" double precision NOT NULL,
	"weight" double precision NOT NULL,
	"number" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_alarms" (
	"key" text NOT NULL,
	"person" text NOT NULL,
	"number" integer NOT NULL,
	"told_at" bigint NOT NULL,
	CONSTRAINT "request_alarms_key_person_pk" PRIMARY KEY("key","person")
);
--> statement-breakpoint
CREATE TABLE "request_clocks" (
	"number" integer PRIMARY KEY NOT NULL,
	"is_open" boolean NOT NULL,
	"paused_ms" bigint NOT NULL,
	"late_at" bigint,
	"look_at" bigint
);
--> statement-breakpoint
CREATE INDEX "request_alarms_told" ON "request_alarms" USING btree ("told_at");--> statement-breakpoint
CREATE INDEX "request_clocks_late" ON "request_clocks" USING btree ("late_at") WHERE late_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "request_clocks_look" ON "request_clocks" USING btree ("look_at") WHERE look_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "request_clocks_open" ON "request_clocks" USING btree ("number") WHERE is_open;