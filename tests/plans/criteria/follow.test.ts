import { describe, expect, test } from 'vitest';
import {
  type CriterionChange,
  catchUpCriterion,
  followedUntil,
  followPlan,
  hasMoved,
  nextStage,
  type PlanWorld,
} from '../../../src/plans/criteria/follow.ts';
import { applyVerdicts } from '../../../src/plans/criteria/verification.ts';
import type { Criterion, Plan } from '../../../src/plans/plan.ts';
import { engineActor } from '../../../src/platform/actor.ts';
import {
  criterion,
  errorRateBelow1Percent,
  measured,
  minute,
  start,
  stepMs,
  world,
} from '../criterion-world.ts';
import { keptPlan } from '../kept-plan.ts';

function calm(overrides: Partial<PlanWorld> = {}): PlanWorld {
  const { now, subject, checklists, ...shared } = world({ measure: () => measured(0.001), ...overrides });
  return shared;
}

describe('the history of a criterion', () => {
  const spec = errorRateBelow1Percent(10 * minute);
  const from = { ...criterion(spec), assessedAt: start - stepMs };
  const good = (at: number) => world({ now: at, measure: () => measured(0.005) });

  test('has each verdict once, and progress in tenths of the hold', () => {
    const { history } = catchUpCriterion(from, start + 11 * minute, stepMs, good);
    expect(
      history.map(({ at, verdict, heldMs }) => [(at - start) / minute, verdict, heldMs / minute]),
    ).toEqual([
      [0, 'holding', 0],
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenth) => [tenth, 'holding', tenth]),
      [10, 'met', 10],
    ]);
  });

  test('is the same whether it was followed live or caught up with after a restart', () => {
    let live: Criterion = from;
    const seen = [];
    for (let at = start; at <= start + 11 * minute; at += 1_000) {
      const change = catchUpCriterion(live, at, stepMs, good);
      live = change.after;
      seen.push(...change.history);
    }
    expect(seen).toEqual(catchUpCriterion(from, start + 11 * minute, stepMs, good).history);
  });
});

describe('a criterion whose clock is set back', () => {
  const good = (at: number) => world({ now: at, measure: () => measured(0.005) });
  const bad = (at: number) => world({ now: at, measure: () => measured(0.02) });
  const held: Criterion = {
    ...criterion(errorRateBelow1Percent(10 * minute)),
    state: { verdict: 'holding', heldMs: 5 * minute, countedUntil: start + 60 * minute },
    assessedAt: start + 60 * minute,
  };
  const found = (at: number, world = good) => catchUpCriterion(held, at, stepMs, world).after;

  test('goes on from what it has held, without the time between', () => {
    expect(found(start + minute)).toMatchObject({
      state: { verdict: 'holding', heldMs: 5 * minute, countedUntil: start + minute },
      assessedAt: start + minute,
    });
    const next = catchUpCriterion(found(start + minute), start + minute + stepMs, stepMs, good).after;
    expect(next.state).toMatchObject({ verdict: 'holding', heldMs: 5 * minute + stepMs });
  });

  test('sees at once that it fails', () => {
    expect(found(start + minute, bad).state).toMatchObject({ verdict: 'failed' });
  });

  test('is left alone by a piece of the past that ends before it', () => {
    const piece = catchUpCriterion(held, start + 61 * minute, stepMs, bad, 0, start + minute);
    expect(piece).toEqual({ before: held, after: held, history: [] });
    const none = catchUpCriterion(held, start + 61 * minute, stepMs, bad, 0, Number.NEGATIVE_INFINITY);
    expect(none.after).toBe(held);
  });

  test('by less than a cell waits for that cell', () => {
    expect(found(start + 60 * minute - stepMs, bad)).toBe(held);
    expect(found(start + 60 * minute - stepMs - 1, bad).state).toMatchObject({ verdict: 'failed' });
  });
});

/** The plan with what was found taken over. */
function carriedOut(plan: Plan, changes: readonly CriterionChange[]): Plan {
  const assessments = new Map(changes.map(({ after }) => [after.id, after]));
  return applyVerdicts(plan, assessments, { actor: engineActor, now: start }).plan;
}

