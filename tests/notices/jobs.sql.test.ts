import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { ChannelName } from '../../src/notices/channel.ts';
import type { Channel, Delivery, Sent } from '../../src/notices/delivery.ts';
import { createNoticeWorker, deliverBatch } from '../../src/notices/jobs.ts';
import type { NewNotice } from '../../src/notices/notice.ts';
import { claimDeliveries, enqueueNotices } from '../../src/notices/outbox.ts';
import { retryPolicy } from '../../src/notices/retry.ts';
import { listNotices } from '../../src/notices/store.ts';
import { createNoticeTelemetry } from '../../src/notices/telemetry.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { exposition } from '../../src/platform/exposition.ts';
import { manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';
import { trip } from './samples.ts';

const { at: _, ...sample } = trip();
const tripped: NewNotice = { ...sample, people: [] };
const start = Date.UTC(2026, 5, 5, 6, 2);

/** A way out that answers as it is told to and remembers what it was given. */
function scripted(answer: (delivery: Delivery) => Sent | Promise<Sent>) {
  const seen: Delivery[] = [];
  const channel: Channel = {
    send: async (delivery) => {
      seen.push(delivery);
      return answer(delivery);
    },
  };
  return { channel, seen };
}

function setUp(database: Database, webhook?: Channel) {
  const clock = manualClock(start);
  const switches = new Map<string, boolean>();
  const log: { level: number; msg: string; kind?: string }[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => log.push(JSON.parse(line)) });
  const registry = new Registry();
  const ports = {
    database,
    channels: webhook === undefined ? {} : { webhook },
    clock,
    logger,
    personOf: () => undefined,
    book: () => ({ reachOf: () => undefined, houseZone: () => 'Europe/Paris', morningMinutes: 480 }),
    stands: async () => true,
    mayRun: (agent: string) => switches.get(agent),
    telemetry: createNoticeTelemetry(registry, clock.now),
    random: () => 0.5,
  };
  const enqueue = (...keys: string[]) =>
    database.transaction((tx) =>
      enqueueNotices(
        tx,
        keys.map((key) => ({ ...tripped, key })),
        clock.now(),
      ),
    );
  const traceOf = async (channel: ChannelName) =>
    (await listNotices(database.db, { limit: 100 }))
      .flatMap((notice) => notice.deliveries)
      .filter((delivery) => delivery.channel === channel);
  return { ports, switches, clock, log, registry, enqueue, traceOf };
}

