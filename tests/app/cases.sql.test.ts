import { afterAll, beforeAll, expect, test } from 'vitest';
import { onPglite } from '../support/database.ts';
import { type House, ok, openHouse } from '../support/house.ts';

onPglite('cases', (open) => {
  let house: House;
  let action: string;
  beforeAll(async () => {
    house = await openHouse(await open());
    const errors = Array.from({ length: 60 }, (_, place) => ({
      ...{ id: `c-${place}`, agent: 'margaux', at: new Date(house.clock.now()).toISOString() },
      ...(place < 12 ? { outcome: 'error', reason: 'item_unavailable' } : { outcome: 'ok' }),
    }));
    await ok(house.as('ingest').post('/v1/interactions', { interactions: errors }));
    await house.pass(1_000);
    const { items } = await ok(house.as('lea').get('/v1/plans'));
    action = `${items[0].number}-5`;
  });
  afterAll(() => house.stop());

  const lea = () => house.as('lea');
  const listOf = (body: { checklists: { id: string }[] }, id: string) =>
    body.checklists.find((list) => list.id === id);
  const send = async (body: BodyInit, who: 'lea' | 'viewer' = 'lea') => {
    const { status } = await house.as(who).get('/v1/plans');
    expect(status).toBe(200);
    const key = await keyOf(who);
    return fetch(`${house.url}/v1/actions/${action}/checklists/import/cases`, {
      ...{ method: 'POST', body },
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'text/csv' },
    });
  };
  const keys = new Map<string, string>();
  const keyOf = async (who: 'lea' | 'viewer') => {
    const known = keys.get(who);
    if (known !== undefined) return known;
    const role = who === 'lea' ? { role: 'operator', person: 'lea' } : { role: 'viewer' };
    const { secret } = await ok(house.as('admin').post('/v1/keys', { ...role, name: `csv ${who}` }), 201);
    keys.set(who, secret);
    return secret;
  };

  test('a list is filled with what was wrong while the incident lasted, by id and reason, once', async () => {
    const filled = await ok(lea().post(`/v1/actions/${action}/checklists/touched/fill`));
    expect(filled).toMatchObject({ added: 12, known: 0, left: 0 });
    expect(listOf(filled.action, 'touched')).toMatchObject({
      counts: { todo: 12, tried: 0, done: 0 },
      items: expect.arrayContaining([
        expect.objectContaining({ id: 'c-3', reason: 'item_unavailable', text: 'c-3 · item_unavailable' }),
      ]),
    });
    expect(await ok(lea().post(`/v1/actions/${action}/checklists/touched/fill`))).toMatchObject({
      ...{ added: 0, known: 12 },
    });
    const register = JSON.stringify(await ok(lea().get('/v1/register?limit=500')));
    expect(register).toContain('casesAdded');
    expect(register).not.toContain('c-3');
  });

  test('each case keeps who, when, channel and result; tried is not done, and the register holds no words', async () => {
    const at = `/v1/actions/${action}/checklists/touched/items`;
    await ok(lea().patch(`${at}/0`, { state: 'tried', channel: 'phone', result: 'Nobody answers at Duval' }));
    await ok(lea().patch(`${at}/1`, { state: 'done', channel: 'mail', result: 'Apologised, 10 %' }));
    const body = await ok(lea().post(`${at}/2`, { ticked: true }));
    expect(listOf(body, 'touched')).toMatchObject({
      counts: { todo: 9, tried: 1, done: 2 },
      items: expect.arrayContaining([
        expect.objectContaining({ state: 'tried', by: 'lea', channel: 'phone', ticked: false }),
        expect.objectContaining({ state: 'done', by: 'lea', result: 'Apologised, 10 %', ticked: true }),
      ]),
    });
    expect(JSON.stringify(await ok(lea().get('/v1/register?limit=500')))).not.toContain('Duval');
  });

  test('a table is taken whole, in the code page of Excel, and its strange columns are named', async () => {
    const answer = await send(
      Buffer.from('Cas;Motif;Vendeur\r\n"Été à Évry";prix;Paul\r\nLampe;;\r\n', 'latin1'),
    );
    expect(answer.status).toBe(200);
    const body = await answer.json();
    expect(body).toMatchObject({ added: 2, ignored: ['Vendeur'] });
    expect(listOf(body.action, 'import')).toMatchObject({
      items: [{ text: 'Été à Évry', reason: 'prix' }, {}],
    });
  });

  test('a table with a bad row names its line, and nothing of it is taken', async () => {
    const answer = await send('cas;motif\nbon;ok\nmauvais;Pas un code\n');
    expect(answer.status).toBe(422);
    const { errors } = await answer.json();
    expect(errors).toMatchObject([
      { pointer: '#/3/reason', detail: expect.stringContaining('Line 3, reason') },
    ]);
    const { actions } = await ok(lea().get(`/v1/plans/${action.split('-')[0]}`));
    expect(JSON.stringify(actions)).not.toContain('"bon"');
  });

  test('a table of 50 MB is refused at once, and so is a viewer', async () => {
    const begun = performance.now();
    const answer = await send(new Uint8Array(50 * 1024 * 1024).fill(97)).catch((error: Error) => error);
    // The connection may be cut while the rest is still being sent.
    if (answer instanceof Response) expect(answer.status).toBe(413);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect((await send(`cas\n${'x'.repeat(2_000_000)}`)).status).toBe(422);
    expect((await send('cas\nx', 'viewer')).status).toBe(403);
    expect((await lea().get('/v1/plans')).status).toBe(200);
  });

  test('an incident of which nothing wrong is kept, or none at all, fills nothing', async () => {
    const plan = await ok(
      lea().post('/v1/plans', { kind: 'learning', title: 'Learn', agent: 'margaux' }),
      201,
    );
    const made = await ok(lea().post(`/v1/plans/${plan.number}/actions`, { title: 'Read' }), 201);
    expect(await lea().post(`/v1/actions/${made.id}/checklists/touched/fill`)).toMatchObject({
      ...{ status: 409, body: { type: 'urn:filrouge:problem:no_incident' } },
    });
    expect(await lea().post(`/v1/actions/${made.id}/replay`, {})).toMatchObject({
      ...{ status: 409, body: { type: 'urn:filrouge:problem:no_replay' } },
    });
  });
});
