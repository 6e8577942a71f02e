import { rm } from 'node:fs/promises';
import { fc } from '@fast-check/vitest';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type AlertEpisode,
  countFiring,
  deleteEndedEpisodes,
  noteEpisodes,
} from '../../../src/metrics/storage/alerts-store.ts';
import { iso } from '../../../src/platform/iso.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { alertRules } from './files.ts';

let rulesDir: string;
beforeAll(async () => {
  rulesDir = await alertRules();
});
afterAll(() => rm(rulesDir, { recursive: true, force: true }));

const start = '2026-06-05T08:00:00Z';
const yearOne = '0001-01-01T00:00:00Z';
const minute = 60_000;

eachEngine('alerts of other systems', (open) => {
  describe('through the doors', () => {
    let house: House;
    afterEach(() => house.stop());
    const begin = async () => {
      house = await openHouse(await open(), { rulesDir, start });
    };
    const alert = (change: object = {}) => ({
      status: 'firing',
      labels: { alertname: 'CatalogueStale', severity: 'page', bot: 'margaux' },
      startsAt: start,
      endsAt: yearOne,
      fingerprint: 'f1',
      ...change,
    });
    const tell = (alerts: readonly object[], status = 'firing') =>
      house
        .as('ingest')
        .post('/v1/alerts/alertmanager', { version: '4', status, receiver: 'filrouge', alerts });
    const post = (alerts: readonly object[]) => house.as('ingest').post('/api/v2/alerts', alerts);
    const watchdog = alert({ labels: { alertname: 'Watchdog' }, fingerprint: 'w' });
    const agent = async () => (await house.as('viewer').get('/v1/agents/margaux')).body;
    const rule = async () =>
      (await agent()).rules.find((one: { rule: string }) => one.rule === 'catalogue-alarm');
    const mayRun = async () => (await agent()).switch.mayRun;
    const isFiring = async () => (await rule()).state === 'firing';

    test('stop an agent at once, open one incident however often they are told, and let nobody run again', async () => {
      await begin();
      expect(await ok(tell([alert()]))).toEqual({ accepted: 1, rejected: [] });
      expect(await mayRun()).toBe(false);
      for (let time = 0; time < 3; time++) await ok(tell([alert()]));
      // The group is called resolved, this alert is not.
      await ok(tell([alert()], 'resolved'));
      expect(await isFiring()).toBe(true);
      const { items: incidents } = (await house.as('viewer').get('/v1/incidents')).body;
      expect(incidents).toHaveLength(1);
      expect(incidents[0]).toMatchObject({ agent: 'margaux', source: 'rule' });
      await house.pass(minute);
      await ok(tell([alert({ status: 'resolved', endsAt: iso(house.clock.now()) })]));
      expect(await isFiring()).toBe(false);
      expect(await mayRun()).toBe(false);
    });

    test('fire until the last of them has ended, and an old message begins none anew', async () => {
      await begin();
      await ok(tell([alert(), alert({ fingerprint: 'f2' })]));
      await house.pass(minute);
      const endsAt = iso(house.clock.now());
      await ok(tell([alert({ status: 'resolved', endsAt })]));
      expect(await isFiring()).toBe(true);
      await ok(tell([alert({ fingerprint: 'f2', status: 'resolved', endsAt })]));
      expect(await isFiring()).toBe(false);
      await ok(tell([alert()]));
      expect(await isFiring()).toBe(false);
      await ok(tell([alert({ startsAt: endsAt })]));
      expect(await isFiring()).toBe(true);
    });

    test('fire again when told so once more: the end was the silence of a sender that is back', async () => {
      await begin();
      await ok(tell([alert()]));
      await house.pass(minute);
      await ok(tell([alert({ status: 'resolved', endsAt: iso(house.clock.now()) })]));
      house.clock.advance(2_000);
      await ok(tell([alert()]));
      expect(await isFiring()).toBe(false);
      house.clock.advance(1);
      await ok(tell([alert()]));
      expect(await rule()).toMatchObject({ state: 'firing', value: 1 });
    });

    test('of two Prometheus fire while one of them says so, however often the other says that they ended', async () => {
      await begin();
      const ahead = () => iso(house.clock.now() + 4 * minute);
      const later = iso(Date.parse(start) + 5_000);
      await ok(post([alert({ endsAt: ahead() })]));
      await house.pass(minute);
      await ok(post([alert({ startsAt: later, endsAt: ahead() })]));
      const endsAt = iso(house.clock.now() + 30_000);
      await house.pass(minute);
      const over = () => ok(post([alert({ startsAt: later, endsAt })]));
      await over();
      for (let time = 0; time < 3; time++) {
        await house.pass(minute);
        await ok(post([alert({ endsAt: ahead() })]));
        await house.pass(minute);
        await over();
        expect(await rule()).toMatchObject({ state: 'firing', value: 1 });
      }
      await ok(post([alert({ endsAt: iso(house.clock.now()) })]));
      expect(await rule()).toMatchObject({ value: 0 });
    });

    test('are neither over nor as before while their sender is silent; its sign of life says that none fires', async () => {
      await begin();
      expect((await rule()).verdict).toBe('no_data');
      await ok(tell([watchdog]));
      expect(await rule()).toMatchObject({ verdict: 'ok', value: 0 });
      await ok(tell([alert()]));
      await house.pass(11 * minute);
      expect(await rule()).toMatchObject({ verdict: 'no_data', state: 'firing' });
      await ok(tell([watchdog]));
      expect(await rule()).toMatchObject({ verdict: 'breach', value: 1 });
      // The silence becomes an alert of its own.
      for (let passed = 0; passed <= 32; passed += 4) await house.pass(4 * minute);
      const { items: incidents } = (await house.as('viewer').get('/v1/incidents')).body;
      const triggers = (await house.as('viewer').get(`/v1/incidents/${incidents[0].number}`)).body.triggers;
      const ours = triggers.filter((one: { rule: string }) => one.rule === 'catalogue-alarm');
      expect(ours.map(({ cause }: { cause: string }) => cause)).toEqual(['fired', 'no_data']);
    });

    test('are known again after a restart', async () => {
      const database = await open();
      house = await openHouse({ ...database, close: async () => {} }, { rulesDir, start });
      await ok(tell([alert(), alert({ fingerprint: 'f2' })]));
      const { clock } = house;
      await house.stop();
      house = await openHouse(database, { rulesDir, clock });
      clock.advance(minute);
      await ok(tell([alert({ status: 'resolved', endsAt: iso(clock.now()) })]));
      expect(await rule()).toMatchObject({ value: 1, state: 'firing' });
    });

    test('of Prometheus and vmalert come as to an Alertmanager, with all the others that nobody asked for', async () => {
      await begin();
      const endsAt = iso(house.clock.now() + 4 * minute);
      const other = alert({ labels: { alertname: 'DiskFull' }, endsAt });
      expect(await ok(post([other]))).toEqual({
        accepted: 0,
        rejected: [{ index: 0, reason: 'alert DiskFull: no entry under alerts of sources.yaml reads it' }],
      });
      expect((await ok(post([other, alert({ endsAt })]))).accepted).toBe(1);
      expect(await mayRun()).toBe(false);
      await house.pass(minute);
      await ok(post([alert({ endsAt: iso(house.clock.now()) })]));
      expect(await isFiring()).toBe(false);
      expect((await house.as('viewer').get('/metrics')).body).toContain(
        'filrouge_samples_total{source="alerts",outcome="rejected"} 2',
      );
    });

    test('that are nothing are refused with the reason, and a webhook with nothing else is told so', async () => {
      await begin();
      const answer = await tell([alert({ startsAt: 'yesterday' }), alert({ labels: [] })]);
      expect(answer).toMatchObject({ status: 422, body: { type: expect.stringContaining('nothing_taken') } });
      expect(answer.body.detail).toContain('startsAt: expected an ISO 8601 time');
      for (const body of [{}, { alerts: {} }, [], { alerts: Array(5_001).fill(alert()) }])
        expect((await house.as('ingest').post('/v1/alerts/alertmanager', body)).status).toBe(422);
      for (const path of ['/v1/alerts/alertmanager', '/api/v2/alerts']) {
        expect((await house.as('viewer').post(path, { alerts: [] })).status).toBe(403);
        // Alertmanager would follow a redirect without the body, and take the alert for told.
        const slash = await fetch(`${house.url}${path}/`, { method: 'POST', redirect: 'manual' });
        expect([401, 404]).toContain(slash.status);
      }
    });
  });

  test('end in the same state in whatever order their messages come, and however often', async () => {
    const database = await open();
    const at = Date.parse(start);
    const told: AlertEpisode[] = ['f1', 'f2'].flatMap((fingerprint) =>
      [0, 10].flatMap((startsAt) => {
        const fired = { agent: 'margaux', metric: 'm', fingerprint, startsAt: at + startsAt };
        return startsAt === 10 && fingerprint === 'f1'
          ? [fired]
          : [fired, { ...fired, endsAt: at + startsAt + 5 }];
      }),
    );
    const anyOrder = fc.tuple(
      fc.shuffledSubarray(told, { minLength: told.length }),
      fc.array(fc.constantFrom(...told), { maxLength: 4 }),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(anyOrder, fc.boolean(), async ([order, again], together) => {
        run += 1;
        const messages = [...order, ...again].map((one) => ({ ...one, agent: `a${run}` }));
        for (const batch of together ? [messages] : messages.map((one) => [one]))
          await noteEpisodes(database.transaction, batch, at);
        const mine = (await countFiring(database.db)).filter(({ agent }) => agent === `a${run}`);
        expect(mine).toEqual([{ agent: `a${run}`, metric: 'm', firing: 1, since: at + 10 }]);
      }),
      { numRuns: 25 },
    );
    await deleteEndedEpisodes(database.db, at + 1_000);
    await noteEpisodes(database.transaction, told, at);
    expect((await countFiring(database.db)).reduce((sum, { firing }) => sum + firing, 0)).toBe(run + 1);
  });
});
