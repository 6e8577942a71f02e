CREATE TABLE "agent_marks" (
	"agent" text NOT NULL,
	"at" bigint NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"noted_by" text NOT NULL,
	CONSTRAINT "agent_marks_agent_at_kind_label_pk" PRIMARY KEY("agent","at","kind","label")
);
