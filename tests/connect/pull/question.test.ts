import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  afterAnswer,
  afterFault,
  questionOf,
  type Standing,
  unasked,
} from '../../../src/connect/pull/question.ts';

const everyMs = 10_000;
const at = (standing: Standing, now: number, lateMs = 0) => questionOf(standing, { now, everyMs, lateMs });
const start = 1_000 * everyMs;
const answered = (standing: Standing, now: number, newest?: number) => {
  const question = at(standing, now);
  if (question === undefined) throw new Error('nothing is due');
  return afterAnswer(standing, question, newest);
};

describe('what is asked for', () => {
  const first = answered(unasked, start + 1);

  test('is the value of the step that has begun, at first', () => {
    expect(at(unasked, start + 9_999)).toEqual({ step: 1_000, to: start, isLast: true });
  });

  test('is one step after the other, each once, from its beginning on', () => {
    expect(at(first, start + 9_999)).toBeUndefined();
    expect(at(first, start + 10_000)).toMatchObject({ from: start + 10_000, to: start + 10_000 });
    expect(at(first, start + 10_000 + 499, 500)).toBeUndefined();
    expect(at(first, start + 10_000 + 500, 500)).toMatchObject({ to: start + 10_000 });
  });

  test('is the whole gap after a time without answers, an hour of it at most', () => {
    const failed = afterFault(first, { step: 1_001, to: 0, isLast: true }, false);
    expect(at(failed, start + 19_999)).toBeUndefined();
    expect(at(failed, start + 50_000)).toMatchObject({ from: start + 10_000, to: start + 20_000 });
    expect(at(first, start + 360 * everyMs)).toMatchObject({ from: start + everyMs });
    const long = at(first, start + 500 * everyMs);
    expect(long).toMatchObject({ from: start + 140 * everyMs, to: start + 497 * everyMs, isLast: false });
    if (long === undefined) return;
    expect(at(afterAnswer(first, long), start + 500 * everyMs)).toMatchObject({
      from: start + 498 * everyMs,
    });
  });

  test('is what a store that is behind has not told yet', () => {
    const behind = answered(unasked, start, start - 30_000);
    expect(at(behind, start + 10_000)).toMatchObject({ from: start - 20_000, to: start - 20_000 });
  });

  test('of the last 30 s is each time alone, where VictoriaMetrics would give copies of older values', () => {
    const at30 = at(first, start + 70_000);
    expect(at30).toMatchObject({ from: start + 10_000, to: start + 40_000, isLast: false });
    expect(at(first, start + 69_999)).toMatchObject({ from: start + 10_000, to: start + 30_000 });
    if (at30 === undefined) return;
    const next = at(afterAnswer(first, at30), start + 70_000);
    expect(next).toEqual({ step: 1_007, from: start + 50_000, to: start + 50_000, isLast: false });
  });

  test('is less after an answer that was too large, piece by piece, and more again', () => {
    let standing = first;
    const now = start + 100 * everyMs;
    const asked = at(standing, now);
    if (asked === undefined) throw new Error('nothing is due');
    standing = afterFault(afterFault(standing, asked, true), asked, true);
    expect(standing.span).toBe(90);
    standing = afterFault({ ...standing, span: 1 }, asked, true);
    const next = at(standing, now + everyMs);
    expect(next).toMatchObject({ from: start + everyMs, to: start + everyMs, isLast: false });
    if (next !== undefined) expect(afterAnswer(standing, next).span).toBe(2);
  });

  test('begins anew when the clock was set back', () => {
    expect(at(first, start - 100 * everyMs)).toEqual({ step: 900, to: start - 100 * everyMs, isLast: true });
    expect(at(first, start - everyMs)).toBeUndefined();
  });

  property.prop([
    fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 4_000_000 }), good: fc.boolean(), tooMuch: fc.boolean() }),
      {
        maxLength: 60,
      },
    ),
  ])('never twice the same time once it was answered, and everything in the end', (polls) => {
    let [now, standing] = [start, unasked];
    let until: number | undefined;
    for (const { wait, good, tooMuch } of polls) {
      now += wait;
      const question = at(standing, now, 300);
      if (question === undefined) continue;
      if (until !== undefined && question.from !== undefined) expect(question.from).toBeGreaterThan(until);
      expect(question.to).toBeLessThanOrEqual(now);
      expect((question.to - (question.from ?? question.to)) / everyMs).toBeLessThan(360);
      if (good) until = question.to;
      standing = good ? afterAnswer(standing, question) : afterFault(standing, question, tooMuch);
    }
    for (let left = 0; left < 1_000; left++) {
      const question = at(standing, now + everyMs, 300);
      if (question === undefined) break;
      standing = afterAnswer(standing, question);
    }
    expect(standing.answeredAt).toBe(Math.floor((now + everyMs - 300) / everyMs) * everyMs);
  });
});