eachEngine('delivering', (open) => {
  test('a delivery that succeeds is traced and not repeated', async () => {
    const { channel, seen } = scripted(() => ({ outcome: 'delivered' }));
    const { ports, clock, enqueue, traceOf } = setUp(await open(), channel);
    await enqueue('one');
    expect(await deliverBatch(ports, 'webhook')).toBe(1);
    expect(await traceOf('webhook')).toMatchObject([{ state: 'delivered', attempts: 1, endedAt: start }]);
    clock.advance(retryPolicy.giveUpMs);
    expect(await deliverBatch(ports, 'webhook')).toBe(0);
    expect(seen).toHaveLength(1);
  });

  test('one whose answer is lost is sent three times under one id, and then called unknown', async () => {
    const { channel, seen } = scripted(() => ({ outcome: 'unknown', reason: 'answer_lost' }));
    const { ports, clock, enqueue, traceOf } = setUp(await open(), channel);
    await enqueue('one');
    for (const _ of [1, 2, 3]) {
      await deliverBatch(ports, 'webhook');
      clock.advance(retryPolicy.longestMs);
    }
    expect(await deliverBatch(ports, 'webhook')).toBe(0);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
    expect(await traceOf('webhook')).toMatchObject([
      { state: 'unknown', attempts: 3, reason: 'answer_lost' },
    ]);
  });

  test('the switch is told as it is at each attempt, not as it was when the notice was enqueued', async () => {
    const { channel, seen } = scripted(() => ({ outcome: 'failed', reason: 'http_503' }));
    const { ports, switches, clock, enqueue } = setUp(await open(), channel);
    await enqueue('one');
    await deliverBatch(ports, 'webhook');
    switches.set('margaux', false);
    clock.advance(retryPolicy.longestMs);
    await deliverBatch(ports, 'webhook');
    switches.set('margaux', true);
    clock.advance(retryPolicy.longestMs);
    await deliverBatch(ports, 'webhook');
    expect(seen.map(({ notice }) => notice.mayRun)).toEqual([undefined, false, true]);
  });

  test('one that fails is tried again under its id, later and later, and given up loudly after three days', async () => {
    const { channel, seen } = scripted(() => ({ outcome: 'failed', reason: 'http_503' }));
    const { ports, clock, log, registry, enqueue, traceOf } = setUp(await open(), channel);
    await enqueue('one');
    let rounds = 0;
    for (; rounds < 100 && (await traceOf('webhook'))[0]?.state === 'waiting'; rounds += 1) {
      await deliverBatch(ports, 'webhook');
      clock.advance(retryPolicy.longestMs);
    }
    expect(seen.length).toBeGreaterThan(10);
    expect(new Set(seen.map((delivery) => delivery.id)).size).toBe(1);
    expect(await traceOf('webhook')).toMatchObject([{ state: 'dead', reason: 'http_503' }]);
    expect(log.at(-1)).toMatchObject({ level: 50, msg: 'a notice could not be delivered and is given up' });
    const text = await exposition(registry);
    expect(text).toContain(`filrouge_notices_total{channel="webhook",outcome="failed"} ${seen.length}`);
  });

  test('the wait that a receiver asks for is kept', async () => {
    const { channel, seen } = scripted(() => ({ outcome: 'failed', reason: 'http_429', askedMs: 600_000 }));
    const { ports, clock, enqueue } = setUp(await open(), channel);
    await enqueue('one');
    await deliverBatch(ports, 'webhook');
    clock.advance(599_999);
    expect(await deliverBatch(ports, 'webhook')).toBe(0);
    clock.advance(1);
    expect(await deliverBatch(ports, 'webhook')).toBe(1);
    expect(seen.map((delivery) => delivery.attempts)).toEqual([1, 2]);
  });

  test('a crash between the claim and the delivery repeats it once, after the lease', async () => {
    const database = await open();
    const { channel, seen } = scripted(() => ({ outcome: 'delivered' }));
    const { ports, clock, enqueue } = setUp(database, channel);
    await enqueue('one');
    const claim = { channel: 'webhook', limit: 8, leaseMs: 90_000, now: clock.now() } as const;
    const [crashed] = await claimDeliveries(database.db, claim);
    expect(await deliverBatch(ports, 'webhook')).toBe(0);
    clock.advance(90_000);
    expect(await deliverBatch(ports, 'webhook')).toBe(1);
    clock.advance(90_000);
    expect(await deliverBatch(ports, 'webhook')).toBe(0);
    expect(seen).toMatchObject([{ id: crashed?.id, attempts: 2 }]);
  });

  test('in a storm one reader gets one message of a kind, and every notice has its own trace', async () => {
    const database = await open();
    const { ports, enqueue, traceOf, clock } = setUp(database);
    const [messages, singles] = [[] as Delivery[][], [] as Delivery[]];
    let answer: Sent = { outcome: 'failed', reason: 'http_503' };
    const chat: Channel = {
      send: async (delivery) => {
        singles.push(delivery);
        return { outcome: 'delivered' };
      },
      sendTogether: async (deliveries) => {
        messages.push([...deliveries]);
        return answer;
      },
    };
    const all = { ...ports, channels: { chat, webhook: chat } };
    await enqueue(...Array.from({ length: 30 }, (_, each) => `trip-${each}`));
    await deliverBatch(all, 'chat');
    expect(messages.map((message) => message.length)).toEqual([30]);
    expect(new Set((await traceOf('chat')).map(({ state }) => state))).toEqual(new Set(['waiting']));
    answer = { outcome: 'delivered' };
    clock.advance(retryPolicy.longestMs);
    await deliverBatch(all, 'chat');
    expect(new Set(messages.at(-1)?.map(({ notice }) => notice.key)).size).toBe(30);
    expect(new Set((await traceOf('chat')).map(({ state }) => state))).toEqual(new Set(['delivered']));
    expect(await deliverBatch(all, 'chat')).toBe(0);
    expect(singles).toEqual([]);
  });

  test('fewer than five go one by one, and so does what programs read', async () => {
    const { ports, enqueue } = setUp(await open());
    const { channel, seen } = scripted(() => ({ outcome: 'delivered' }));
    const chat: Channel = { ...channel, sendTogether: () => Promise.reject(new Error('together')) };
    await enqueue('one', 'two', 'three', 'four');
    await deliverBatch({ ...ports, channels: { chat } }, 'chat');
    expect(seen).toHaveLength(4);
    await enqueue('five');
    await deliverBatch({ ...ports, channels: { webhook: channel } }, 'webhook');
    expect(seen).toHaveLength(9);
  });

  test('a channel that is not set up is skipped, and the trace says so', async () => {
    const { ports, enqueue, traceOf } = setUp(await open());
    await enqueue('one');
    await deliverBatch(ports, 'chat');
    expect(await traceOf('chat')).toMatchObject([{ state: 'skipped', reason: 'not_set_up' }]);
    expect(await traceOf('webhook')).toMatchObject([{ state: 'waiting' }]);
  });

  test('a channel that throws is tried again, and takes nobody else with it', async () => {
    const { channel } = scripted(({ notice }) => {
      if (notice.key === 'bad') throw new Error('a bug');
      return { outcome: 'delivered' };
    });
    const { ports, log, enqueue, traceOf } = setUp(await open(), channel);
    await enqueue('bad', 'good');
    await deliverBatch(ports, 'webhook');
    const states = (await traceOf('webhook')).map(({ state, reason }) => [state, reason]).sort();
    expect(states).toEqual([
      ['delivered', undefined],
      ['waiting', 'unexpected'],
    ]);
    expect(log.some(({ level }) => level === 50)).toBe(true);
  });
});

