import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createCore } from '../../src/app/core.ts';
import { groundOf } from '../../src/app/ground.ts';
import { openRulebook } from '../../src/app/rulebook.ts';
import { addingPlans } from '../../src/plans/store/store.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { together } from '../../src/platform/database/statement.ts';
import { randomId } from '../../src/platform/ids.ts';
import { readRegister } from '../../src/register/store.ts';
import { readSettings } from '../../src/settings.ts';
import { hour, start } from '../plans/criterion-world.ts';
import { keptPlan } from '../plans/kept-plan.ts';
import { manualClock } from '../support/clock.ts';
import { onPostgres } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { shippedRules } from '../support/house.ts';

onPostgres('two ticks at once', (open) => {
  test('remind once: one waits for what the other tells', async () => {
    const database = await open();
    await database.transaction((tx) => tx.execute(together(addingPlans([keptPlan()], start))));
    const settings = readSettings({ FILROUGE_RULES: shippedRules });
    if (!settings.ok) throw new Error('no settings');
    const [clock, logger] = [manualClock(start + 72 * hour), pino({ level: 'silent' })];
    const book = await openRulebook(settings.settings, clock, logger, undefined);
    const holder = { id: randomId(), ownsFolder: false, release: async () => {} };
    const opened = { database, book, holder, cellLog: undefined, stopLog: undefined, vault: undefined };
    const ports = { clock, logger, unwatchedAfterMs: Number.POSITIVE_INFINITY };
    const core = createCore(groundOf(settings.settings, ports, opened), async () => undefined);
    const { lease, thread } = core;
    await lease.start();
    try {
      await Promise.all([thread.lead(), thread.tick(), thread.tick()]);
      clock.advance(4 * 24 * hour);
      const ticks = await whileNobodyReads(database, () => [thread.tick(), thread.tick()]);
      await Promise.all(ticks);
      await thread.idle();
      const entries = await readRegister(database.db, { limit: 1_000 });
      const reminders = entries
        .filter(({ kind }) => kind === 'reminderSent')
        .map(({ at, data }) => JSON.stringify([at, data]));
      expect(reminders.length).toBeGreaterThan(2);
      expect(new Set(reminders).size).toBe(reminders.length);
    } finally {
      await thread.handOver();
      await lease.stop();
      await book.close();
    }
  });
});

/** Lets nobody see which reminders were sent until `begin` has had every chance to ask. */
async function whileNobodyReads<T>({ db, transaction }: Database, begin: () => T): Promise<T> {
  return transaction(async (tx) => {
    await tx.execute(sql`LOCK TABLE reminders_sent IN ACCESS EXCLUSIVE MODE`);
    const begun = begin();
    await eventually(async () => {
      const { rows } = await db.execute(sql`SELECT 1 FROM pg_locks WHERE NOT granted`);
      expect(rows.length).toBeGreaterThan(0);
    });
    for (let more = 0; more < 50; more++) await db.execute(sql`SELECT 1`);
    return begun;
  });
}
