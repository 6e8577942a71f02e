import { sql } from 'drizzle-orm';
import type { Database } from '../../src/platform/database/database.ts';

/** As if the holder of the lease had died long ago; a renewal that is under way comes to nothing. */
export async function expireLease(database: Database): Promise<void> {
  await database.db.execute(sql`UPDATE evaluator_lease SET holder = 'dead', expires_at = 0`);
}
