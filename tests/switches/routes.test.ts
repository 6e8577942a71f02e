import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { mayCommand } from '../../src/access/commands.ts';
import { authenticate } from '../../src/access/guard.ts';
import type { Caller } from '../../src/access/roles.ts';
import { createHttp, createRouter } from '../../src/platform/http/http.ts';
import { done, type Result, refused } from '../../src/platform/refusal.ts';
import { acknowledgeSwitch } from '../../src/switches/acknowledgement.ts';
import { readSwitch, type SwitchAnswer, switchAnswer } from '../../src/switches/lease.ts';
import type { Reading } from '../../src/switches/reach.ts';
import { resumeAgent } from '../../src/switches/resume.ts';
import { type SwitchPorts, switchRoutes } from '../../src/switches/routes.ts';
import { createSwitchHub, followSwitch } from '../../src/switches/stream.ts';
import { type SwitchChange, suspendAgent, untouchedSwitch } from '../../src/switches/switch.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const breach = { rule: 'error-rate', verdict: 'breach', value: 0.031, threshold: 0.02 } as const;

const callers = {
  margaux: { actor: { kind: 'key', key: 'ag01' }, role: 'agent', agents: ['margaux'] },
  leo: { actor: { kind: 'key', key: 'ag02' }, role: 'agent', agents: ['leo'] },
  intake: { actor: { kind: 'key', key: 'in01' }, role: 'ingest' },
  viewer: { actor: { kind: 'key', key: 'vi01' }, role: 'viewer' },
  lea: { actor: { kind: 'person', person: 'lea', key: 'op01' }, role: 'operator', person: 'lea' },
  camille: { actor: { kind: 'person', person: 'camille', key: 'ap01' }, role: 'approver', person: 'camille' },
} as const satisfies Record<string, Caller>;
type Name = keyof typeof callers;

const proven = { isKnown: true, isProven: true, proofAgeMs: 0 };

