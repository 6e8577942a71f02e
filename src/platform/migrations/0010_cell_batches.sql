CREATE TABLE "cell_batches" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"record" "bytea" NOT NULL
);
--> statement-breakpoint
-- Numbers like these do not compress; trying costs more than writing them.
ALTER TABLE "cell_batches" ALTER COLUMN "record" SET STORAGE EXTERNAL;
