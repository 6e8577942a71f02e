import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature as Server } from '@openfeature/server-sdk';
import { OpenFeature as Web } from '@openfeature/web-sdk';
import { EventSource } from 'eventsource';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askSwitch } from '../../../examples/openfeature/server.ts';
import { windowMs } from '../../../src/connect/ofrep/event-routes.ts';
import { type Listening, listen } from '../../../src/platform/http/server.ts';
import { eventually } from '../../support/eventually.ts';
import { proven, serve } from './world.ts';

const mayRun = 'agent.margaux.may_run';
const unproven = { ...proven, isProven: false };

let server: Listening | undefined;
let domains = 0;
const nextDomain = () => {
  domains += 1;
  return `test ${domains}`;
};

// Browsers have one; Node's is behind a flag.
beforeAll(() => void Object.assign(globalThis, { EventSource }));
afterAll(() => void Reflect.deleteProperty(globalThis, 'EventSource'));
afterEach(async () => {
  await Promise.all([Server.clearProviders(), Web.clearProviders()]);
  await server?.close();
});

/** Two switches, served over HTTP. */
async function served(options = {}) {
  const world = serve(options);
  server = await listen(world.app, { host: '127.0.0.1', port: 0, graceMs: 100 });
  return { ...world, url: server.url };
}

async function serverClient(baseUrl: string, key = 'margaux') {
  const domain = nextDomain();
  const headers = { Authorization: `Bearer ${key}` };
  await Server.setProviderAndWait(domain, new OFREPProvider({ baseUrl, headers }));
  return Server.getClient(domain);
}

/** The web provider as it comes but for its cache, which it keeps where Node has none. */
async function webClient(baseUrl: string, key = 'margaux') {
  const domain = nextDomain();
  const headers: [string, string][] = [['Authorization', `Bearer ${key}`]];
  // The types do not meet under exactOptionalPropertyTypes.
  const provider = Object.assign(new OFREPWebProvider({ baseUrl, headers, cacheMode: 'disabled' }), {
    hooks: [],
  });
  await Web.setProviderAndWait(domain, provider, { targetingKey: 'margaux' });
  return Web.getClient(domain);
}

describe('the agent of examples/openfeature/server.ts', () => {
  test.each([
    ['speaks while the lease of an answer lasts', 60_000, true],
    ['is silent on an answer whose lease is over, as something on the way may repeat it', -1, false],
  ])('%s', async (_, leftMs, may) => {
    const metadata = { epoch: 0, validUntil: new Date(Date.now() + leftMs).toISOString() };
    const flag = { key: mayRun, value: true, reason: 'STATIC', variant: 'normal', metadata };
    server = await listen({ fetch: () => Response.json(flag) }, { host: '127.0.0.1', port: 0, graceMs: 100 });
    const mayAnswer = await askSwitch({ filrouge: server.url, agent: 'margaux', key: 'fr_x' });
    expect(await mayAnswer()).toBe(may);
  });
});