/** The routes over one agent's switch in memory, with the real decisions behind them. */
function serve({ inBreach = false } = {}) {
  const mandate = { leaseMs: 30_000, onUnreachable: 'suspend' } as const;
  const world = {
    state: untouchedSwitch('margaux', t0),
    now: t0,
    knowledge: proven,
    heard: [] as (readonly [agent: string, reading: Reading])[],
  };
  const hub = createSwitchHub();
  const current = (): SwitchAnswer => switchAnswer(world.state, mandate, world.now);
  const take = (change: SwitchChange | undefined): Result<SwitchAnswer> => {
    if (change !== undefined) world.state = change.state;
    hub.publish(current());
    return done(current());
  };
  const ports: SwitchPorts = {
    hub,
    now: () => world.now,
    heardFrom: (...heard) => world.heard.push(heard),
    answer: (agent) =>
      agent === 'margaux'
        ? readSwitch(world.state, mandate, world.knowledge, world.now)
        : refused({ kind: 'not_found', code: 'unknown_agent', detail: `No agent ${agent}.` }),
    command: async (command, caller) => {
      const forbidden = mayCommand(caller, command);
      if (forbidden !== undefined) return refused(forbidden);
      const { state, now } = world;
      const order = { by: caller.actor };
      switch (command.kind) {
        case 'acknowledgeSwitch': {
          const result = acknowledgeSwitch(state, command.epoch, now);
          if (!result.ok) return result;
          world.state = result.value;
          return done(current());
        }
        case 'suspendAgent':
          return take(suspendAgent(state, { ...order, reason: command.reason }, now));
        case 'resumeAgent': {
          const { reason, override } = command;
          const measures = inBreach ? [breach] : [];
          const result = resumeAgent(state, { ...order, reason, override, measures }, now);
          return result.ok ? take(result.value) : result;
        }
        default:
          return command satisfies never;
      }
    },
  };
  const app = createRouter();
  app.use(
    authenticate([
      (c) => ({ kind: 'caller', caller: callers[c.req.header('x-caller') as Name] ?? callers.viewer }),
    ]),
  );
  app.route('/', switchRoutes(ports));
  const call = (
    as: Name,
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ) =>
    app.request(`/v1/agents/${path}`, {
      method,
      headers: {
        'x-caller': as,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { world, hub, ports, call, take };
}

describe('a switch of a process that could not stop the agent', () => {
  const blind = { isKnown: true, isProven: false, proofAgeMs: 3_000 };

  test('is answered 503 instead of "may run", also to an agent that knows it', async () => {
    const { world, call } = serve();
    const etag = (await call('margaux', 'GET', 'margaux/switch')).headers.get('etag') ?? '';
    world.knowledge = blind;
    for (const headers of [{}, { 'if-none-match': etag }, { 'if-none-match': '*' }]) {
      const response = await call('margaux', 'GET', 'margaux/switch', undefined, headers);
      expect(response.status).toBe(503);
      expect(response.headers.get('filrouge-valid-until')).toBeNull();
      expect(await response.json()).toMatchObject({ type: 'urn:filrouge:problem:cannot_stop' });
    }
    expect((await call('margaux', 'GET', 'margaux/switch/stream')).status).toBe(503);
  });

  test('is promised again once it can stop the agent', async () => {
    const { world, call } = serve();
    world.knowledge = blind;
    expect((await call('margaux', 'GET', 'margaux/switch')).status).toBe(503);
    world.knowledge = proven;
    expect((await call('margaux', 'GET', 'margaux/switch')).status).toBe(200);
  });

  test('goes on saying that a suspended agent may not run', async () => {
    const { world, call } = serve();
    await call('lea', 'POST', 'margaux/suspend', { reason: 'odd answers' });
    world.knowledge = { isKnown: false, isProven: false, proofAgeMs: 600_000 };
    const response = await call('margaux', 'GET', 'margaux/switch');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ mayRun: false, validUntil: '2026-06-05T06:02:30.000Z' });
  });

  test('is not guessed where it is not known', async () => {
    const { world, call } = serve();
    world.knowledge = { ...proven, isKnown: false };
    const response = await call('margaux', 'GET', 'margaux/switch');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ type: 'urn:filrouge:problem:switch_unknown' });
  });

  test('is promised no longer than the lease from the last proof', async () => {
    const { world, call } = serve();
    world.knowledge = { ...proven, proofAgeMs: 2_500 };
    const response = await call('margaux', 'GET', 'margaux/switch');
    expect(await response.json()).toMatchObject({ validUntil: '2026-06-05T06:02:27.500Z' });
    expect(response.headers.get('filrouge-valid-until')).toBe('2026-06-05T06:02:27.500Z');
  });

  test('is told on a stream by an event of its own, until it may be promised again', async () => {
    const { world, hub, ports } = serve();
    const gone = new AbortController();
    const feed = followSwitch(ports, 'margaux', gone.signal);
    expect((await feed.next()).value).toMatchObject({ ok: true, value: { mayRun: true } });
    world.knowledge = blind;
    hub.publish(switchAnswer(world.state, { leaseMs: 30_000, onUnreachable: 'suspend' }, world.now));
    expect((await feed.next()).value).toMatchObject({ ok: false, refusal: { code: 'cannot_stop' } });
    world.knowledge = proven;
    hub.publish(switchAnswer(world.state, { leaseMs: 30_000, onUnreachable: 'suspend' }, world.now));
    expect((await feed.next()).value).toMatchObject({ ok: true, value: { mayRun: true } });
    gone.abort();
  });
});

test('who reads a switch is noted by key, way and client; people who look at it are told from the agent', async () => {
  const { world, call } = serve();
  await call('viewer', 'GET', 'margaux/switch');
  await call('lea', 'POST', 'margaux/suspend', { reason: 'odd answers' });
  await call('margaux', 'GET', 'margaux/switch', undefined, { 'user-agent': 'openfeature-js/1.2 (Lea)' });
  await call('margaux', 'POST', 'margaux/switch/ack', { epoch: 1 });
  expect(world.heard).toEqual([
    ['margaux', { key: 'vi01', way: 'poll', isAgent: false }],
    ['margaux', { key: 'ag01', way: 'poll', isAgent: true, client: 'openfeature-js/1.2' }],
    ['margaux', { key: 'ag01', way: 'acknowledgement', isAgent: true }],
  ]);
});

