CREATE TABLE "weekly_reports" (
	"week" text NOT NULL,
	"agent" text NOT NULL,
	"at" bigint NOT NULL,
	"report" jsonb NOT NULL,
	CONSTRAINT "weekly_reports_week_agent_pk" PRIMARY KEY("week","agent")
);
--> statement-breakpoint
CREATE INDEX "register_outcomes" ON "register" USING btree ("plan","seq") WHERE kind in ('planDrafted', 'planReopened', 'actionStatusSet', 'actionVerified', 'actionRegressed');