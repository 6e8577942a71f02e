CREATE TABLE "cell_buckets" (
	"series" integer NOT NULL,
	"start" bigint NOT NULL,
	"weight" double precision NOT NULL,
	"buckets" "bytea" NOT NULL,
	CONSTRAINT "cell_buckets_series_start_pk" PRIMARY KEY("series","start")
);
--> statement-breakpoint
CREATE INDEX "cell_buckets_start" ON "cell_buckets" USING brin ("start");