eachEngine('the worker', (open) => {
  /** A worker whose webhook resolves a promise at each delivery. */
  async function running(
    database: Database,
    answer: () => Sent | Promise<Sent> = () => ({ outcome: 'delivered' }),
  ) {
    const waiting: ((delivery: Delivery) => void)[] = [];
    const { channel, seen } = scripted((delivery) => {
      waiting.shift()?.(delivery);
      return answer();
    });
    const world = setUp(database, channel);
    const worker = createNoticeWorker(world.ports);
    const next = () => new Promise<Delivery>((resolve) => waiting.push(resolve));
    return { ...world, worker, next, seen };
  }

  test('delivers what stood there before it started, and at once what it is woken for', async () => {
    const { worker, next, enqueue, traceOf, registry } = await running(await open());
    await enqueue('before');
    const first = next();
    worker.start();
    expect((await first).notice.key).toBe('before');
    const second = next();
    await enqueue('after');
    worker.wake();
    expect((await second).notice.key).toBe('after');
    await worker.stop();
    expect((await traceOf('webhook')).map((trace) => trace.state)).toEqual(['delivered', 'delivered']);
    expect(await exposition(registry)).toContain('filrouge_notices_waiting{channel="webhook"} 0');
  });

  test('works off more than a handful without another wake', async () => {
    const { worker, enqueue, seen, next } = await running(await open());
    const keys = Array.from({ length: 20 }, (_, index) => `key:${index}`);
    await enqueue(...keys);
    const all = Promise.all(keys.map(next));
    worker.start();
    await all;
    await worker.stop();
    expect(seen.map((delivery) => delivery.notice.key).sort()).toEqual(keys.sort());
  });

  test('stops only after what it has begun, then delivers nothing until it is started again', async () => {
    let finish = () => {};
    const held = new Promise<Sent>((resolve) => {
      finish = () => resolve({ outcome: 'delivered' });
    });
    const { worker, next, enqueue, traceOf, seen } = await running(await open(), () => held);
    await enqueue('slow');
    const begun = next();
    worker.start();
    await begun;
    const stopped = worker.stop();
    finish();
    await stopped;
    expect(await traceOf('webhook')).toMatchObject([{ state: 'delivered' }]);
    await enqueue('later');
    worker.wake();
    expect(seen).toHaveLength(1);
    const again = next();
    worker.start();
    expect((await again).notice.key).toBe('later');
    await worker.stop();
  });
});
