import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { afterEach, expect, test } from 'vitest';
import { createReporter, followSwitch, isKept, type SwitchState } from '../../../examples/demo/agent.ts';
import { type Listening, listen } from '../../../src/platform/http/server.ts';

/** A filrouge that says what the test wants it to say: the example of an agent must obey any of it. */
type Peer = {
  readonly url: string;
  readonly say: (told: SwitchState) => void;
  readonly acknowledged: number[];
  readonly batches: string[][];
  /** What the next batches are answered with instead of 200. */
  readonly failures: number[];
  /** Epochs whose next acknowledgement is answered with 503: named, as acknowledgements of others may still be under way. */
  readonly refusedEpochs: number[];
};

const servers: Listening[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function startPeer(): Promise<Peer> {
  const listeners = new Set<(told: SwitchState) => void>();
  const peer = {
    acknowledged: [] as number[],
    batches: [] as string[][],
    failures: [] as number[],
    refusedEpochs: [] as number[],
  };
  const app = new Hono();
  app.get('/v1/agents/margaux/switch/stream', (c) =>
    streamSSE(c, async (sse) => {
      const done = new Promise<void>((resolve) => sse.onAbort(resolve));
      listeners.add((told) => void sse.writeSSE({ event: 'switch', data: JSON.stringify(told) }));
      await done;
    }),
  );
  app.post('/v1/agents/margaux/switch/ack', async (c) => {
    const { epoch } = (await c.req.json()) as { epoch: number };
    const refused = peer.refusedEpochs.indexOf(epoch);
    if (refused >= 0) {
      peer.refusedEpochs.splice(refused, 1);
      return c.body(null, 503);
    }
    peer.acknowledged.push(epoch);
    return c.json({});
  });
  app.post('/v1/interactions', async (c) => {
    const { interactions } = (await c.req.json()) as { interactions: { id: string }[] };
    peer.batches.push(interactions.map(({ id }) => id));
    const failure = peer.failures.shift();
    return failure === undefined
      ? c.json({ accepted: interactions.length, rejected: [] })
      : c.body(null, failure as 503);
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0, graceMs: 100 });
  servers.push(server);
  return {
    ...peer,
    url: server.url,
    say: (told) => {
      for (const listener of listeners) listener(told);
    },
  };
}

const told = (over: Partial<SwitchState>, leaseMs = 60_000): SwitchState => ({
  mayRun: true,
  share: 1,
  epoch: 0,
  onUnreachable: 'suspend',
  validUntil: new Date(Date.now() + leaseMs).toISOString(),
  ...over,
});
const eventually = { timeout: 5_000, interval: 10 };

async function follow(peer: Peer): Promise<() => boolean> {
  const share = followSwitch({ filrouge: peer.url, agent: 'margaux', key: 'fr_test' });
  const mayRun = () => share() > 0;
  expect(mayRun()).toBe(false);
  await expect
    .poll(() => {
      peer.say(told({ epoch: 1 }));
      return mayRun();
    }, eventually)
    .toBe(true);
  return mayRun;
}

test('an agent may not run before filrouge has spoken; then it does as it is told, and acknowledges it', async () => {
  const peer = await startPeer();
  const mayRun = await follow(peer);
  peer.say(told({ epoch: 2, mayRun: false }));
  await expect.poll(mayRun, eventually).toBe(false);
  await expect.poll(() => peer.acknowledged.at(-1), eventually).toBe(2);
});

test.each([
  ['suspend', false],
  ['run', true],
] as const)('once the lease is over, a mandate that says %s decides: %s', async (onUnreachable, runs) => {
  const peer = await startPeer();
  const mayRun = await follow(peer);
  peer.say(told({ epoch: 2, onUnreachable }, 300));
  await expect.poll(() => peer.acknowledged.at(-1), eventually).toBe(2);
  const isOver = Date.now() + 400;
  await expect.poll(() => Date.now() > isOver, eventually).toBe(true);
  expect(mayRun()).toBe(runs);
});

test('a stop outlives its lease, whatever the mandate says of silence', async () => {
  const peer = await startPeer();
  const mayRun = await follow(peer);
  peer.say(told({ epoch: 2, mayRun: false, onUnreachable: 'run' }, -1));
  await expect.poll(mayRun, eventually).toBe(false);
});

test('a degraded agent keeps its share of the conversations, and the same ones as long as the share stays', async () => {
  const peer = await startPeer();
  const share = followSwitch({ filrouge: peer.url, agent: 'margaux', key: 'fr_test' });
  await expect
    .poll(() => {
      peer.say(told({ epoch: 1, share: 0.2 }));
      return share();
    }, eventually)
    .toBe(0.2);
  const conversations = Array.from({ length: 2_000 }, (_, place) => `c-${place}`);
  const kept = (part: number) => conversations.filter((one) => isKept(one, part));
  expect(kept(0.2).length).toBeGreaterThan(340);
  expect(kept(0.2).length).toBeLessThan(460);
  // Whoever talks with the agent stays with it when its share grows.
  expect(kept(0.5)).toEqual(expect.arrayContaining(kept(0.2)));
  expect([kept(0).length, kept(1).length]).toEqual([0, 2_000]);
  peer.say(told({ epoch: 2, share: 0, mayRun: false }));
  await expect.poll(share, eventually).toBe(0);
});

test('an acknowledgement that was not taken is given again with the next word', async () => {
  const peer = await startPeer();
  await follow(peer);
  await expect.poll(() => peer.acknowledged.at(-1), eventually).toBe(1);
  peer.refusedEpochs.push(2);
  peer.say(told({ epoch: 2 }));
  await expect.poll(() => peer.refusedEpochs.length, eventually).toBe(0);
  expect(peer.acknowledged).not.toContain(2);
  peer.say(told({ epoch: 2 }));
  await expect.poll(() => peer.acknowledged.at(-1), eventually).toBe(2);
});

test('what filrouge has not confirmed is sent again, in order, and counted once', async () => {
  const peer = await startPeer();
  const reporter = createReporter({ filrouge: peer.url, agent: 'margaux', key: 'fr_test' });
  peer.failures.push(503, 500);
  const at = new Date().toISOString();
  for (const id of ['a', 'b', 'c']) reporter.report({ id, at, outcome: 'ok' });
  await expect.poll(reporter.waiting, eventually).toBe(0);
  expect(reporter.taken()).toBe(3);
  expect(peer.batches.slice(0, 2).every(([first]) => first === 'a')).toBe(true);
  expect(peer.batches.slice(2).flat()).toEqual(['a', 'b', 'c']);
});
