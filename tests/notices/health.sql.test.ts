import { expect, test } from 'vitest';
import { createHealthBook, downAfter, downNotice } from '../../src/notices/health.ts';
import { readHealth } from '../../src/notices/health-store.ts';
import { claimDeliveries, enqueueNotices, markDelivered, markFailed } from '../../src/notices/outbox.ts';
import type { Db } from '../../src/platform/database/database.ts';
import { eachEngine } from '../support/database.ts';

const at = Date.UTC(2026, 5, 5, 6);
const minute = 60_000;

const book = { reachOf: () => undefined, houseZone: () => 'Europe/Paris', morningMinutes: 480 };

/** A message by mail, enqueued and attempted as often as there are minutes; each attempt fails. */
async function failing(db: Db, key: string, created: number, attempts: number): Promise<void> {
  const target = { channel: 'mail', recipient: 'lea' } as const;
  const data = { timezone: 'Europe/Paris', by: 'engine' };
  const notice = {
    key,
    kind: 'test_message',
    severity: 'info',
    people: ['lea'],
    targets: [target],
    data,
  } as const;
  await enqueueNotices(db, [notice], created);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const now = created + attempt * minute;
    const claimed = await claimDeliveries(db, { channel: 'mail', limit: 9, leaseMs: 1, now });
    for (const delivery of claimed)
      await markFailed(db, delivery, { state: 'waiting', reason: 'econnrefused', dueAt: now + minute }, now);
  }
}

async function delivered(db: Db, now: number): Promise<void> {
  for (const delivery of await claimDeliveries(db, { channel: 'mail', limit: 9, leaseMs: 1, now }))
    await markDelivered(db, delivery, now);
}

eachEngine('what the outbox remembers of its channels', (open) => {
  test('is nothing of one that takes what it is sent, and counts on where it does not', async () => {
    const { db } = await open();
    expect((await readHealth(db)).size).toBe(0);
    await failing(db, 'a', at, 2);
    expect((await readHealth(db)).get('mail')).toEqual({
      ...{ failures: 2, since: at, reason: 'econnrefused', isDown: false },
    });
    await delivered(db, at + 10 * minute);
    expect((await readHealth(db)).size).toBe(0);
    // Nobody knows whether what was enqueued before was tried since.
    await failing(db, 'b', at + 10 * minute, 1);
    expect((await readHealth(db)).size).toBe(0);
    await failing(db, 'c', at + 10 * minute + 1, 1);
    expect((await readHealth(db)).get('mail')?.failures).toBe(1);
  });

  test('is that it is down as people were told, until it takes something: nobody is told twice', async () => {
    const { db } = await open();
    await failing(db, 'a', at, 3);
    const health = { failures: 3, since: at, reason: 'econnrefused', isDown: true };
    const down = downNotice('mail', health, ['camille'], book, at + downAfter.ms);
    await enqueueNotices(db, [down], at + downAfter.ms);
    const known = await readHealth(db);
    expect(known.get('mail')).toEqual(health);

    const told: unknown[] = [];
    const later = createHealthBook(
      () => at + 60 * minute,
      (channel, _health, isUp) => told.push([channel, isUp]),
    );
    later.recall(known);
    later.heard('mail', { outcome: 'failed', reason: 'econnrefused' });
    expect(later.of('mail')).toMatchObject({ failures: 4, since: at, isDown: true });
    expect(told).toEqual([]);
    later.heard('mail', { outcome: 'delivered' });
    expect(told).toEqual([['mail', true]]);

    await delivered(db, at + 2 * downAfter.ms);
    expect((await readHealth(db)).size).toBe(0);
  });

  test('makes the next attempt decide, when nobody was told yet', async () => {
    const { db } = await open();
    await failing(db, 'a', at, 2);
    const told: unknown[] = [];
    const later = createHealthBook(
      () => at + downAfter.ms,
      (channel, { since }, isUp) => told.push([channel, since, isUp]),
    );
    later.recall(await readHealth(db));
    later.heard('mail', { outcome: 'failed', reason: 'econnrefused' });
    expect(told).toEqual([['mail', at, false]]);
  });
});
