import { describe, expect, test } from 'vitest';
import type { Criterion } from '../../../src/plans/plan.ts';
import type { Point } from '../../../src/plans/weekly/report.ts';
import { aCriterion } from '../../builders/plans.ts';
import { day, hour, minute } from '../../builders/time.ts';
import { anIncident, aPlanOf, aSeries, from, monday, reportOf, until } from './world.ts';

const kindsOf = (facts: Parameters<typeof reportOf>[0]) => reportOf(facts).points.map(({ kind }) => kind);
const only = <K extends Point['kind']>(facts: Parameters<typeof reportOf>[0], kind: K) =>
  reportOf(facts).points.filter((point) => point.kind === kind);
const measured = [
  aSeries([10, 10, 10, 10, 10, 10, 10]),
  aSeries([10, 10, 10, 10, 10, 10, 10], { agent: 'leo' }),
];

describe('points to improve', () => {
  test('are none where nothing is wrong', () => {
    expect(kindsOf({ series: measured })).toEqual([]);
  });

  test('a rule that fired three times flaps, one that fired twice does not', () => {
    const fired = (times: number) =>
      Array.from({ length: times }, (_, place) => ({
        ...{ agent: 'margaux', rule: 'error-rate', firedAt: from + place * hour },
        end: from + place * hour + minute,
      }));
    expect(only({ series: measured, firings: fired(3) }, 'rule_flaps')).toEqual([
      { kind: 'rule_flaps', agent: 'margaux', rule: 'error-rate', firings: 3 },
    ]);
    expect(kindsOf({ series: measured, firings: fired(2) })).toEqual([]);
  });

  test('what was held back by a silence in the week is counted, and what still fired at its end', () => {
    const held = (firedAt: number, outcome?: 'tripped' | 'over') => ({
      ...{ agent: 'margaux', rule: 'error-rate', cause: 'fired' as const, firedAt, stops: true },
      ...{ condition: 'error_rate > 2% over 5m', threshold: 0.02, silences: [1], maintenance: [] },
      ...(outcome === undefined ? {} : { end: { at: firedAt + minute, outcome } }),
    });
    const silenced = [held(from - 1), held(from, 'tripped'), held(from + hour, 'over'), held(until)];
    expect(only({ series: measured, silenced }, 'silenced')).toEqual([
      { kind: 'silenced', agent: 'margaux', rule: 'error-rate', firings: 2, tripped: 1 },
    ]);
  });

  test('a rule without enough measures on a day would have been silent', () => {
    const [margaux, leo] = measured;
    if (margaux === undefined || leo === undefined) throw new Error('two series are two');
    const gap = { ...margaux, days: [undefined, ...margaux.days.slice(1)] };
    expect(only({ series: [gap, leo] }, 'rule_unmeasured')).toEqual([
      { kind: 'rule_unmeasured', agent: 'margaux', rule: 'error-rate', daysMeasured: 6, days: 7 },
    ]);
  });

  test('an action whose date was moved twice slips, one moved once does not', () => {
    const plans = [aPlanOf([{ dueAt: monday + day }])];
    const moves = [
      { at: from, action: '4-1' },
      { at: from + day, action: '4-1' },
    ];
    expect(only({ series: measured, plans, moves }, 'action_slips')).toMatchObject([
      { action: '4-1', plan: 4, moves: 2, owner: 'lea' },
    ]);
    expect(kindsOf({ series: measured, plans, moves: moves.slice(1) })).toEqual([]);
    const done = [aPlanOf([{ status: 'done', doneAt: from, dueAt: monday + day }])];
    expect(kindsOf({ series: measured, plans: done, moves })).toEqual([]);
  });

  test('an overdue action slips, one that is due now does not', () => {
    const overdue = (dueAt: number) => kindsOf({ series: measured, plans: [aPlanOf([{ dueAt }])] });
    expect(overdue(monday - 1)).toEqual(['action_slips']);
    expect(overdue(monday)).toEqual([]);
  });

  test('four actions at once are too much for one person, three are not, in however many plans', () => {
    const busy = { status: 'in_progress', dueAt: monday + day } as const;
    const plans = [aPlanOf([busy, busy]), aPlanOf([busy, busy], { number: 5 })];
    expect(only({ series: measured, plans }, 'owner_overloaded')).toEqual([
      { kind: 'owner_overloaded', owner: 'lea', actions: 4, most: 3 },
    ]);
    expect(kindsOf({ series: measured, plans: [aPlanOf([busy, busy, busy])] })).toEqual([]);
    const others = [aPlanOf([busy, busy, busy, { ...busy, owner: 'camille' }])];
    expect(kindsOf({ series: measured, plans: others })).toEqual([]);
  });

  test('a criterion within a twentieth of its target holds by a hair, one further off does not', () => {
    const holding = { verdict: 'holding', heldMs: hour, countedUntil: from } as const;
    const at = (value: number, state: Criterion['state'] = holding) =>
      only(
        {
          series: measured,
          plans: [aPlanOf([{ dueAt: monday + day, criteria: [{ ...aCriterion(state), value }] }])],
        },
        'criterion_close',
      );
    expect(at(0.0095)).toMatchObject([{ plan: 4, criterion: '4-1-1', value: { fr: '0,95\u202f%' } }]);
    expect(at(0.0094)).toEqual([]);
    expect(at(0.0101)).toEqual([]);
    expect(at(0.0095, { verdict: 'pending', why: 'waiting' })).toEqual([]);
  });

  test('an incident taken up in an hour is in time, a millisecond later it is not', () => {
    const taken = (at: number) =>
      kindsOf({
        series: measured,
        incidents: [anIncident({ acknowledged: { at, by: '' }, state: 'acknowledged' })],
      });
    const opened = from + hour;
    expect(taken(opened + hour)).toEqual([]);
    expect(taken(opened + hour + 1)).toEqual(['not_taken_up']);
  });

  test('an agent that did not say in time that it obeys, in this week and not in another', () => {
    const silent = (at: number) =>
      kindsOf({
        series: measured,
        answers: [{ at, agent: 'margaux', epoch: 1, said: 'nothing_in_time' }],
      });
    expect(silent(from)).toEqual(['not_obeyed']);
    expect(silent(from - 1)).toEqual([]);
    expect(silent(until)).toEqual([]);
  });

  test('an action that no longer holds, in this week and not in another', () => {
    const regressed = (at: number) =>
      kindsOf({
        series: measured,
        outcomes: [{ kind: 'regressed', at, agent: 'margaux', plan: 4, action: '4-1' }],
      });
    expect(regressed(from)).toEqual(['action_regressed']);
    expect(regressed(from - 1)).toEqual([]);
  });
});

