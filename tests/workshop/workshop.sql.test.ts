import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { loadRules } from '../../src/rules/files/files.ts';
import { checkHistory } from '../../src/workshop/backtest/check-history.ts';
import { storedHistory } from '../../src/workshop/replay/stored-history.ts';
import { visitorOf, wordsOf } from '../console/visitor.ts';
import { eachEngine } from '../support/database.ts';
import { type House, openHouse } from '../support/house.ts';

const minute = 60_000;

/** A receiver of webhooks that takes everything. */
async function receiver() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { bodies, url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

eachEngine('the workshop', (open) => {
  let house: House;
  let database: Database;
  const closing: (() => void)[] = [];
  afterEach(async () => {
    await house.stop();
    for (const close of closing.splice(0)) close();
  });

  async function start(env: Record<string, string> = {}): Promise<House> {
    database = await open();
    house = await openHouse(database, { env });
    return house;
  }

  async function send(share: number, isSynchronised = true): Promise<void> {
    const at = new Date(house.clock.now()).toISOString();
    const samples = [
      { agent: 'margaux', metric: 'error_rate', value: share, weight: 100, at },
      ...(isSynchronised ? [{ agent: 'margaux', metric: 'catalogue_freshness', value: 1, at }] : []),
    ];
    expect((await house.as('ingest').post('/v1/samples', { samples })).status).toBe(200);
    await house.app.settled();
  }

  async function check() {
    const loaded = await loadRules(house.rulesDir, { stepMs: 10_000 });
    if (!loaded.ok) throw new Error('the rules do not load');
    const checked = await checkHistory(
      { sets: [] },
      {
        past: storedHistory(database.db, house.clock.now),
        set: loaded.set,
        now: house.clock.now(),
      },
    );
    if (!checked.ok) throw new Error(checked.refusal.detail);
    return checked.value;
  }

  test('a replay of the rules in force finds what really fired: a breach, a release, another breach', async () => {
    await start();
    for (let round = 0; round < 6; round++) {
      await send(round < 3 ? 0.01 : 0.05);
      await house.pass(minute);
    }
    await house.pass(10 * minute);
    await house.as('camille').post('/v1/agents/margaux/resume', { reason: 'the feed is back' });
    for (let round = 0; round < 6; round++) {
      await send(round < 3 ? 0.004 : 0.08);
      await house.pass(minute);
    }
    const { live, replayed, found } = await check();
    expect(found).toEqual([]);
    expect(live).toBeGreaterThanOrEqual(2);
    expect(replayed).toBe(live);
  }, 60_000);

  test('and the alarm of a feed that never came, at its time', async () => {
    await start();
    for (let round = 0; round < 17; round++) {
      await send(0.01, false);
      await house.pass(minute);
    }
    const { replayed, live, found } = await check();
    expect([live, replayed]).toEqual([1, 1]);
    expect(found.filter(({ explained }) => !explained)).toEqual([]);
  }, 60_000);

  test('over HTTP a lower threshold says what it would have caught, and changes nothing', async () => {
    await start();
    for (let round = 0; round < 6; round++) {
      await send(round < 3 ? 0.01 : 0.019);
      await house.pass(minute);
    }
    const { status, body } = await house.as('viewer').post('/v1/rules/backtest', {
      rules: ['error-rate'],
      set: {
        'error-rate.when': 'error_rate > 1.5% over 5m',
        'error-rate.clear': 'error_rate < 1.2% over 5m',
      },
    });
    expect(status).toBe(200);
    expect(body.before.firings).toEqual([]);
    expect(body.after.firings).toMatchObject([{ agent: 'margaux', rule: 'error-rate' }]);
    expect((await house.as('viewer').get('/v1/agents/margaux/switch')).body.mayRun).toBe(true);
  });

  test('a proof goes from a synthetic breach to a delivered notice, and touches no production state', async () => {
    const webhook = await receiver();
    closing.push(webhook.close);
    await start({
      FILROUGE_WEBHOOK_URL: webhook.url,
      FILROUGE_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
      FILROUGE_ALLOW_PRIVATE_TARGETS: 'true',
    });
    const { as } = house;
    const { status, body } = await as('lea').post('/v1/rules/error-rate/proof', {});
    expect(body).toMatchObject({ rule: 'error-rate', agent: 'margaux' });
    expect(status).toBe(200);
    expect(body.stages.map(({ stage }: { stage: string }) => stage)).toEqual([
      'begun',
      'fired',
      'suspended',
      'acknowledged',
      'notice_committed',
      'notice_delivered',
    ]);
    expect(webhook.bodies.join()).toContain('drill');
    expect((await as('viewer').get('/v1/agents/margaux/switch')).body).toMatchObject({
      mayRun: true,
      epoch: 0,
    });
    expect((await as('viewer').get('/v1/incidents')).body.items).toEqual([]);
    const entries = (await as('viewer').get('/v1/register')).body.items;
    const hash = (await as('viewer').get('/v1/rules')).body.hash;
    expect(entries.at(-1)).toMatchObject({
      kind: 'proofPassed',
      agent: 'margaux',
      data: { rule: 'error-rate', ruleSet: hash },
    });
    expect((await as('viewer').get('/v1/register/verify')).body).toMatchObject({ ok: true });

    const [lea, reader] = [
      await visitorOf(house, { role: 'operator', person: 'lea' }),
      await visitorOf(house, { role: 'viewer' }),
    ];
    const proved = await lea.post('/rules/error-rate/proof', { agent: 'margaux', from: 'agent' });
    expect([proved.status, proved.headers.get('location')]).toEqual([303, '/agents/margaux#proofs']);
    for (const path of ['/rules', '/agents/margaux']) {
      const page = await lea.get(path);
      expect(wordsOf(page.text).match(/testée (?:maintenant|il y a)/g)).toHaveLength(1);
      expect(wordsOf(page.text).match(/jamais testée/g)).toHaveLength(2);
      expect(page.text).toContain('action="/rules/error-rate/proof"');
      expect((await reader.get(path)).text).not.toContain('/proof"');
    }
  });

  test('a proof that nobody would have heard of does not pass, and is not in the register', async () => {
    await start();
    const { status, body } = await house.as('lea').post('/v1/rules/error-rate/proof', { agent: 'margaux' });
    expect([status, body.type]).toEqual([409, 'urn:filrouge:problem:proof_not_delivered']);
    const lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    const failed = await lea.post('/rules/error-rate/proof', { agent: 'margaux', from: 'rules' });
    expect(failed.status).toBe(409);
    expect(wordsOf(failed.text)).toContain('Le message d’exercice n’est arrivé à personne');
    expect(wordsOf(failed.text)).toContain('Aucun canal n’est configuré');
    const entries = (await house.as('viewer').get('/v1/register')).body.items;
    expect(entries.map(({ kind }: { kind: string }) => kind)).not.toContain('proofPassed');
    expect((await house.as('viewer').post('/v1/rules/error-rate/proof', {})).status).toBe(403);
    expect((await house.as('lea').post('/v1/rules/eror-rate/proof', {})).status).toBe(404);
  });
});
