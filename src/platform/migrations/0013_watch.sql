CREATE TABLE "watch" (
	"id" integer PRIMARY KEY NOT NULL,
	"until" bigint NOT NULL,
	"gaps" jsonb NOT NULL,
	CONSTRAINT "watch_single" CHECK ("watch"."id" = 1)
);
