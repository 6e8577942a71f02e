import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { createStandby } from '../../src/app/standby.ts';
import { createApp } from '../../src/app/start.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { readSettings } from '../../src/settings.ts';
import { block, encodeWrite } from '../metrics/intake/write-messages.ts';
import { postgresMaker } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { adminKey } from '../support/filrouge.ts';
import { openHouse, shippedRules } from '../support/house.ts';

vi.setConfig({ testTimeout: 60_000 });
const fresh = postgresMaker();

test('what is answered while another process stands by is in the database: who takes over cannot read the log here', async () => {
  const url = await fresh();
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-standby-'));
  const rulesDir = join(folder, 'rules');
  await cp(shippedRules, rulesDir, { recursive: true });
  const source = 'sources:\n  - { metric: csat, gauge: bot_csat, agent_label: bot }\n';
  await writeFile(join(rulesDir, 'sources.yaml'), source);
  const [database, beside] = await Promise.all([openDatabase({ url }), openDatabase({ url })]);
  const house = await openHouse(database, {
    rulesDir,
    cellLogDir: join(folder, 'log'),
    standbyTiming: { sayEveryMs: 1_000, believedMs: 10_000 },
  });
  let sent = 0;
  /** How many of the samples that were answered the database has, right after the last answer. */
  const stored = async (): Promise<number> => {
    sent += 1;
    const labels = { __name__: 'bot_csat', bot: 'margaux' };
    const samples = [{ value: 4, at: house.clock.now() - 60_000 + sent * 100 }];
    const answer = await fetch(`${house.url}/api/v1/write`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${adminKey}`,
        'Content-Type': 'application/x-protobuf',
        'Content-Encoding': 'snappy',
      },
      body: new Uint8Array(block(encodeWrite([{ labels, samples }]))),
    });
    expect(await answer.text()).toBe('');
    const { rows } = await beside.db.execute<{ weight: number }>(
      sql`SELECT coalesce(sum(weight), 0)::int AS weight FROM cells`,
    );
    return rows[0]?.weight ?? 0;
  };
  const read = readSettings({ FILROUGE_PORT: '0', FILROUGE_ADMIN_KEY: adminKey, FILROUGE_RULES: rulesDir });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const standby = await createApp(read.settings, {
    ...{ clock: house.clock, ticksByHand: true, logger: pino({ level: 'silent' }) },
    leaseTiming: { ttlMs: 60_000, askMs: 200 },
    database: await openDatabase({ url }),
  });
  await standby.start();
  for (let each = 0; each < 5; each += 1) expect(await stored()).toBe(sent);
  await standby.stop();
  await house.stop();
  await beside.close();
  await rm(folder, { recursive: true, force: true });
});

test('who stands by is heard while it does, and believed for a while', async () => {
  const database = await openDatabase({ url: await fresh() });
  const timing = { sayEveryMs: 20, believedMs: 400 };
  const [evaluator, other] = [true, false].map((holds) => createStandby(database, () => holds, timing));
  if (evaluator === undefined || other === undefined) throw new Error('two are made');
  const heard = (stoodBy: boolean) => eventually(() => expect(evaluator.isStoodBy()).toBe(stoodBy));
  await evaluator.start();
  expect(evaluator.isStoodBy()).toBe(true);
  await heard(false);
  await other.start();
  await heard(true);
  await other.stop();
  await heard(false);
  await evaluator.stop();
  await database.close();
});
