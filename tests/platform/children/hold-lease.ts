import { sql } from 'drizzle-orm';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { acquireLease, fenced } from '../../../src/platform/lease/lease-store.ts';

/** Takes the lease, writes inside a fenced transaction, says so, and commits when a line comes in. */
const [url = ''] = process.argv.slice(2);
const database = await openDatabase({ url });
const lease = await acquireLease(database, { holder: 'paused', address: 'http://paused', ttlMs: 2_000 });
const more = () => new Promise((resolve) => process.stdin.once('data', resolve));
const outcome = await fenced(database, lease.epoch, async (tx) => {
  await tx.execute(sql`INSERT INTO lease_probe VALUES ('stale')`);
  process.stdout.write(`epoch ${lease.epoch}\n`);
  await more();
  await tx.execute(sql`INSERT INTO lease_probe VALUES ('stale again')`);
}).then(
  () => 'committed',
  () => 'failed',
);
const later = await fenced(database, lease.epoch, (tx) =>
  tx.execute(sql`INSERT INTO lease_probe VALUES ('stale later')`),
).then(
  () => 'committed',
  (error: unknown) => (error instanceof Error ? error.name : String(error)),
);
process.stdout.write(`${outcome} ${later}\n`);
await database.close();
