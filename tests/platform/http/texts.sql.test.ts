import { afterEach, expect, test } from 'vitest';
import { eachEngine } from '../../support/database.ts';
import { type House, openHouse } from '../../support/house.ts';

eachEngine('texts and numbers that no database keeps', (open) => {
  let house: House;
  afterEach(() => house.stop());

  test('stop no stop, and cost a batch nothing but their own item', async () => {
    house = await openHouse(await open());
    const stop = await house.as('ops').post('/v1/agents/margaux/suspend', { reason: 'stop \ud83d' });
    expect(stop.status).toBe(200);
    expect((await house.as('margaux').get('/v1/agents/margaux/switch')).body.mayRun).toBe(false);
    const contacts = ['a\0', 'b\ud800', 'c'].map((id) => ({ id, agent: 'margaux', outcome: 'ok' }));
    const { status, body } = await house.as('ingest').post('/v1/interactions', { interactions: contacts });
    expect(status).toBe(200);
    expect(body).toEqual({
      accepted: 2,
      merged: 0,
      duplicates: 0,
      rejected: [{ index: 0, reason: expect.stringContaining('U+0000') }],
    });
    const { body: none, status: refused } = await house
      .as('ingest')
      .post('/v1/interactions', { interactions: contacts.slice(0, 1) });
    expect(refused).toBe(422);
    expect(none).toMatchObject({ accepted: 0, rejected: [{ index: 0 }] });
  });

  test('are refused wherever an address holds them', async () => {
    house = await openHouse(await open());
    for (const path of [
      '/v1/incidents?cursor=99999999999',
      '/v1/notices?incident=2147483648',
      '/v1/notices?plan=2147483648',
      '/v1/notices?agent=a%00',
      '/v1/agents/a%00',
      '/agents/a%00',
    ])
      expect({ path, status: (await house.as('admin').get(path)).status }).toEqual({ path, status: 400 });
    const endless = { since: '99999999999999999d' };
    expect((await house.as('admin').post('/v1/rules/backtest', endless)).status).toBe(422);
  });
});