describe('reading a switch', () => {
  test('answers from memory with an entity tag and no caching', async () => {
    const response = await serve().call('margaux', 'GET', 'margaux/switch');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('etag')).toMatch(/^W\/"0-/);
    expect(await response.json()).toEqual({
      agent: 'margaux',
      mayRun: true,
      mode: 'normal',
      share: 1,
      epoch: 0,
      since: '2026-06-05T06:02:00.000Z',
      reasons: [],
      validUntil: '2026-06-05T06:02:30.000Z',
      onUnreachable: 'suspend',
    });
  });

  test('says its length, which is too small to be compressed', async () => {
    const response = await serve().call('margaux', 'GET', 'margaux/switch');
    const { byteLength } = await response.clone().arrayBuffer();
    expect(response.headers.get('content-length')).toBe(String(byteLength));
    const throughHttp = createHttp({ logger: pino({ level: 'silent' }) });
    throughHttp.get('/switch', () => response);
    const answer = await throughHttp.request('/switch', { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding')).toBeNull();
  });

  test('says "not modified" with a fresh lease until the epoch changes', async () => {
    const { world, call } = serve();
    const etag = (await call('margaux', 'GET', 'margaux/switch')).headers.get('etag') ?? '';
    world.now += 5_000;
    const same = await call('margaux', 'GET', 'margaux/switch', undefined, { 'if-none-match': etag });
    expect(same.status).toBe(304);
    expect(same.headers.get('etag')).toBe(etag);
    expect(same.headers.get('filrouge-valid-until')).toBe('2026-06-05T06:02:35.000Z');
    expect(await same.text()).toBe('');
    await call('lea', 'POST', 'margaux/suspend', { reason: 'odd answers' });
    const changed = await call('margaux', 'GET', 'margaux/switch', undefined, {
      'if-none-match': `"x", ${etag}`,
    });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({ mayRun: false, epoch: 1 });
  });

  test('is for the agent itself and for people, not for other agents or intakes', async () => {
    const { call } = serve();
    const status = async (as: Name) => (await call(as, 'GET', 'margaux/switch')).status;
    expect(await Promise.all((['margaux', 'viewer', 'lea', 'leo', 'intake'] as const).map(status))).toEqual([
      200, 200, 200, 403, 403,
    ]);
  });

  test('of an agent that nobody knows is a problem with a code', async () => {
    const response = await serve().call('viewer', 'GET', 'nobody/switch');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'urn:filrouge:problem:unknown_agent' });
  });
});