describe('aims for the next week', () => {
  const aims = (facts: Parameters<typeof reportOf>[0]) => reportOf({ series: measured, ...facts }).aims;

  test('are none where nothing is left', () => {
    expect(aims({})).toEqual([]);
  });

  test('what is due in it, what is late, and what waits', () => {
    const next = until + 3 * day;
    const plans = [
      aPlanOf([{ dueAt: next }, { dueAt: monday - 1 }, { dueAt: until + 7 * day }], {
        reviews: [{ dueAt: next }],
      }),
      aPlanOf([], { number: 5, state: 'draft' }),
    ];
    expect(aims({ plans, incidents: [anIncident()] })).toEqual([
      { kind: 'resolve_incidents', count: 1, numbers: [4] },
      { kind: 'finish_overdue', count: 1, actions: ['4-2'] },
      {
        kind: 'finish_due',
        count: 1,
        items: [{ plan: 4, action: '4-1', title: 'Synchronise again', owner: 'lea', dueAt: next }],
      },
      { kind: 'hold_reviews', count: 1, plans: [4] },
      { kind: 'sign_drafts', count: 1, plans: [5] },
    ]);
  });

  test('thresholds that were missed, and rules to be measured', () => {
    const firings = [{ agent: 'margaux', rule: 'error-rate', firedAt: from, end: from + minute }];
    expect(aims({ firings, series: measured.slice(0, 1) })).toEqual([
      { kind: 'keep_thresholds', count: 1, rules: ['margaux/error-rate'] },
      { kind: 'measure', count: 1, rules: ['leo/error-rate'] },
    ]);
  });
});
