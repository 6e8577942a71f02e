import { describe, expect, test } from 'vitest';
import { aCondition, aMandate, aRule, aRuleSet } from '../../builders/rules.ts';
import { day, hour } from '../../builders/time.ts';
import { aSeries, from, monday, reportOf, until } from './world.ts';

const full = [10, 10, 10, 10, 10, 10, 10];
const rowOf = (facts: Parameters<typeof reportOf>[0], now = monday) =>
  reportOf(facts, { agent: 'margaux', now }).thresholds.rows[0];
const firing = (firedAt: number, end?: number) => ({
  agent: 'margaux',
  rule: 'error-rate',
  firedAt,
  ...(end === undefined ? {} : { end }),
});

describe('a threshold of the week', () => {
  test('is kept only where every day had as many measures as a verdict needs', () => {
    expect(rowOf({ series: [aSeries(full)] })).toMatchObject({ status: 'kept', daysMeasured: 7, days: 7 });
    expect(rowOf({ series: [aSeries([9, ...full.slice(1)])] })).toMatchObject({
      status: 'partly',
      daysMeasured: 6,
    });
  });

  test('of which nothing was measured is neither kept nor missed', () => {
    expect(rowOf({ series: [] })).toMatchObject({ status: 'unmeasured', daysMeasured: 0 });
    const unread = rowOf({ series: undefined });
    expect(unread?.status).toBe('unmeasured');
    expect(unread).not.toHaveProperty('daysMeasured');
  });

  test('is missed where its rule fired, however well it was measured on other days', () => {
    const fired = { series: [aSeries(full)], firings: [firing(from, from + hour)] };
    expect(rowOf(fired)).toMatchObject({ status: 'missed', firings: { now: 1, before: 0 }, firingMs: hour });
  });

  test('is missed by a firing that lasted into it, and not by one that ended just before', () => {
    const series = [aSeries(full)];
    expect(rowOf({ series, firings: [firing(from - day, from - 1)] })).toMatchObject({
      status: 'kept',
      firings: { now: 0, before: 1 },
      firingMs: 0,
    });
    expect(rowOf({ series, firings: [firing(from - day, from + 1)] })).toMatchObject({
      status: 'missed',
      firings: { now: 0, before: 1 },
      firingMs: 1,
    });
    expect(rowOf({ series, firings: [firing(until)] })?.status).toBe('kept');
  });

  test('that still fires has lasted to the end of the week', () => {
    expect(rowOf({ firings: [firing(until - hour)] })?.firingMs).toBe(hour);
  });

  test('of a week under way is told by the days that have begun', () => {
    const now = from + 2 * day;
    expect(rowOf({ series: [aSeries([10, 10])] }, now)).toMatchObject({ status: 'kept', days: 2 });
    expect(rowOf({ series: [aSeries([10, 10])] }, now + 1)).toMatchObject({ status: 'partly', days: 3 });
  });

  test('on an age is told by whether there was ever a measure', () => {
    const freshness = aRuleSet({
      rules: [aRule({ when: [aCondition('catalogue_freshness', '>', 900)] })],
      agents: new Map([['margaux', aMandate()]]),
    });
    const series = aSeries([0, 0, 0, 0, 0, 0, 0], { metric: 'catalogue_freshness' });
    const status = (everMeasured: boolean) =>
      reportOf({ series: [{ ...series, everMeasured }] }, { agent: 'margaux', set: freshness }).thresholds
        .rows[0]?.status;
    expect([status(true), status(false)]).toEqual(['kept', 'unmeasured']);
  });
});
