CREATE TABLE "request_relances" (
	"contact" text PRIMARY KEY NOT NULL,
	"request" integer NOT NULL,
	"kind" text NOT NULL,
	"step" text NOT NULL,
	"channel" text NOT NULL,
	"at" bigint NOT NULL,
	"until" bigint NOT NULL,
	"mail" text,
	"mail_attempts" integer NOT NULL,
	"mail_due_at" bigint,
	"mail_reason" text
);
--> statement-breakpoint
CREATE INDEX "request_relances_request" ON "request_relances" USING btree ("request","at");--> statement-breakpoint
CREATE INDEX "request_relances_mail" ON "request_relances" USING btree ("mail_due_at") WHERE mail = 'waiting';