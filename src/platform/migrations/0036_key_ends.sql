ALTER TABLE "keys" ADD COLUMN "agents" text[];--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "expires_at" bigint;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "replaces" text;