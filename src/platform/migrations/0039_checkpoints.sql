CREATE TABLE "register_anchors" (
	"place" text PRIMARY KEY NOT NULL,
	"number" integer NOT NULL,
	"at" bigint,
	"fault" text,
	"fault_since" bigint
);
--> statement-breakpoint
CREATE TABLE "register_checkpoints" (
	"number" integer PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"size" bigint NOT NULL,
	"head" text NOT NULL,
	"nodes" jsonb NOT NULL,
	"cause" text NOT NULL,
	"note" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "register_checkpoints_size" ON "register_checkpoints" USING btree ("size");
--> statement-breakpoint
-- What was signed stays, as the register does.
CREATE TRIGGER register_checkpoints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON register_checkpoints
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
