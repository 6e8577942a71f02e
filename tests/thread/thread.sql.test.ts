import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, openHouse } from '../support/house.ts';

const minute = 60_000;

eachEngine('the thread', (open) => {
  let house: House;
  afterEach(() => house.stop());

  async function start(options: Parameters<typeof openHouse>[1] = {}): Promise<House> {
    house = await openHouse(await open(), options);
    return house;
  }

  /** So many interactions at once, as one sample of the error rate. */
  const errors = (share: number, of: number) => ({
    samples: [{ agent: 'margaux', metric: 'error_rate', value: share, weight: of, at: at() }],
  });
  const at = () => new Date(house.clock.now()).toISOString();

  async function breach(): Promise<void> {
    const { status } = await house.as('ingest').post('/v1/samples', errors(0.03, 100));
    expect(status).toBe(200);
    await house.app.settled();
  }

  test('a breach stops the agent, opens an incident and drafts its plan as one', async () => {
    const { as } = await start();
    await breach();
    const stopped = (await as('margaux').get('/v1/agents/margaux/switch')).body;
    expect(stopped).toMatchObject({ mayRun: false, epoch: 1, incident: 1, onUnreachable: 'suspend' });
    expect(stopped.reasons).toMatchObject([
      { kind: 'trip', rule: 'error-rate', value: 0.03, threshold: 0.02 },
    ]);
    const incident = (await as('viewer').get('/v1/incidents/1')).body;
    expect(incident).toMatchObject({ state: 'open', plan: 1, severity: 'critical', source: 'rule' });
    expect((await as('viewer').get('/v1/plans/1')).body).toMatchObject({
      state: 'draft',
      incident: 1,
      agent: 'margaux',
    });
    const kinds = (await as('viewer').get('/v1/register?incident=1')).body.items.map(
      (entry: { kind: string }) => entry.kind,
    );
    expect(kinds).toEqual([
      'ruleFired',
      'incidentOpened',
      'agentTripped',
      'planDrafted',
      'evidenceGathered',
      'contextCompleted',
    ]);
    expect((await as('viewer').get('/v1/register/verify')).body).toMatchObject({ ok: true });
  });

  test('exactly the threshold is no breach, and neither is a breach of too few answers', async () => {
    const { as } = await start();
    await as('ingest').post('/v1/samples', errors(0.02, 100));
    await house.app.settled();
    expect((await as('margaux').get('/v1/agents/margaux/switch')).body.mayRun).toBe(true);
    await house.pass(10 * minute);
    await as('ingest').post('/v1/samples', errors(1, 49));
    await house.app.settled();
    expect((await as('margaux').get('/v1/agents/margaux/switch')).body.mayRun).toBe(true);
    await as('ingest').post('/v1/samples', errors(1, 1));
    await house.app.settled();
    expect((await as('margaux').get('/v1/agents/margaux/switch')).body.mayRun).toBe(false);
  });

  test('while the window measures a breach only an override lets the agent run, and the register says so', async () => {
    const { as } = await start();
    await breach();
    expect((await as('lea').post('/v1/agents/margaux/resume', { reason: 'it is fine' })).status).toBe(403);
    const refused = await as('camille').post('/v1/agents/margaux/resume', { reason: 'it is fine' });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ type: 'urn:filrouge:problem:still_in_breach' });
    expect(refused.body.missing).toMatchObject([
      { at: 'error-rate', params: { value: 0.03, threshold: 0.02 } },
    ]);
    const forced = await as('camille').post('/v1/agents/margaux/resume', {
      reason: 'known cause',
      override: true,
    });
    expect(forced.body).toMatchObject({ mayRun: true, epoch: 2 });
    const entries = (await as('viewer').get('/v1/register?kind=agentResumed')).body.items;
    expect(entries).toMatchObject([
      { actor: 'person:camille', data: { override: true, released: ['error-rate'] } },
    ]);
  });

  test('a released rule starts afresh: what it had measured before does not trip it again', async () => {
    const { as } = await start();
    await breach();
    await as('camille').post('/v1/agents/margaux/resume', { reason: 'known cause', override: true });
    await house.pass(10_000);
    await as('ingest').post('/v1/samples', errors(0, 60));
    await house.app.settled();
    expect((await as('margaux').get('/v1/agents/margaux/switch')).body.mayRun).toBe(true);
    await as('ingest').post('/v1/samples', errors(0.1, 60));
    await house.app.settled();
    expect((await as('margaux').get('/v1/agents/margaux/switch')).body).toMatchObject({
      mayRun: false,
      epoch: 3,
      incident: 1,
    });
  });

  test('an empty window releases the trip; a metric that went quiet does not', async () => {
    const { as } = await start();
    await breach();
    await house.pass(40 * minute);
    expect((await as('margaux').get('/v1/agents/margaux/switch')).body.mayRun).toBe(false);
    expect(
      (await as('camille').post('/v1/agents/margaux/resume', { reason: 'feed mended' })).body.mayRun,
    ).toBe(true);
    const incident = (await as('viewer').get('/v1/incidents/1')).body;
    expect(incident.downtimeMs).toBe(40 * minute);
    const plan = (await as('viewer').get('/v1/plans/1')).body;
    expect(plan.context).toContain('40');
  });

  test('further rules join the open incident', async () => {
    const { as } = await start();
    await as('ingest').post('/v1/samples', {
      samples: [{ agent: 'margaux', metric: 'catalogue_freshness', value: 1, at: at() }],
    });
    await house.pass(15 * minute);
    expect((await as('viewer').get('/v1/incidents')).body.items).toEqual([]);
    await house.pass(1_000);
    expect((await as('viewer').get('/v1/incidents/1')).body.triggers).toMatchObject([
      { rule: 'catalogue-freshness', suspended: false },
    ]);
    await breach();
    const incident = (await as('viewer').get('/v1/incidents/1')).body;
    expect(incident.triggers).toMatchObject([
      { rule: 'catalogue-freshness' },
      { rule: 'error-rate', suspended: true },
    ]);
    expect(incident.severity).toBe('critical');
    expect((await as('viewer').get('/v1/incidents')).body.items).toHaveLength(1);
  });

  test('the same interaction counts once, also after a restart', async () => {
    const database = await open();
    house = await openHouse(database);
    const body = {
      interactions: [
        { id: 'c-1', agent: 'margaux', outcome: 'error', at: at() },
        { id: 'c-1', agent: 'margaux', outcome: 'error', at: at() },
      ],
    };
    expect((await house.as('ingest').post('/v1/interactions', body)).body).toEqual({
      accepted: 2,
      merged: 0,
      duplicates: 1,
      rejected: [],
    });
    await house.as('ingest').post('/v1/interactions', body);
    const weight = async () =>
      (await house.as('viewer').get('/v1/agents/margaux')).body.rules.find(
        (rule: { rule: string }) => rule.rule === 'error-rate',
      ).weight;
    expect(await weight()).toBe(1);
  });

  test('a bad item is rejected with its place and reason, the rest is kept', async () => {
    const { as } = await start();
    const items = [
      { agent: 'margaux', metric: 'error_rate', value: 0.01 },
      { agent: 'nobody', metric: 'error_rate', value: 0.01 },
      { agent: 'margaux', metric: 'mood', value: 1 },
      { agent: 'margaux', metric: 'error_rate', value: 'much' },
      { agent: 'margaux', metric: 'error_rate', value: 1, weight: -1 },
      { agent: 'margaux', metric: 'error_rate', value: 1, colour: 'red' },
      {
        agent: 'margaux',
        metric: 'error_rate',
        value: 1,
        at: new Date(house.clock.now() + 300_001).toISOString(),
      },
      {
        agent: 'margaux',
        metric: 'error_rate',
        value: 0.01,
        at: new Date(house.clock.now() + 300_000).toISOString(),
      },
    ];
    const { body } = await as('ingest').post('/v1/samples', { samples: items });
    expect(body.accepted).toBe(2);
    expect(body.rejected.map((rejection: { index: number }) => rejection.index)).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await as('ingest').post('/v1/samples', { samples: [], more: 1 })).status).toBe(422);
    expect((await as('viewer').post('/v1/samples', { samples: [] })).status).toBe(403);
  });

  test('a good edit of the rules is in force without a restart; a bad one changes nothing and shows', async () => {
    const { as, rulesDir } = await start();
    const file = join(rulesDir, 'agents/margaux.yaml');
    const { readFile } = await import('node:fs/promises');
    const before = await readFile(file, 'utf8');
    await writeFile(file, before.replace('error_rate > 2% over 5m', 'error_rate > 1.7% over 5m'));
    const threshold = async () =>
      (await as('viewer').get('/v1/rules')).body.rules.find(
        (rule: { rule: string }) => rule.rule === 'error-rate',
      ).when[0];
    await eventually(async () => expect(await threshold()).toBe('error_rate > 1.7% over 5m'));
    const history = (await as('viewer').get('/v1/rules/history')).body.items;
    expect(history).toHaveLength(2);
    expect(history[0].changes.join()).toContain('error_rate > 1.7% over 5m');
    await writeFile(file, before.slice(0, 400));
    await eventually(async () => expect((await as('viewer').get('/v1/rules')).body.error).toBeDefined());
    expect(await threshold()).toBe('error_rate > 1.7% over 5m');
    const { body: metrics } = await as('viewer').get('/metrics');
    expect(metrics).toContain('filrouge_rules_last_reload_successful 0');
  });

  test('a suspension that is not acknowledged in time escalates once', async () => {
    const { as } = await start();
    await breach();
    await house.pass(30_000);
    expect((await as('viewer').get('/v1/register?kind=acknowledgementMissing')).body.items).toEqual([]);
    await house.pass(1);
    await house.pass(60_000);
    expect((await as('viewer').get('/v1/register?kind=acknowledgementMissing')).body.items).toHaveLength(1);
    expect((await as('margaux').post('/v1/agents/margaux/switch/ack', { epoch: 1 })).status).toBe(200);
  });
});
