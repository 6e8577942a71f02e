import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { acquireLease, fenced } from '../../../src/platform/lease/lease-store.ts';
import { startChild } from '../../support/child.ts';
import { postgresMaker } from '../../support/database.ts';

const fresh = postgresMaker();

test('a process stopped in the middle of a write is replaced within 5 s, and changes nothing when it wakes', async () => {
  const url = await fresh();
  const database = await openDatabase({ url });
  await database.db.execute(sql`CREATE TABLE lease_probe (who text)`);
  const child = startChild(join(import.meta.dirname, '../children/hold-lease.ts'), url);
  try {
    expect(await child.line()).toBe('epoch 1');
    child.process.kill('SIGSTOP');
    const paused = performance.now();
    const epoch = await takeOver();
    expect(performance.now() - paused).toBeLessThan(5_000);
    await fenced(database, epoch, (tx) => tx.execute(sql`INSERT INTO lease_probe VALUES ('successor')`));
    child.process.kill('SIGCONT');
    child.process.stdin?.write('go on\n');
    expect(await child.line()).toBe('failed FencedError');
    const { rows } = await database.db.execute(sql`SELECT who FROM lease_probe`);
    expect(rows).toEqual([{ who: 'successor' }]);
  } finally {
    await child.kill();
    await database.close();
  }

  async function takeOver(): Promise<number> {
    for (let ask = 0; ask < 20_000; ask += 1) {
      const lease = await acquireLease(database, { holder: 'successor', address: 'http://b', ttlMs: 2_000 });
      if (!('remainingMs' in lease)) return lease.epoch;
    }
    throw new Error('the lease never came free');
  }
});
