import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { createApp } from '../../../src/app/start.ts';
import { listNotices } from '../../../src/notices/store.ts';
import { addingPlans } from '../../../src/plans/store/store.ts';
import { migrateDatabase } from '../../../src/platform/database/migrate.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { together } from '../../../src/platform/database/statement.ts';
import { readRegister } from '../../../src/register/store.ts';
import { readSettings } from '../../../src/settings.ts';
import { hour, start } from '../../plans/criterion-world.ts';
import { keptPlan } from '../../plans/kept-plan.ts';
import { postgresMaker } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { openHouse, shippedRules } from '../../support/house.ts';

vi.setConfig({ testTimeout: 60_000 });
const fresh = postgresMaker();
const day = 24 * hour;

test('of two filrouge on one PostgreSQL each reminder goes out once, also when one takes over in between', async () => {
  const url = await fresh();
  const looking = await openDatabase({ url });
  await migrateDatabase(looking);
  await looking.transaction((tx) => tx.execute(together(addingPlans([keptPlan()], start))));
  const rulesDir = await mkdtemp(join(tmpdir(), 'filrouge-rules-'));
  await cp(shippedRules, rulesDir, { recursive: true });
  const house = await openHouse(await openDatabase({ url }), {
    ...{ start: new Date(start).toISOString(), rulesDir },
  });
  const read = readSettings({ FILROUGE_PORT: '0', FILROUGE_RULES: rulesDir });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const other = await createApp(read.settings, {
    ...{ clock: house.clock, ticksByHand: true, logger: pino({ level: 'silent' }) },
    leaseTiming: { ttlMs: 60_000, askMs: 200 },
    database: await openDatabase({ url }),
  });
  const { url: beside } = await other.start();
  const count = async () => {
    const entries = await readRegister(looking.db, { limit: 1_000 });
    const told = (await listNotices(looking.db, { plan: 4, limit: 100 })).map(({ key }) => key);
    const reminded = entries.filter(({ kind, plan }) => kind === 'reminderSent' && plan === 4);
    return [reminded.length, told.length, new Set(told).size];
  };
  try {
    await house.pass(3 * day);
    const first = await count();
    expect(first[0]).toBeGreaterThan(0);
    await other.tick();
    expect(await count()).toEqual(first);
    await house.stop();
    house.clock.advance(hour);
    await eventually(async () => expect((await fetch(`${beside}/readyz`)).status).toBe(200));
    await other.tick();
    expect(await count()).toEqual(first);
    house.clock.advance(4 * day);
    await eventually(async () => {
      house.clock.advance(60_000);
      await other.tick();
      expect((await count())[0]).toBeGreaterThan(first[0] ?? 0);
    });
    const [reminded, told, keys] = await count();
    expect([told, keys]).toEqual([reminded, reminded]);
  } finally {
    await other.stop();
    await looking.close();
    await rm(rulesDir, { recursive: true, force: true });
  }
});
