import { afterEach, expect, test } from 'vitest';
import { onPglite } from '../support/database.ts';
import { type House, ok, openHouse } from '../support/house.ts';

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
});