describe("OpenFeature's provider for servers", () => {
  test('reads every flag with its type, the epoch to acknowledge, and a stop with the next question', async () => {
    const { url, stop } = await served();
    const client = await serverClient(url);
    expect(await client.getBooleanDetails(mayRun, false)).toMatchObject({
      ...{ value: true, reason: 'STATIC', variant: 'normal', flagMetadata: { epoch: 0 } },
    });
    expect(await client.getStringValue('agent.margaux.mode', 'suspended')).toBe('normal');
    expect(await client.getNumberValue('agent.margaux.share', 0)).toBe(1);
    stop('margaux');
    expect(await client.getBooleanDetails(mayRun, true)).toMatchObject({
      ...{ value: false, flagMetadata: { epoch: 1 } },
    });
  });

  test('falls back on the default for whatever filrouge does not know or cannot vouch for', async () => {
    const { url, world } = await served();
    const client = await serverClient(url);
    const failed = { value: false, reason: 'ERROR' };
    for (const key of ['agent.leo.may_run', 'agent.nora.may_run', 'margaux', 'agent.margaux.may_run.x'])
      expect(await client.getBooleanDetails(key, false)).toMatchObject({
        ...failed,
        errorCode: 'FLAG_NOT_FOUND',
      });
    expect(await client.getBooleanDetails('agent.margaux.mode', false)).toMatchObject({
      ...{ ...failed, errorCode: 'TYPE_MISMATCH' },
    });
    expect(await client.getBooleanValue(mayRun, false)).toBe(true);
    world.knowledge = unproven;
    expect(await client.getBooleanDetails(mayRun, false)).toMatchObject({ ...failed, errorCode: 'GENERAL' });
    world.knowledge = proven;
    expect(await client.getBooleanValue(mayRun, false)).toBe(true);
    expect(await (await serverClient(url, 'nobody')).getBooleanDetails(mayRun, false)).toMatchObject(failed);
  });

  test('is never told to pause: the question after a refusal is asked, and answered', async () => {
    const { url, world } = await served();
    const client = await serverClient(url, 'spam');
    for (let time = 0; time < 30; time += 1) await client.getBooleanValue(mayRun, false);
    expect(world.counts).toEqual(Array.from({ length: 30 }, () => 'flag unauthorized'));
  });
});

describe("OpenFeature's provider for browsers", () => {
  test('hears of a stop and of a loss of proof on the stream, without polling, and takes neither for a yes', async () => {
    const { url, stop, world } = await served({ leaseMs: 600 });
    const client = await webClient(url);
    expect(client.getBooleanDetails(mayRun, false)).toMatchObject({ value: true, reason: 'STATIC' });
    await eventually(() => expect(world.counts).toContain('events answered'));
    world.knowledge = unproven;
    await eventually(() =>
      expect(client.getBooleanDetails(mayRun, false)).toMatchObject({ value: false, errorCode: 'GENERAL' }),
    );
    world.knowledge = proven;
    await eventually(() => expect(client.getBooleanValue(mayRun, false)).toBe(true));
    stop('margaux');
    await eventually(() =>
      expect(client.getBooleanDetails(mayRun, true)).toMatchObject({ value: false, reason: 'STATIC' }),
    );
  });

  test('asks once on each connection, so that a stop that fell into a gap is found', async () => {
    const { url, hub, world, stop, cut } = await served();
    const client = await webClient(url);
    await eventually(() => expect(world.counts).toContain('flags not_modified'));
    expect(client.getBooleanValue(mayRun, false)).toBe(true);
    // The stream ends, and the stop is told to nobody.
    const publish = hub.publish;
    Object.assign(hub, { publish: () => {} });
    stop('margaux');
    Object.assign(hub, { publish });
    cut();
    await eventually(() => expect(client.getBooleanValue(mayRun, true)).toBe(false));
    expect(world.counts.filter((count) => count === 'events answered')).toHaveLength(2);
  });

  test('is given a new pass when the one it has ran out', async () => {
    const { url, world, clock, stop, cut } = await served();
    const client = await webClient(url);
    await eventually(() => expect(world.counts).toContain('events answered'));
    clock.advance(2 * windowMs);
    cut();
    await eventually(() =>
      expect(world.counts.filter((count) => count === 'events answered')).toHaveLength(2),
    );
    expect(world.counts).toContain('events unauthorized');
    stop('margaux');
    await eventually(() => expect(client.getBooleanValue(mayRun, true)).toBe(false));
  });

  test('is not ready with a wrong key, and says the default', async () => {
    const { url } = await served();
    await expect(webClient(url, 'nobody')).rejects.toThrow();
    expect(Web.getClient(`test ${domains}`).getBooleanDetails(mayRun, false)).toMatchObject({
      ...{ value: false, reason: 'ERROR' },
    });
  });
});
