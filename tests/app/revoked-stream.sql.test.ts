import { afterEach, expect, test } from 'vitest';
import { onPglite } from '../support/database.ts';
import { clientOf, type House, ok, openHouse } from '../support/house.ts';

onPglite('a key that is revoked', (open) => {
  let house: House;
  afterEach(() => house.stop());

  test('ends the stream that it follows a switch by, and the next one is not let in', async () => {
    house = await openHouse(await open());
    const admin = house.as('admin');
    const made = await ok(admin.post('/v1/keys', { role: 'agent', agent: 'margaux', name: 'second' }), 201);
    const follow = () =>
      fetch(`${house.url}/v1/agents/margaux/switch/stream`, {
        headers: { authorization: `Bearer ${made.secret}` },
      });
    const stream = await follow();
    expect(stream.status).toBe(200);
    const told = stream.text();
    await ok(admin.del(`/v1/keys/${made.id}`));
    expect(await told).toContain('event: switch');
    expect((await follow()).status).toBe(401);
  });

  test('and a key that is bound to one agent sends nothing for another', async () => {
    house = await openHouse(await open());
    const made = await ok(
      house.as('admin').post('/v1/keys', { role: 'ingest', agents: ['margaux'], name: 'feed' }),
      201,
    );
    const feed = clientOf(house.url, made.secret);
    const at = new Date(house.clock.now()).toISOString();
    const of = (agent: string) => ({ agent, metric: 'error_rate', value: 0.01, weight: 1, at });
    const sent = await ok(feed.post('/v1/samples', { samples: [of('margaux'), of('somebody')] }));
    expect(sent).toMatchObject({ accepted: 1, rejected: [{ index: 1 }] });
    const bound = await ok(
      house.as('admin').post('/v1/keys', { role: 'operator', agents: ['margaux'], name: 'stopper' }),
      201,
    );
    const stopper = clientOf(house.url, bound.secret);
    expect((await stopper.post('/v1/suspend', { all: true, reason: 'x' })).status).toBe(403);
    expect((await stopper.get('/v1/incidents')).status).toBe(403);
    await ok(stopper.post('/v1/agents/margaux/suspend', { reason: 'seen' }));
    expect((await feed.post('/v1/agents/margaux/suspend', { reason: 'x' })).status).toBe(403);
  });
});
