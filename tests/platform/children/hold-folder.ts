import { openDatabase } from '../../../src/platform/database/open.ts';
import { evaluatorLease } from '../../../src/platform/lease/tables.ts';

/** Opens the data folder, writes one row, says so, and sits on it until it is killed. */
const [dataDir = '', blank = ''] = process.argv.slice(2);
const database = await openDatabase({ dataDir, blank });
await database.db
  .insert(evaluatorLease)
  .values({ id: 1, holder: 'killed', epoch: 7, address: '', expiresAt: 0 })
  .onConflictDoNothing();
process.stdout.write(`${process.pid}\n`);
process.stdin.resume();
