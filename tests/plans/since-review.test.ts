import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plans/plan.ts';
import { holdReview } from '../../src/plans/review.ts';
import { changedSinceReview, type SinceSources } from '../../src/plans/since-review.ts';
import { as, draft, paris, planAfter } from './margaux.ts';

const reviewed = paris(6, '17:00');
const later = paris(6, '18:00');
const plan = planAfter(holdReview(draft(), {}, as('camille', reviewed)));
const [first, second] = plan.actions;
if (!first || !second) throw new Error('the example has two actions');
const [criterion] = first.criteria;
if (!criterion) throw new Error('the example has a criterion');

const changes = (more: Partial<SinceSources>) => {
  const { statuses, moved, criteria, told } = changedSinceReview({
    ...{ plan, history: new Map(), entries: [], told: [] },
    ...more,
  });
  return {
    statuses: statuses.map(({ action, from }) => `${action.id} ${from} → ${action.status}`),
    moved: moved.map(({ id }) => id),
    criteria: criteria.map(({ criterion: { id }, from }) => `${id} ${from.verdict} ${from.value ?? '-'}`),
    told,
  };
};
const nothing = { statuses: [], moved: [], criteria: [], told: 0 };
const set = (at: number, from: string, kind = 'actionStatusSet') => ({
  ...{ kind, at },
  data: { action: first.id, from, to: 'in_progress' },
});
const withFirst = (more: Partial<typeof first>): Plan => ({
  ...plan,
  actions: [{ ...first, ...more }, second],
});

describe('what has changed since the last review', () => {
  test('is nothing on a plan that stands still, whatever was before it', () => {
    expect(changes({})).toEqual(nothing);
    const entries = [set(reviewed, 'blocked'), { kind: 'reviewHeld', at: later, data: { heldAt: reviewed } }];
    expect(
      changes({ plan: withFirst({ status: 'in_progress' }), entries, told: [{ at: reviewed }] }),
    ).toEqual(nothing);
  });

  test('is counted from the start of a plan that was never reviewed, and from its reopening', () => {
    const since = (one: Plan) =>
      changedSinceReview({ plan: one, history: new Map(), entries: [], told: [] }).since;
    expect(since(draft())).toBe(draft().createdAt);
    expect(since(plan)).toBe(reviewed);
    expect(since({ ...plan, reopened: [{ at: later, incident: 9 }] })).toBe(later);
  });

  test('names the status of then and of now, once, and none that is as it was', () => {
    const twice = [set(later, 'todo'), set(later + 1, 'blocked')];
    expect(changes({ plan: withFirst({ status: 'in_progress' }), entries: twice }).statuses).toEqual([
      `${first.id} todo → in_progress`,
    ]);
    expect(changes({ plan: withFirst({ status: 'todo' }), entries: twice })).toEqual(nothing);
    const fallen = [set(later, '', 'actionRegressed')];
    expect(changes({ plan: withFirst({ status: 'in_progress' }), entries: fallen }).statuses).toEqual([
      `${first.id} done → in_progress`,
    ]);
  });

  test('names actions whose date was moved, not those that were edited otherwise', () => {
    const edited = (fields: readonly string[]) => [
      { kind: 'actionEdited', at: later, data: { action: second.id, fields } },
    ];
    expect(changes({ entries: edited(['owner', 'dueAt']) }).moved).toEqual([second.id]);
    expect(changes({ entries: edited(['owner']) })).toEqual(nothing);
  });

  test('names verdicts and values that are others than at the review, and what was sent after it', () => {
    const seen = (at: number, verdict: 'holding' | 'failed', value: number) => ({
      ...{ criterion: criterion.id, at, verdict, value, heldMs: 0 },
    });
    const holding = {
      ...criterion,
      value: 0.5,
      state: { verdict: 'holding', heldMs: 1, countedUntil: later },
    } as const;
    const now = withFirst({ criteria: [holding, ...first.criteria.slice(1)] });
    const history = (...entries: ReturnType<typeof seen>[]) => new Map([[criterion.id, entries]]);
    const told = [{ at: later }, { at: reviewed + 1 }, { at: reviewed }];
    expect(
      changes({
        plan: now,
        told,
        history: history(seen(reviewed, 'failed', 0.9), seen(later, 'holding', 0.5)),
      }),
    ).toEqual({ ...nothing, criteria: [`${criterion.id} failed 0.9`], told: 2 });
    expect(changes({ plan: now, history: history(seen(reviewed, 'holding', 0.6)) }).criteria).toEqual([
      `${criterion.id} holding 0.6`,
    ]);
    expect(changes({ plan: now, history: history(seen(reviewed, 'holding', 0.5)) })).toEqual(nothing);
    expect(changes({ plan: now }).criteria).toEqual([`${criterion.id} pending -`]);
  });
});
