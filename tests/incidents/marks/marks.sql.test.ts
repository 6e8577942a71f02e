import { afterEach, beforeEach, expect, test } from 'vitest';
import { visitorOf } from '../../console/visitor.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse, type Who } from '../../support/house.ts';

const minute = 60_000;

eachEngine('changes of an agent', (open) => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse(await open());
  });
  afterEach(() => house.stop());

  const at = (ms: number) => new Date(house.clock.now() + ms).toISOString();
  const note = (body: object, who: Who = 'ops', agent = 'margaux') =>
    house.as(who).post(`/v1/agents/${agent}/changes`, { kind: 'release', label: 'v2.4.1', ...body });

  test('are noted once however often they are told, in the register without their label', async () => {
    const told = at(-8 * minute);
    expect(await ok(note({ at: told }), 201)).toEqual({ kind: 'release', label: 'v2.4.1', at: told });
    await ok(note({ at: told }, 'ingest'), 201);
    expect(await ok(note({ kind: 'prompt', label: ' Consignes ' }, 'margaux'), 201)).toMatchObject({
      ...{ label: 'Consignes', at: at(0) },
    });
    const { items } = await ok(house.as('viewer').get('/v1/agents/margaux/changes'));
    expect(items.map(({ label }: { label: string }) => label)).toEqual(['Consignes', 'v2.4.1']);
    const older = await ok(house.as('viewer').get(`/v1/agents/margaux/changes?before=${at(0)}`));
    expect(older.items).toEqual([{ kind: 'release', label: 'v2.4.1', at: told }]);
    const entries = (await ok(house.as('viewer').get('/v1/register?kind=agentChanged'))).items;
    expect(entries).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toContain('v2.4.1');
    expect(await ok(house.as('viewer').get('/v1/register/verify'))).toMatchObject({ ok: true });
  });

  test('are taken from the agent itself, from intakes and operators, and of a time that there can be', async () => {
    expect((await note({}, 'viewer')).status).toBe(403);
    expect((await note({}, 'margaux', 'leo')).status).toBe(403);
    expect((await note({}, 'ops', 'nobody')).body.type).toBe('urn:filrouge:problem:unknown_agent');
    await ok(note({ at: at(5 * minute) }), 201);
    const ahead = await note({ at: at(5 * minute + 1) });
    expect([ahead.status, ahead.body.errors[0].pointer]).toEqual([422, '/at']);
    await ok(note({ at: at(-400 * 86_400_000) }), 201);
    expect((await note({ at: at(-400 * 86_400_000 - 1) })).status).toBe(422);
    for (const bad of [{ label: ' ' }, { label: 'x'.repeat(201) }, { kind: 'mood' }, { at: '5 June' }])
      expect((await note(bad)).status).toBe(422);
    expect((await house.as('viewer').get('/v1/agents/nobody/changes')).status).toBe(404);
  });

  test('stand in the evidence of what breaches afterwards, among its likely causes, and on the charts', async () => {
    await ok(note({ label: 'nouveau catalogue', kind: 'knowledge', at: at(-8 * minute) }), 201);
    const sample = { agent: 'margaux', metric: 'error_rate', value: 0.5, weight: 100, at: at(0) };
    await ok(house.as('ingest').post('/v1/samples', { samples: [sample] }));
    await house.app.settled();
    const { evidence } = await ok(house.as('viewer').get('/v1/incidents/1'));
    expect(evidence.recentMarks).toMatchObject([{ kind: 'knowledge', label: 'nouveau catalogue' }]);
    const { hypotheses } = await ok(house.as('viewer').get('/v1/plans/1'));
    expect(hypotheses[0]).toMatchObject({
      basis: 'changed',
      text: expect.stringContaining('nouveau catalogue'),
    });
    const visitor = await visitorOf(house, { role: 'viewer' });
    expect((await visitor.get('/incidents/1')).text).toContain('autres connaissances');
    const page = (await visitor.get('/agents/margaux')).text;
    expect(page).toContain('key-marks');
    expect(page).toContain('nouveau catalogue');
  });
});
