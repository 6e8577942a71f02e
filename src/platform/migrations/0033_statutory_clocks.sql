ALTER TABLE "incidents" ADD COLUMN "classes" jsonb;--> statement-breakpoint
CREATE INDEX "incidents_classified" ON "incidents" USING btree ("number") WHERE classes is not null;