import { rm } from 'node:fs/promises';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { createApp } from '../../../src/app/start.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { readSettings } from '../../../src/settings.ts';
import { postgresMaker } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { clientOf, openHouse } from '../../support/house.ts';
import { storeRules } from './files.ts';

vi.setConfig({ testTimeout: 60_000 });
const fresh = postgresMaker();

test('of two filrouge on one PostgreSQL behind one Alertmanager one trips, and who takes over knows what it has told', async () => {
  const [url, rulesDir] = [await fresh(), await storeRules()];
  const house = await openHouse(await openDatabase({ url }), { rulesDir });
  const keyOf = async (role: string): Promise<string> =>
    (await house.as('admin').post('/v1/keys', { role, name: role })).body.secret;
  const [ingest, viewer] = [await keyOf('ingest'), await keyOf('viewer')];
  const read = readSettings({ FILROUGE_PORT: '0', FILROUGE_RULES: rulesDir });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const other = await createApp(read.settings, {
    ...{ clock: house.clock, ticksByHand: true, logger: pino({ level: 'silent' }) },
    leaseTiming: { ttlMs: 60_000, askMs: 200 },
    database: await openDatabase({ url }),
  });
  const { url: beside } = await other.start();
  const alarm = (rule: string) => ({
    status: 'firing',
    labels: { alertname: 'Filrouge', agent: 'margaux', rule, filrouge: 'breach' },
    startsAt: new Date(house.clock.now()).toISOString(),
    fingerprint: rule,
  });
  const tell = async (to: string, rule: string): Promise<number> =>
    (await clientOf(to, ingest).post('/v1/alerts/alertmanager', { alerts: [alarm(rule)] })).status;
  const triggers = async (): Promise<string[]> => {
    const { items } = (await clientOf(beside, viewer).get('/v1/incidents')).body;
    expect(items).toHaveLength(1);
    const { body } = await clientOf(beside, viewer).get(`/v1/incidents/${items[0].number}`);
    return body.triggers.map((one: { rule: string }) => one.rule);
  };
  const both = () => Promise.all([tell(house.url, 'wrong-answers'), tell(beside, 'wrong-answers')]);
  // Alertmanager asks again where it was answered 503.
  expect(await both()).toEqual([200, 503]);
  expect(await both()).toEqual([200, 503]);
  expect(await triggers()).toEqual(['wrong-answers']);
  await house.stop();
  await eventually(async () => expect(await tell(beside, 'wrong-answers')).toBe(200));
  expect(await triggers()).toEqual(['wrong-answers']);
  expect(await tell(beside, 'quality')).toBe(200);
  expect(await triggers()).toEqual(['wrong-answers', 'quality']);
  await other.stop();
  await rm(rulesDir, { recursive: true, force: true });
});
