import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { channelNames } from '../../src/notices/channel.ts';
import type { NewNotice } from '../../src/notices/notice.ts';
import {
  claimDeliveries,
  deliveryId,
  enqueueNotices,
  markDelivered,
  markFailed,
  nextDueAt,
} from '../../src/notices/outbox.ts';
import { listNotices, readBacklog } from '../../src/notices/store.ts';
import type { Database, Db } from '../../src/platform/database/database.ts';
import { eachEngine } from '../support/database.ts';
import { sampleNotice, trip } from './samples.ts';

const { at: _, ...tripped } = trip();
const leaseMs = 60_000;
const claim = (db: Db, now: number, limit = 10, channel: (typeof channelNames)[number] = 'webhook') =>
  claimDeliveries(db, { channel, limit, leaseMs, now });
const enqueue = (database: Database, notices: readonly NewNotice[], now = 0) =>
  database.transaction((tx) => enqueueNotices(tx, notices, now));
const numbered = (count: number, more: Partial<typeof tripped> = {}): NewNotice[] =>
  Array.from({ length: count }, (_, index) => ({ ...tripped, ...more, key: `trip:${index}` }));

eachEngine('the outbox', (open) => {
  test('holds one delivery a channel and person, and brings a notice back as it was', async () => {
    const database = await open();
    await enqueue(database, [{ ...tripped, people: ['lea', 'camille', 'lea'] }], 5);
    const mails = await claim(database.db, 5, 10, 'mail');
    expect(mails.map((mail) => mail.recipient).sort()).toEqual(['camille', 'lea']);
    const [hook] = await claim(database.db, 5);
    expect(hook).toEqual({
      id: deliveryId(tripped.key, { channel: 'webhook' }),
      channel: 'webhook',
      attempts: 1,
      createdAt: 5,
      notice: { ...tripped, people: ['lea', 'camille', 'lea'], at: 5 },
    });
    expect(await claim(database.db, 5, 10, 'chat')).toHaveLength(1);
  });

  test('makes the deliveries of a notice that was addressed, and remembers in whose place', async () => {
    const database = await open();
    const target = { channel: 'apprise', recipient: 'camille', instead: 'lea' } as const;
    await enqueue(database, [{ ...tripped, targets: [target] }]);
    expect(await claim(database.db, 0)).toEqual([]);
    expect(await claim(database.db, 0, 10, 'apprise')).toMatchObject([
      { recipient: 'camille', instead: 'lea' },
    ]);
    const [trace] = await listNotices(database.db, { limit: 1 });
    expect(trace?.deliveries).toMatchObject([{ channel: 'apprise', person: 'camille', instead: 'lea' }]);
  });

  test('takes a key once, in one call, in two, and in two transactions at once', async () => {
    const database = await open();
    await enqueue(database, [tripped, tripped]);
    await enqueue(database, [tripped, { ...sampleNotice('plan_drafted'), key: 'other' }]);
    const late = { ...tripped, key: 'late' };
    await Promise.all([enqueue(database, [late]), enqueue(database, [late])]);
    const found = await listNotices(database.db, { limit: 10 });
    expect(found.map((notice) => notice.key)).toEqual(['late', 'other', tripped.key]);
    expect(found.map((notice) => notice.deliveries.length)).toEqual([3, 3, 3]);
    expect(found[2]?.notice?.data).toEqual(tripped.data);
  });

  test('takes nothing of a transaction that is rolled back', async () => {
    const database = await open();
    const failing = database.transaction(async (tx) => {
      await enqueueNotices(tx, [tripped], 0);
      throw new Error('the incident could not be written');
    });
    await expect(failing).rejects.toThrow('the incident');
    expect(await listNotices(database.db, { limit: 10 })).toEqual([]);
    await enqueue(database, []);
    expect(await readBacklog(database.db)).toEqual([]);
  });

  test('gives what is due, critical notices first, then the oldest', async () => {
    const database = await open();
    await enqueue(database, [{ ...tripped, key: 'old', severity: 'info' }], 10);
    await enqueue(database, [{ ...tripped, key: 'new', severity: 'warning' }], 20);
    await enqueue(database, [{ ...tripped, key: 'grave' }], 30);
    await enqueue(database, [{ ...tripped, key: 'future' }], 99);
    const order: (string | undefined)[] = [];
    for (let turn = 0; turn < 4; turn += 1) order.push((await claim(database.db, 30, 1))[0]?.notice?.key);
    expect(order).toEqual(['grave', 'old', 'new', undefined]);
  });

  test('never gives one delivery to two workers', async () => {
    const database = await open();
    await enqueue(database, numbered(20));
    const taken = await Promise.all(Array.from({ length: 6 }, () => claim(database.db, 0, 5)));
    const ids = taken.flat().map((delivery) => delivery.id);
    expect(ids.length).toBeGreaterThanOrEqual(15);
    expect(new Set(ids).size).toBe(ids.length);
    for (const part of taken) expect(part.length).toBeLessThanOrEqual(5);
  });

  test('gives a delivery again once the claim of a crashed worker has run out, under the same id', async () => {
    const database = await open();
    await enqueue(database, [tripped]);
    const [crashed] = await claim(database.db, 0);
    expect(await claim(database.db, leaseMs - 1)).toEqual([]);
    const [again] = await claim(database.db, leaseMs);
    expect(again).toEqual({ ...crashed, attempts: 2 });
    if (again !== undefined) await markDelivered(database.db, again, leaseMs + 1);
    expect(await claim(database.db, 10 * leaseMs)).toEqual([]);
  });

  test('does not let a worker that was thought dead undo what its successor did', async () => {
    const database = await open();
    await enqueue(database, [tripped]);
    const [paused] = await claim(database.db, 0);
    const [successor] = await claim(database.db, leaseMs);
    if (paused === undefined || successor === undefined) throw new Error('not claimed');
    const state = async () => {
      const [trace] = await listNotices(database.db, { limit: 1 });
      return trace?.deliveries.find((delivery) => delivery.channel === 'webhook');
    };
    await markFailed(database.db, paused, { state: 'dead', reason: 'timeout' }, leaseMs);
    expect(await state()).toMatchObject({ state: 'waiting' });
    await markDelivered(database.db, successor, leaseMs);
    await markFailed(database.db, successor, { state: 'dead', reason: 'timeout' }, leaseMs);
    expect(await state()).toMatchObject({ state: 'delivered', endedAt: leaseMs });
  });

  test('keeps a failed delivery until it is due again, and lets go of a dead one', async () => {
    const database = await open();
    await enqueue(database, numbered(2));
    const [first, second] = await claim(database.db, 0);
    if (first === undefined || second === undefined) throw new Error('not claimed');
    await markFailed(database.db, first, { state: 'waiting', dueAt: 5_000, reason: 'http_503' }, 1);
    await markFailed(database.db, second, { state: 'dead', reason: 'http_410' }, 1);
    expect(await nextDueAt(database.db, 'webhook')).toBe(5_000);
    expect(await claim(database.db, 4_999)).toEqual([]);
    expect(await claim(database.db, 5_000)).toMatchObject([{ id: first.id, attempts: 2 }]);
    const traces = (await listNotices(database.db, { limit: 9 })).flatMap((notice) => notice.deliveries);
    expect(traces.find((trace) => trace.id === second.id)).toMatchObject({
      state: 'dead',
      endedAt: 1,
      reason: 'http_410',
    });
  });

  test('says what waits in each channel, and since when', async () => {
    const database = await open();
    expect(await nextDueAt(database.db, 'mail')).toBeUndefined();
    await enqueue(database, numbered(1), 100);
    await enqueue(database, numbered(3, { people: [] }), 200);
    const [hook] = await claim(database.db, 200, 1);
    if (hook !== undefined) await markDelivered(database.db, hook, 201);
    const backlog = await readBacklog(database.db);
    expect(backlog.sort((a, b) => a.channel.localeCompare(b.channel))).toEqual([
      { channel: 'chat', waiting: 3, oldestAt: 100 },
      { channel: 'mail', waiting: 1, oldestAt: 100 },
      { channel: 'webhook', waiting: 2, oldestAt: 200 },
    ]);
  });

  test('hands over what another version of the code stored, so that it can be given up loudly', async () => {
    const database = await open();
    await enqueue(database, [tripped]);
    await database.db.execute(sql`UPDATE notices SET data = '{"rule": 7}'`);
    expect(await claim(database.db, 0)).toMatchObject([{ notice: undefined }]);
    await database.db.execute(sql`UPDATE notices SET kind = 'greeting'`);
    expect(await claim(database.db, leaseMs)).toMatchObject([{ notice: undefined }]);
  });
});
