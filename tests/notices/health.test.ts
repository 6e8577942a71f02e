import { describe, expect, test } from 'vitest';
import type { Sent } from '../../src/notices/delivery.ts';
import {
  createHealthBook,
  downAfter,
  downNotice,
  type Health,
  healthAfter,
} from '../../src/notices/health.ts';
import type { AddressBook } from '../../src/notices/routing.ts';

const failed: Sent = { outcome: 'failed', reason: 'econnrefused' };
const gone: Sent = { outcome: 'dead', reason: 'http_410' };
const healthOf = (...attempts: readonly (readonly [Sent, number])[]) =>
  attempts.reduce<Health | undefined>((health, [sent, at]) => healthAfter(health, sent, at), undefined);

describe('a channel', () => {
  test('is down once it has failed three times over five minutes, and not sooner', () => {
    const { ms } = downAfter;
    expect(healthOf([failed, 0], [failed, 1], [failed, ms - 1])?.isDown).toBe(false);
    expect(healthOf([failed, 0], [failed, ms])?.isDown).toBe(false);
    expect(healthOf([failed, 0], [failed, 1], [failed, ms])).toEqual({
      failures: 3,
      since: 0,
      reason: 'econnrefused',
      isDown: true,
    });
  });

  test('is down at once when its receiver says that it is gone', () => {
    expect(healthOf([gone, 0])?.isDown).toBe(true);
    expect(healthOf([{ outcome: 'failed', reason: 'http_410' }, 0])?.isDown).toBe(true);
  });

  test('works again as soon as it takes something', () => {
    expect(healthOf([gone, 0], [{ outcome: 'delivered' }, 1])).toBeUndefined();
  });

  test('is not blamed for an address that one person has, or has not', () => {
    const refused: Sent = { outcome: 'dead', reason: 'smtp_550' };
    const absent: Sent = { outcome: 'skipped', reason: 'no_address' };
    expect(healthOf([refused, 0], [absent, 1], [refused, downAfter.ms])).toBeUndefined();
  });

  test('is told of once as it goes down, and once as it is back', () => {
    let now = 0;
    const told: unknown[] = [];
    const book = createHealthBook(
      () => now,
      (channel, { reason }, isUp) => told.push([channel, reason, isUp]),
    );
    for (const at of [0, 1, downAfter.ms, downAfter.ms + 1]) {
      now = at;
      book.heard('mail', failed);
      book.heard('chat', { outcome: 'delivered' });
    }
    expect(book.of('mail')?.failures).toBe(4);
    expect(told).toEqual([['mail', 'econnrefused', false]]);
    book.heard('mail', { outcome: 'delivered' });
    expect(told.slice(1)).toEqual([['mail', 'econnrefused', true]]);
  });
});

describe('that a channel is down', () => {
  const health = { failures: 3, since: 0, reason: 'http_503', isDown: true };
  const book = (people: Record<string, ReturnType<AddressBook['reachOf']>>): AddressBook => ({
    reachOf: (person) => people[person],
    houseZone: () => 'Europe/Paris',
    morningMinutes: 480,
  });
  const ways = (
    channel: 'mail' | 'chat' | 'apprise',
    people: Record<string, ReturnType<AddressBook['reachOf']>>,
  ) =>
    downNotice(channel, health, Object.keys(people), book(people), 1).targets?.map(
      ({ channel: way, recipient }) => [way, ...(recipient === undefined ? [] : [recipient])].join(' '),
    );

  test('is told by all others, to whoever runs filrouge', () => {
    expect(ways('chat', { lea: {} })).toEqual(['webhook', 'mail lea']);
    expect(ways('mail', { lea: {} })).toEqual(['webhook', 'chat']);
    const both = { channels: { warning: ['mail', 'apprise'] } } as const;
    expect(ways('mail', { lea: both })).toEqual(['webhook', 'apprise lea', 'chat']);
  });

  test('reaches by mail who would hear of it by that channel alone', () => {
    expect(ways('apprise', { lea: { channels: { warning: ['apprise'] } } })).toEqual([
      'webhook',
      'chat',
      'mail lea',
    ]);
  });
});
