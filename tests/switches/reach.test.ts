import { expect, test } from 'vitest';
import {
  clientNamed,
  isOutOfReach,
  type Reader,
  type Reading,
  reachStanding,
  readAgain,
} from '../../src/switches/reach.ts';
import { reachView } from '../../src/switches/reach-view.ts';

const now = Date.UTC(2026, 5, 5, 6, 2);
const leaseMs = 30_000;
const long = { listenedMs: 3_600_000, lagMs: 0, now };
const heard = (ageMs: number) => ({ lastAt: now - ageMs, ageMs });

test('an agent that has not been heard for two leases is out of reach', () => {
  expect(reachStanding(heard(60_000), leaseMs, long)).toEqual({ kind: 'in_reach', lastAt: now - 60_000 });
  expect(reachStanding(heard(60_001), leaseMs, long)).toEqual({ kind: 'out_of_reach', lastAt: now - 60_001 });
  expect(reachStanding(undefined, leaseMs, long)).toEqual({ kind: 'never_read' });
});

test('what other processes have heard may arrive late by so much', () => {
  const lagging = { ...long, lagMs: 5_000 };
  expect(reachStanding(heard(65_000), leaseMs, lagging).kind).toBe('in_reach');
  expect(reachStanding(heard(65_001), leaseMs, lagging).kind).toBe('out_of_reach');
});

test('after a restart nobody is in reach or out of it before two leases are over, unless heard', () => {
  const restarted = (listenedMs: number) => ({ ...long, listenedMs });
  expect(reachStanding(heard(3_600_000), leaseMs, restarted(20_000))).toEqual({
    kind: 'not_known',
    until: now + 40_000,
    lastAt: now - 3_600_000,
  });
  expect(reachStanding(undefined, leaseMs, restarted(60_000)).kind).toBe('not_known');
  expect(reachStanding(undefined, leaseMs, restarted(60_001)).kind).toBe('never_read');
  expect(reachStanding(heard(3_600_000), leaseMs, restarted(60_001)).kind).toBe('out_of_reach');
  expect(reachStanding(heard(10_000), leaseMs, restarted(0)).kind).toBe('in_reach');
});

test('only what is known to be out of reach is called so', () => {
  expect(isOutOfReach({ kind: 'not_known', until: now })).toBe(false);
  expect(isOutOfReach({ kind: 'in_reach', lastAt: now })).toBe(false);
  expect(isOutOfReach({ kind: 'out_of_reach', lastAt: now })).toBe(true);
  expect(isOutOfReach({ kind: 'never_read' })).toBe(true);
});

test('a reader reads since it began, and anew after a break', () => {
  const reading: Reading = { key: 'ag01', way: 'poll', isAgent: true };
  const first = readAgain(undefined, 'margaux', reading, 60_000, now);
  expect(first).toEqual({ agent: 'margaux', ...reading, since: now, lastAt: now });
  expect(readAgain(first, 'margaux', reading, 60_000, now + 60_000).since).toBe(now);
  expect(readAgain(first, 'margaux', reading, 60_000, now + 60_001).since).toBe(now + 60_001);
  // A clock that was set back.
  expect(readAgain(first, 'margaux', reading, 60_000, now - 5_000).since).toBe(now - 5_000);
});

test('of a User-Agent the name of the program is kept, and nothing else', () => {
  const names = [
    ['openfeature-js/1.2.0 (lea@example.org)', 'openfeature-js/1.2.0'],
    ['node', 'node'],
    ['python-requests/2.31.0', 'python-requests/2.31.0'],
    ['Mozilla/5.0 (X11; Linux)', 'Mozilla/5.0'],
    ['Léa Fontaine', undefined],
    [`${'a'.repeat(80)}/1`, undefined],
    ['<script>', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const;
  for (const [userAgent, name] of names) expect(clientNamed(userAgent)).toBe(name);
});

test('the view tells the readers, the latest first, with times as the API writes them', () => {
  const reader: Reader = {
    ...{ agent: 'margaux', key: 'ag01', way: 'poll', isAgent: true, since: now - 1_000, lastAt: now },
  };
  const other: Reader = { ...reader, key: 'vi01', isAgent: false, lastAt: now + 1 };
  const view = reachView({ kind: 'in_reach', lastAt: now }, [reader, other]);
  expect(view).toMatchObject({ standing: 'in_reach', lastAt: '2026-06-05T06:02:00.000Z' });
  expect(view.readers.map(({ key }) => key)).toEqual(['vi01', 'ag01']);
  expect(view.readers[1]).toEqual({
    ...{ key: 'ag01', way: 'poll', isAgent: true },
    since: '2026-06-05T06:01:59.000Z',
    lastAt: '2026-06-05T06:02:00.000Z',
  });
});
