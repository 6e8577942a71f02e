CREATE TABLE "criterion_states" (
	"criterion" text PRIMARY KEY NOT NULL,
	"plan" integer NOT NULL,
	"state" jsonb NOT NULL,
	"value" double precision,
	"assessed_at" bigint,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "criterion_verdicts" (
	"criterion" text NOT NULL,
	"at" bigint NOT NULL,
	"plan" integer NOT NULL,
	"verdict" text NOT NULL,
	"value" double precision,
	"held_ms" bigint NOT NULL,
	CONSTRAINT "criterion_verdicts_criterion_at_pk" PRIMARY KEY("criterion","at")
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"number" integer PRIMARY KEY NOT NULL,
	"incident" integer NOT NULL,
	"agent" text NOT NULL,
	"state" text NOT NULL,
	"version" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"activated_at" bigint,
	"closed_at" bigint,
	"document" jsonb NOT NULL,
	CONSTRAINT "plans_incident_unique" UNIQUE("incident"),
	CONSTRAINT "plans_number" CHECK ("plans"."number" > 0),
	CONSTRAINT "plans_state" CHECK ("plans"."state" in ('draft', 'active', 'closed'))
);
--> statement-breakpoint
CREATE TABLE "reminders_sent" (
	"key" text PRIMARY KEY NOT NULL,
	"plan" integer NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "criterion_states" ADD CONSTRAINT "criterion_states_plan_plans_number_fk" FOREIGN KEY ("plan") REFERENCES "public"."plans"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "criterion_verdicts" ADD CONSTRAINT "criterion_verdicts_plan_plans_number_fk" FOREIGN KEY ("plan") REFERENCES "public"."plans"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders_sent" ADD CONSTRAINT "reminders_sent_plan_plans_number_fk" FOREIGN KEY ("plan") REFERENCES "public"."plans"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "criterion_states_plan" ON "criterion_states" USING btree ("plan");--> statement-breakpoint
CREATE INDEX "plans_agent" ON "plans" USING btree ("agent","number");--> statement-breakpoint
CREATE INDEX "plans_state_number" ON "plans" USING btree ("state","number");--> statement-breakpoint
CREATE INDEX "reminders_sent_plan" ON "reminders_sent" USING btree ("plan");