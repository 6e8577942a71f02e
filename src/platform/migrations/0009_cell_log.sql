CREATE TABLE "cell_log" (
	"id" integer PRIMARY KEY NOT NULL,
	"log" text NOT NULL,
	"seq" bigint NOT NULL
);
