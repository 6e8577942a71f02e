DROP INDEX "cells_start";--> statement-breakpoint
CREATE INDEX "cells_start" ON "cells" USING brin ("start");