describe('the stream', () => {
  function reader(response: Response) {
    const source = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    return async () => (await source?.read())?.value ?? '';
  }

  test('sends the switch at once and each change, with the epoch as its id', async () => {
    const { call } = serve();
    const response = await call('margaux', 'GET', 'margaux/switch/stream');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const next = reader(response);
    expect(await next()).toMatch(/^event: switch\ndata: \{"agent":"margaux","mayRun":true,.*\}\nid: 0\n\n$/);
    await call('lea', 'POST', 'margaux/suspend', { reason: 'odd answers' });
    expect(await next()).toMatch(/"mayRun":false.*\nid: 1\n\n$/);
  });

  test('keeps no more than a few answers for a reader that does not read, and the newest last', async () => {
    const { world, hub, ports, call } = serve();
    const response = await call('margaux', 'GET', 'margaux/switch/stream');
    for (let epoch = 1; epoch <= 500; epoch += 1) {
      world.state = { ...world.state, epoch };
      const answer = ports.answer('margaux');
      if (answer.ok) hub.publish(answer.value);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const next = reader(response);
    const ids: (string | undefined)[] = [];
    while (ids.length < 6 && ids.at(-1) !== '500') ids.push(/\nid: (\d+)\n/.exec(await next())?.[1]);
    expect(ids.at(-1)).toBe('500');
  });

  test('ends when the process stops', async () => {
    const { hub, call } = serve();
    const response = await call('margaux', 'GET', 'margaux/switch/stream');
    hub.close();
    expect(await response.text()).toContain('id: 0');
  });

  test('is refused like the switch itself', async () => {
    const { call } = serve();
    expect((await call('leo', 'GET', 'margaux/switch/stream')).status).toBe(403);
    expect((await call('viewer', 'GET', 'nobody/switch/stream')).status).toBe(404);
  });
});

describe('acknowledging', () => {
  test('is the agent’s own to do', async () => {
    const { world, call } = serve();
    const response = await call('margaux', 'POST', 'margaux/switch/ack', { epoch: 0 });
    expect(response.status).toBe(200);
    expect(world.state.acknowledged).toEqual({ epoch: 0, at: t0 });
    expect((await call('leo', 'POST', 'margaux/switch/ack', { epoch: 0 })).status).toBe(403);
    expect((await call('camille', 'POST', 'margaux/switch/ack', { epoch: 0 })).status).toBe(403);
  });

  test('an epoch that was never reached is invalid', async () => {
    const response = await serve().call('margaux', 'POST', 'margaux/switch/ack', { epoch: 1 });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ type: 'urn:filrouge:problem:epoch_ahead', epoch: 0 });
  });

  test.each([[{}], [{ epoch: -1 }], [{ epoch: 0.5 }], [{ epoch: 0, extra: true }]])(
    'refuses %j',
    async (body) => {
      const response = await serve().call('margaux', 'POST', 'margaux/switch/ack', body);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ type: 'urn:filrouge:problem:invalid_body' });
    },
  );
});

describe('suspending and resuming', () => {
  test('an operator suspends, twice if need be; only an approver resumes', async () => {
    const { call } = serve();
    const suspend = () => call('lea', 'POST', 'margaux/suspend', { reason: 'odd answers' });
    expect(await (await suspend()).json()).toMatchObject({
      mayRun: false,
      epoch: 1,
      reasons: [{ kind: 'hold', by: 'person:lea' }],
    });
    expect(await (await suspend()).json()).toMatchObject({ mayRun: false, epoch: 1 });
    expect((await call('lea', 'POST', 'margaux/resume', { reason: 'mended' })).status).toBe(403);
    const resumed = await call('camille', 'POST', 'margaux/resume', { reason: 'mended' });
    expect(await resumed.json()).toMatchObject({ mayRun: true, epoch: 2 });
  });

  test('a viewer suspends nobody, and neither does the agent', async () => {
    const { call } = serve();
    for (const as of ['viewer', 'margaux'] as const)
      expect((await call(as, 'POST', 'margaux/suspend', { reason: 'odd' })).status).toBe(403);
  });

  test('a measured breach is a conflict with every rule, its value and its threshold, unless overridden', async () => {
    const { call } = serve({ inBreach: true });
    await call('lea', 'POST', 'margaux/suspend', { reason: 'odd answers' });
    const refusedBecause = await call('camille', 'POST', 'margaux/resume', { reason: 'mended' });
    expect(refusedBecause.status).toBe(409);
    expect(await refusedBecause.json()).toMatchObject({
      type: 'urn:filrouge:problem:still_in_breach',
      missing: [{ code: 'still_in_breach', at: 'error-rate', params: { value: 0.031, threshold: 0.02 } }],
    });
    const overridden = await call('camille', 'POST', 'margaux/resume', { reason: 'mended', override: true });
    expect(overridden.status).toBe(200);
  });

  test.each([[{}], [{ reason: '  ' }], [{ reason: 'a\u0000b' }], [{ reason: 'x'.repeat(2_001) }]])(
    'needs a reason: %j is none',
    async (body) => {
      expect((await serve().call('lea', 'POST', 'margaux/suspend', body)).status).toBe(422);
    },
  );
});
