import { afterEach, expect, test } from 'vitest';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse } from '../support/house.ts';

eachEngine('an agent that acknowledges its stop', (open) => {
  let house: House | undefined;
  afterEach(() => house?.stop());

  test('and goes on answering customers, is told of once, and shown as going on', async () => {
    house = await openHouse(await open());
    const { as, clock, pass } = house;
    const answers = (id: string) =>
      ok(
        as('margaux').post('/v1/interactions', {
          interactions: [{ id, agent: 'margaux', outcome: 'ok', at: new Date(clock.now()).toISOString() }],
        }),
      );
    const told = async () =>
      (await ok(as('viewer').get('/v1/notices'))).items.filter(
        ({ kind }: { kind: string }) => kind === 'suspension_not_obeyed',
      );
    await ok(as('lea').post('/v1/agents/margaux/suspend', { reason: 'odd answers' }));
    await ok(as('margaux').post('/v1/agents/margaux/switch/ack', { epoch: 1 }));
    await answers('last-words');
    await pass(1_000);
    expect(await told()).toEqual([]);
    await pass(5_000);
    for (const id of ['on', 'and-on']) {
      await answers(id);
      await pass(1_000);
    }
    expect(await told()).toMatchObject([{ severity: 'critical', agent: 'margaux' }]);
    const { switch: seen } = await ok(as('viewer').get('/v1/agents/margaux'));
    expect(seen).toMatchObject({
      acknowledged: true,
      disobeyedAt: new Date(clock.now() - 1_000).toISOString(),
    });
    expect(await ok(as('viewer').get('/metrics'))).toContain('filrouge_switch_disobeyed{agent="margaux"} 1');
  });

  test('or never asks, is out of reach after two leases, and in reach again once it asks', async () => {
    house = await openHouse(await open());
    const { as, pass } = house;
    const outOfReach = async () => (await ok(as('viewer').get('/v1/agents/margaux'))).switch.outOfReach;
    expect(await outOfReach()).toBe(false);
    await pass(600_000);
    await ok(as('viewer').get('/v1/agents/margaux/switch'));
    expect(await outOfReach()).toBe(true);
    expect(await ok(as('viewer').get('/metrics'))).toContain(
      'filrouge_agent_out_of_reach{agent="margaux"} 1',
    );
    await ok(as('margaux').get('/v1/agents/margaux/switch'));
    expect(await outOfReach()).toBe(false);
  });
});
