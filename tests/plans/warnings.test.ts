import { describe, expect, test } from 'vitest';
import type { Action, CriterionState, Plan } from '../../src/plans/plan.ts';
import { planWarnings } from '../../src/plans/warnings.ts';
import { defined, draft, endOf, tripAt } from './margaux.ts';
import { active, closedWithTasks, verified } from './signed.ts';

const template = defined(draft().actions[2]);
const codes = (plan: Plan, now = tripAt, isIncidentOpen = false) =>
  planWarnings(plan, now, { isIncidentOpen }).map(({ code, at }) => (at ? `${code} ${at}` : code));
const busy = (owners: readonly string[]): Plan => ({
  ...draft(),
  actions: owners.map(
    (owner, at): Action => ({ ...template, id: `4-${at + 1}`, owner, status: 'in_progress' }),
  ),
});

describe('warnings', () => {
  test('a plan as it is drafted deserves none', () => {
    expect(codes(draft())).toEqual([]);
  });

  test('five actions at once are fine, six are too many', () => {
    expect(codes(busy(['a', 'b', 'c', 'd', 'e']))).toEqual([]);
    expect(codes(busy(['a', 'b', 'c', 'd', 'e', 'f']))).toEqual(['too_many_in_progress']);
  });

  test('one owner carries three at once, not four', () => {
    expect(codes(busy(['a', 'a', 'a', 'b']))).toEqual([]);
    expect(codes(busy(['a', 'a', 'a', 'b', 'a']))).toEqual(['owner_overloaded a']);
  });

  test('a plan that treats symptoms alone is told so', () => {
    const plan = draft();
    const actions = plan.actions.filter(({ treats }) => treats === 'symptom');
    expect(codes({ ...plan, actions })).toEqual(['no_action_on_cause actions']);
    expect(codes({ ...plan, actions: [] })).toEqual([]);
  });

  test('what is overdue is named: actions, improvements, the review', () => {
    expect(codes(draft(), endOf(6))).toEqual([]);
    expect(codes(draft(), endOf(6) + 1)).toEqual(['action_overdue 4-1', 'review_overdue reviews']);
    expect(codes(draft(), endOf(15) + 1)).toContain('improvement_overdue 4-m-1');
  });

  test('a blocked action waits for somebody to decide', () => {
    const [first, ...rest] = draft().actions;
    const blocked = { ...defined(first), status: 'blocked', blockedWhy: 'x' } as const;
    expect(codes({ ...draft(), actions: [blocked, ...rest] })).toEqual(['action_blocked 4-1']);
  });

  test('the loop from action to proof is watched', () => {
    const warned = (state: CriterionState) => {
      const plan = draft();
      const [indicator] = plan.indicators;
      return codes({ ...plan, indicators: [{ ...defined(indicator), state }] });
    };
    expect(warned({ verdict: 'met', at: 1, attributed: true })).toEqual([]);
    expect(warned({ verdict: 'met', at: 1, attributed: false })).toEqual(['criterion_not_attributed 4-i-1']);
    expect(warned({ verdict: 'no_data', since: 1, heldMs: 0 })).toEqual(['criterion_without_data 4-i-1']);
    expect(warned({ verdict: 'error', reason: 'unknown_metric' })).toEqual(['criterion_in_error 4-i-1']);
    expect(warned({ verdict: 'failed', at: 1 })).toEqual([]);
  });

  test('of a closed plan what goes on is warned of, and nothing else', () => {
    const closed = closedWithTasks();
    expect(codes(closed, endOf(14))).toEqual([]);
    expect(codes(closed, endOf(15) + 1)).toEqual(['improvement_overdue 4-m-1']);
    expect(codes(closed, endOf(18) + 1).slice(1)).toEqual(['task_overdue 4-t-1', 'task_overdue 4-t-2']);
  });

  test('before anybody signs for closure, an open incident and a missing summary are pointed out', () => {
    const ready = verified();
    expect(codes(ready, tripAt, true)).toEqual([
      'incident_open incident',
      'closing_summary_missing closingSummary',
    ]);
    const summed = { ...ready, closingSummary: 'Cause traitée.' };
    expect(codes(summed, tripAt)).toEqual([]);
    const [warning] = planWarnings({ ...summed, reopened: [{ at: 1, incident: 9 }] }, tripAt, {
      isIncidentOpen: true,
    });
    expect(warning).toMatchObject({ code: 'incident_open', params: { incident: 9 } });
    for (const plan of [draft(), active(), closedWithTasks()]) expect(codes(plan, tripAt, true)).toEqual([]);
  });
});
