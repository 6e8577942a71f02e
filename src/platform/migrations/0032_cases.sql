CREATE TABLE "replay_answers" (
	"action" text NOT NULL,
	"run" integer NOT NULL,
	"question" text NOT NULL,
	"plan" integer NOT NULL,
	"at" bigint NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"status" integer,
	"took_ms" integer,
	"hash" text,
	"answer" text,
	CONSTRAINT "replay_answers_action_run_question_pk" PRIMARY KEY("action","run","question")
);
--> statement-breakpoint
CREATE TABLE "replay_runs" (
	"action" text NOT NULL,
	"no" integer NOT NULL,
	"plan" integer NOT NULL,
	"begun_at" bigint NOT NULL,
	"begun_by" text NOT NULL,
	"scope" text NOT NULL,
	"ended_at" bigint,
	"ended" text,
	CONSTRAINT "replay_runs_action_no_pk" PRIMARY KEY("action","no")
);
--> statement-breakpoint
ALTER TABLE "replay_answers" ADD CONSTRAINT "replay_answers_plan_plans_number_fk" FOREIGN KEY ("plan") REFERENCES "public"."plans"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replay_runs" ADD CONSTRAINT "replay_runs_plan_plans_number_fk" FOREIGN KEY ("plan") REFERENCES "public"."plans"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "replay_answers_plan" ON "replay_answers" USING btree ("plan");--> statement-breakpoint
CREATE INDEX "replay_answers_at" ON "replay_answers" USING btree ("at");--> statement-breakpoint
CREATE INDEX "replay_runs_plan" ON "replay_runs" USING btree ("plan");