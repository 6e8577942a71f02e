import { afterEach, expect, test } from 'vitest';
import { eachEngine } from '../../support/database.ts';
import { clientOf, type House, ok, openHouse } from '../../support/house.ts';

const flags = '/ofrep/v1/evaluate/flags';

eachEngine('the switch as a flag', (open) => {
  let house: House;
  afterEach(() => house.stop());

  test('follows the switch at once, on the stream as well, is counted, and ends with its key', async () => {
    house = await openHouse(await open());
    const admin = house.as('admin');
    const made = await ok(admin.post('/v1/keys', { role: 'agent', agent: 'margaux', name: 'second' }), 201);
    const margaux = clientOf(house.url, made.secret);
    const mayRun = async () =>
      (await ok(margaux.post(`${flags}/agent.margaux.may_run`, { context: {} }))).value;
    expect(await mayRun()).toBe(true);
    const all = await ok(margaux.post(flags, {}));
    const stream = await fetch(house.url + all.eventStreams[0].endpoint.requestUri);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('refetchEvaluation');
    const told = reader?.read();
    await ok(house.as('lea').post('/v1/agents/margaux/suspend', { reason: 'odd answers' }));
    expect((await told)?.value).toContain('refetchEvaluation');
    expect(await mayRun()).toBe(false);
    const metrics = (await house.as('viewer').get('/metrics')).body;
    const agent = await ok(house.as('viewer').get('/v1/agents/margaux'));
    expect(metrics).toContain('filrouge_ofrep_answers_total{call="flag",outcome="answered"} 2');
    expect(metrics).toContain('filrouge_ofrep_answers_total{call="events",outcome="answered"} 1');
    // Served is not obeyed.
    expect(agent.switch).toMatchObject({ mayRun: false, acknowledged: false, outOfReach: false });
    await ok(admin.del(`/v1/keys/${made.id}`));
    while ((await reader?.read())?.done === false);
    expect((await margaux.post(flags, {})).status).toBe(401);
    // Twenty wrong keys from one address are refused as such, and so is the next, which elsewhere is told to wait.
    for (let time = 0; time < 21; time += 1) expect((await margaux.post(flags, {})).status).toBe(401);
    expect((await margaux.get('/v1/rules')).status).toBe(429);
    expect((await house.as('margaux').post(flags, {})).status).toBe(200);
  });
});
