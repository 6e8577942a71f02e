import { rm } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createApp } from '../../../src/app/start.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { readSettings } from '../../../src/settings.ts';
import { postgresMaker } from '../../support/database.ts';
import { adminKey } from '../../support/filrouge.ts';
import { openHouse } from '../../support/house.ts';
import { rulesWith, zammadBody, zammadHeaders } from './desk.ts';

const fresh = postgresMaker();

test('a process that stands by takes a webhook too, and the evaluator works it off', async () => {
  const url = await fresh();
  const secret = 'correct-horse-battery';
  const rulesDir = await rulesWith('  zammad: { agent: margaux }\n');
  const database = await openDatabase({ url });
  const house = await openHouse(database, { rulesDir, start: '2026-06-05T08:00:00Z' });
  const read = readSettings({
    ...{ FILROUGE_PORT: '0', FILROUGE_ADMIN_KEY: adminKey, FILROUGE_RULES: rulesDir },
    FILROUGE_HELPDESK_ZAMMAD_SECRET: secret,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const standby = await createApp(read.settings, {
    ...{ clock: house.clock, ticksByHand: true, logger: pino({ level: 'silent' }) },
    leaseTiming: { ttlMs: 60_000, askMs: 200 },
    database: await openDatabase({ url }),
  });
  const { url: beside } = await standby.start();
  const body = JSON.stringify(zammadBody({ state: 'closed' }));
  const headers = zammadHeaders(body, secret, 'd1');
  const answer = await fetch(`${beside}/v1/hooks/zammad`, { method: 'POST', headers, body });
  expect([answer.status, await answer.json()]).toEqual([200, { taken: 1, repeated: 0 }]);
  await standby.settled();
  const told = () => database.db.execute(sql`SELECT id FROM interactions`);
  expect((await told()).rows).toEqual([]);
  await house.pass(1_000);
  expect((await told()).rows).toEqual([{ id: 'zammad:81' }]);
  await standby.stop();
  await house.stop();
  await rm(rulesDir, { recursive: true, force: true });
});
