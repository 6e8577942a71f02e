CREATE TABLE "criteria_followed" (
	"id" integer PRIMARY KEY NOT NULL,
	"until" bigint NOT NULL,
	"behind" jsonb NOT NULL
);
