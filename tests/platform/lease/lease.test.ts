import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  afterAnswer,
  holdsLease,
  isProofFresh,
  type LeaseAnswer,
  type LeaseState,
  leaseTiming,
  nextAskMs,
  provenBy,
} from '../../../src/platform/lease/lease.ts';

const timing = { ttlMs: 2_000, askMs: 500 };
const standby: LeaseState = { kind: 'standby' };
const held = (epoch: number, askedAt: number): LeaseAnswer => ({ kind: 'held', epoch, askedAt });

describe('a process takes itself for the evaluator', () => {
  test('from the answer on, until the time to live after it asked is over', () => {
    const state = afterAnswer(standby, held(3, 1_000), 1_200, timing);
    expect(state).toEqual({ kind: 'holder', epoch: 3, until: 3_000 });
    expect(holdsLease(state, 2_999)).toBe(true);
    expect(holdsLease(state, 3_000)).toBe(false);
  });

  test('not at all when the answer came after that time', () => {
    expect(afterAnswer(standby, held(3, 1_000), 3_000, timing)).toEqual(standby);
  });

  test('longer with every renewal that comes in time', () => {
    const first = afterAnswer(standby, held(3, 1_000), 1_000, timing);
    expect(afterAnswer(first, held(3, 2_500), 2_999, timing)).toMatchObject({ until: 4_500 });
  });

  test('no more when the renewal comes after the lease lapsed: it may have said so already', () => {
    const first = afterAnswer(standby, held(3, 1_000), 1_000, timing);
    expect(afterAnswer(first, held(3, 2_500), 3_000, timing)).toEqual(standby);
  });

  test('as long as the lease stands while the database is silent', () => {
    const first = afterAnswer(standby, held(3, 1_000), 1_000, timing);
    expect(afterAnswer(first, { kind: 'silent' }, 2_999, timing)).toEqual(first);
    expect(afterAnswer(first, { kind: 'silent' }, 3_000, timing)).toEqual(standby);
  });

  test('no more once another holds it', () => {
    const first = afterAnswer(standby, held(3, 1_000), 1_000, timing);
    const taken: LeaseAnswer = { kind: 'taken', evaluator: 'http://b', remainingMs: 1_500 };
    expect(afterAnswer(first, taken, 1_100, timing)).toEqual({ kind: 'standby', evaluator: 'http://b' });
  });
});

describe('the proof that the evaluator could write', () => {
  const asked = 1_000;
  const taken = (remainingMs: number, evaluator?: string): LeaseAnswer =>
    evaluator === undefined ? { kind: 'taken', remainingMs } : { kind: 'taken', evaluator, remainingMs };

  test('is a renewal of its own, counted from when it was asked for', () => {
    expect(provenBy(held(1, 1_000), asked, timing)).toBe(1_000);
  });

  test('is none of another that cannot evaluate, and so names no address', () => {
    expect(provenBy(taken(1_500), asked, timing)).toBeUndefined();
  });

  test('is the renewal of another, as old as its lease has run', () => {
    expect(provenBy(taken(2_000, 'http://b'), asked, timing)).toBe(1_000);
    expect(provenBy(taken(1_500, 'http://b'), asked, timing)).toBe(500);
    expect(provenBy(taken(9_000, 'http://b'), asked, timing)).toBe(1_000);
  });

  test('is not given by silence', () => {
    expect(provenBy({ kind: 'silent' }, asked, timing)).toBeUndefined();
  });

  test('counts for a lease and a half: long enough for the lease to change hands', () => {
    expect(isProofFresh(2_999, timing)).toBe(true);
    expect(isProofFresh(3_000, timing)).toBe(false);
    expect(isProofFresh(Number.POSITIVE_INFINITY, timing)).toBe(false);
  });
});

describe('the next question', () => {
  test('comes at the usual pace, or just past the end of another lease when that is sooner', () => {
    expect(nextAskMs(held(1, 0), timing)).toBe(500);
    expect(nextAskMs({ kind: 'taken', evaluator: '', remainingMs: 1_900 }, timing)).toBe(500);
    expect(nextAskMs({ kind: 'taken', evaluator: '', remainingMs: 120 }, timing)).toBe(130);
    expect(nextAskMs({ kind: 'taken', evaluator: '', remainingMs: -5 }, timing)).toBe(10);
  });

  test('leaves time for three more when a renewal fails', () => {
    expect(leaseTiming.ttlMs / leaseTiming.askMs).toBeGreaterThanOrEqual(4);
  });
});

const step = fc.record({
  asked: fc.nat(3_000),
  travel: fc.nat(3_000),
  handled: fc.double({ min: 0, max: 1, noNaN: true }),
});

property.prop([fc.array(step, { maxLength: 30 })])(
  'whatever the delays, a process never takes itself for the evaluator longer than the row stands',
  (steps) => {
    let state: LeaseState = standby;
    let now = 0;
    let rowUntil = 0;
    for (const { asked, travel, handled } of steps) {
      now += asked;
      const askedAt = now;
      // The database handles the question somewhere between asking and answering, on the same time line.
      rowUntil = Math.max(rowUntil, askedAt + travel * handled + timing.ttlMs);
      now += travel;
      state = afterAnswer(state, held(1, askedAt), now, timing);
      if (state.kind === 'holder') expect(state.until).toBeLessThanOrEqual(rowUntil);
    }
  },
);