describe('following a plan', () => {
  test('names the criteria that moved and leaves the plan as it is', () => {
    const plan = keptPlan();
    const changes = followPlan(plan, start, () => calm());
    expect(changes.map(({ after }) => after.id)).toEqual(['4-1-1', '4-2-1', '4-2-2', '4-i-1']);
    expect(changes.map(({ after }) => after.state)).toMatchObject([
      { verdict: 'pending', why: 'not_done' },
      { verdict: 'pending', why: 'not_done' },
      { verdict: 'pending', why: 'not_done' },
      { verdict: 'pending', why: 'waiting' },
    ]);
    expect(followPlan(carriedOut(plan, changes), start + 9_999, () => calm())).toEqual([]);
  });

  test('counts ticked items and waits for the settling time of the plan', () => {
    const [feed, replay] = keptPlan().actions;
    if (feed === undefined || replay === undefined) throw new Error('the plan has two actions');
    const ticked = { text: 'cas', doneBy: 'lea', doneAt: start };
    const plan: Plan = {
      ...keptPlan(),
      actions: [
        { ...feed, status: 'done', doneAt: start },
        { ...replay, checklists: [{ id: 'replay', items: [ticked] }] },
      ],
    };
    const states = (now: number) => followPlan(plan, now, () => calm()).map(({ after }) => after.state);
    expect(states(start + minute).slice(0, 2)).toMatchObject([
      { verdict: 'pending', why: 'settling' },
      { verdict: 'met', attributed: true },
    ]);
    expect(states(start + 10 * minute)[0]).toMatchObject({ verdict: 'holding', heldMs: 0 });
  });

  test('lets indicators hold from the activation, and anew from a reopening', () => {
    const indicator = (overrides: Partial<Plan>, now: number) =>
      followPlan(keptPlan(4, { state: 'active', ...overrides }), now, () => calm()).at(-1)?.after.state;
    expect(indicator({ activatedAt: start }, start)).toMatchObject({ verdict: 'holding' });
    const reopened = [{ at: start + minute, incident: 9 }];
    expect(indicator({ activatedAt: start, reopened }, start)).toMatchObject({ verdict: 'pending' });
    expect(indicator({ activatedAt: start, reopened }, start + minute)).toMatchObject({ verdict: 'holding' });
  });

  test('does not look back over the time in which the plan was closed', () => {
    const closedFor = 100 * 24 * 60 * minute;
    const reopened = [{ at: start + closedFor, incident: 9 }];
    const [indicator] = keptPlan().indicators;
    if (indicator === undefined) throw new Error('the plan has an indicator');
    const plan = keptPlan(4, {
      state: 'active',
      activatedAt: start,
      reopened,
      actions: [],
      indicators: [{ ...indicator, assessedAt: start }],
    });
    const asked: number[] = [];
    followPlan(plan, start + closedFor + stepMs, (at) => {
      asked.push(at);
      return calm();
    });
    expect(new Set(asked)).toEqual(new Set([start + closedFor + stepMs]));
  });
});

describe('a plan that stands still', () => {
  const first = followPlan(keptPlan(), start, () => calm());
  const looked = carriedOut(keptPlan(), first);
  const states = (plan: Plan) => followPlan(plan, start + 2 * stepMs, () => calm()).map(({ after }) => after);
  const silent = () => calm({ measure: () => ({ weight: 0 }) });

  test('moves by its first look, by what is measured, and not by a later look alone', () => {
    expect(first.every(hasMoved)).toBe(true);
    const quiet = followPlan(looked, start + stepMs, silent).filter(({ after }) => after.id === '4-i-1');
    expect(quiet.map(hasMoved)).toEqual([false]);
    const [change] = quiet;
    if (change === undefined) throw new Error('the indicator was looked at');
    const { before, after } = change;
    expect(hasMoved({ ...change, after: { ...after, value: 0.5 } })).toBe(true);
    expect(hasMoved({ ...change, after: { ...after, assessedAt: start - stepMs } })).toBe(true);
    expect(hasMoved({ ...change, after: { ...after, state: { verdict: 'failed', at: start } } })).toBe(true);
    expect(hasMoved({ ...change, after: before })).toBe(false);
  });

  test('goes on from where it was looked at, and what nobody has looked at is left to the next look', () => {
    const later = followedUntil(looked, start + stepMs);
    expect(later.indicators.map(({ assessedAt }) => assessedAt)).toEqual([start + stepMs]);
    expect(states(later).every(({ assessedAt }) => assessedAt === undefined || assessedAt > start)).toBe(
      true,
    );
    expect(followedUntil(later, start)).toBe(later);
    expect(followedUntil(keptPlan(), start)).toEqual(keptPlan());
  });

  test('is due when an action was done, when it has settled, and never by time alone before that', () => {
    const [feed] = keptPlan().actions;
    if (feed === undefined) throw new Error('the plan has an action');
    const done = keptPlan(4, { actions: [{ ...feed, status: 'done', doneAt: start }] });
    expect(nextStage(keptPlan(), start)).toBe(Number.POSITIVE_INFINITY);
    expect(nextStage(done, start - 1)).toBe(start);
    expect(nextStage(done, start)).toBe(start + done.settleMs);
    expect(nextStage(done, start + done.settleMs)).toBe(Number.POSITIVE_INFINITY);
    expect(nextStage(keptPlan(4, { activatedAt: start }), start - 1)).toBe(start);
  });
});
