import { describe, expect, test } from 'vitest';
import {
  assessCriterion,
  type CriterionContext,
  heldMsOf,
  type Measured,
} from '../../../src/plans/criteria/criterion.ts';
import { catchUpCriterion } from '../../../src/plans/criteria/follow.ts';
import type { Criterion } from '../../../src/plans/plan.ts';
import {
  criterion,
  errorRateBelow1Percent,
  hour,
  measured,
  minute,
  staleCatalogue,
  start,
  stepMs,
  world,
} from '../criterion-world.ts';

const good = measured(0.008);
const bad = measured(0.01);
const silence: Measured = { weight: 0 };

/** Follows a criterion cell by cell from `start`: each entry is what the window said when that cell was over. */
function follow(
  from: Criterion,
  readings: readonly Measured[],
  overrides: Partial<CriterionContext> = {},
  firstAt = start,
): Criterion {
  const context = (at: number) =>
    world({
      ...overrides,
      now: at,
      measure: (_, asked) => readings[(asked + 1 - firstAt) / stepMs] ?? silence,
    });
  const last = firstAt + (readings.length - 1) * stepMs;
  return catchUpCriterion({ ...from, assessedAt: from.assessedAt ?? firstAt - stepMs }, last, stepMs, context)
    .after;
}

const minuteHold = errorRateBelow1Percent(minute);
const times = (count: number, reading: Measured) => Array.from({ length: count }, () => reading);

describe('a hold', () => {
  test('starts with the first good measure, and is met when the whole hold was measured', () => {
    expect(follow(criterion(minuteHold), times(1, good)).state).toEqual({
      verdict: 'holding',
      heldMs: 0,
      countedUntil: start,
    });
    expect(follow(criterion(minuteHold), times(6, good)).state).toMatchObject({
      verdict: 'holding',
      heldMs: 50_000,
    });
    expect(follow(criterion(minuteHold), times(7, good)).state).toEqual({
      verdict: 'met',
      at: start + minute,
      attributed: true,
    });
  });

  test('is measured on both sides of the threshold: 0.99 % holds, 1 % does not', () => {
    expect(follow(criterion(minuteHold), [measured(0.0099)]).state.verdict).toBe('holding');
    expect(follow(criterion(minuteHold), [measured(0.01)]).state).toEqual({
      verdict: 'failed',
      at: start,
      value: 0.01,
    });
  });

  test('a failing measure resets it', () => {
    const after = follow(criterion(minuteHold), [...times(6, good), bad, good, good]);
    expect(after.state).toMatchObject({ verdict: 'holding', heldMs: stepMs });
    expect(after.value).toBe(0.008);
  });

  test('no data freezes it: what was held stays, what was silent does not count', () => {
    const frozen = follow(criterion(minuteHold), [...times(4, good), ...times(30, silence)]);
    expect(frozen.state).toEqual({ verdict: 'no_data', since: start + 4 * stepMs, heldMs: 30_000 });
    expect(frozen.value).toBe(0.008);
    const back = follow(criterion(minuteHold), [...times(4, good), ...times(30, silence), good, good]);
    expect(back.state).toMatchObject({ verdict: 'holding', heldMs: 40_000 });
  });

  test('silence never turns a failure into something milder', () => {
    expect(follow(criterion(minuteHold), [bad, ...times(100, silence)]).state).toMatchObject({
      verdict: 'failed',
      at: start,
    });
  });

  test('a window with too few samples says nothing', () => {
    const thin = (weight: number) =>
      follow(criterion(minuteHold), [{ value: 0, weight }], { minSamples: 50 }).state.verdict;
    expect(thin(49)).toBe('no_data');
    expect(thin(50)).toBe('holding');
  });

  test('a process that slept has not measured the time it slept through', () => {
    const awake = follow(criterion(errorRateBelow1Percent(24 * hour)), times(7, good));
    const now = start + 3 * hour;
    const woken = { ...awake, ...assessCriterion(awake, world({ now, measure: () => good })) };
    expect(woken.state).toEqual({ verdict: 'holding', heldMs: minute, countedUntil: now });
    expect(woken.assessedAt).toBe(now);
  });

  test('between two cells nothing moves, and a step back in time changes nothing', () => {
    const held = follow(criterion(minuteHold), times(3, good));
    const at = (now: number) => assessCriterion(held, world({ now, measure: () => bad }));
    expect(at(start + 2 * stepMs + 9_999)).toBe(held);
    expect(at(start + stepMs)).toBe(held);
    expect(at(start + 3 * stepMs).state.verdict).toBe('failed');
  });
});

describe('the action', () => {
  const doneAt = start + 5_000;
  const settling = { of: 'action', status: 'done', doneAt, settleMs: 10 * minute } as const;
  const todo = { of: 'action', status: 'in_progress', settleMs: 0 } as const;

  test('a hold starts only when the action is done and the settling time is over', () => {
    const verdictAt = (now: number, measure: Measured = good) =>
      assessCriterion(criterion(minuteHold), world({ now, subject: settling, measure: () => measure })).state;
    expect(verdictAt(start)).toMatchObject({ verdict: 'pending', why: 'not_done' });
    expect(verdictAt(start + stepMs)).toEqual({ verdict: 'pending', why: 'settling' });
    expect(verdictAt(start + 10 * minute)).toEqual({ verdict: 'pending', why: 'settling' });
    expect(verdictAt(start + 10 * minute, bad)).toEqual({ verdict: 'pending', why: 'settling' });
    expect(verdictAt(start + 10 * minute + stepMs)).toMatchObject({ verdict: 'holding', heldMs: 0 });
  });

  test('what held before the action was done does not count once it is', () => {
    const early = follow(criterion(minuteHold), times(5, good), { subject: todo });
    expect(early.state).toMatchObject({ verdict: 'pending', why: 'not_done', heldMs: 40_000 });
    expect(heldMsOf(minuteHold, early.state)).toBe(0);
    const now = start + 5 * stepMs;
    const subject = { of: 'action', status: 'done', doneAt: now, settleMs: 0 } as const;
    expect(assessCriterion(early, world({ now, subject, measure: () => good })).state).toMatchObject({
      verdict: 'holding',
      heldMs: 0,
    });
  });

  test('what held for long enough before the action was done is remembered, and is no success', () => {
    const { state } = follow(criterion(minuteHold), times(9, good), { subject: todo });
    expect(state).toMatchObject({ verdict: 'pending', why: 'not_done', heldMs: minute, heldBefore: true });
    const { state: broken } = follow(criterion(minuteHold), [...times(9, good), bad], { subject: todo });
    expect(broken).toEqual({ verdict: 'pending', why: 'not_done' });
  });

  test('what held before is met by nothing but a whole hold after the action was done and settled', () => {
    const held = follow(criterion(minuteHold), times(9, good), { subject: todo });
    const doneAt = start + 8 * stepMs;
    const subject = { of: 'action', status: 'done', doneAt, settleMs: minute } as const;
    const cells = 6 + 6;
    const after = follow(criterion(minuteHold), times(9 + cells, good), { subject });
    let current = held;
    for (let cell = 1; cell <= cells; cell += 1) {
      current = {
        ...current,
        ...assessCriterion(current, world({ now: doneAt + cell * stepMs, subject, measure: () => good })),
      };
      const verdict = cell < 6 ? 'pending' : cell < cells ? 'holding' : 'met';
      expect(current.state, `${cell}`).toMatchObject({ verdict });
    }
    expect(current.state).toEqual({ verdict: 'met', at: doneAt + 2 * minute, attributed: false });
    expect(after.state).toEqual(current.state);
  });

  test('what held before and failed after the action is the action’s own once it holds again', () => {
    const held = follow(criterion(minuteHold), times(9, good), { subject: todo });
    const subject = { of: 'action', status: 'done', doneAt: start + 8 * stepMs, settleMs: 0 } as const;
    const readings = [bad, ...times(7, good)];
    let last = held;
    for (const [place, reading] of readings.entries()) {
      const now = start + (9 + place) * stepMs;
      last = { ...last, ...assessCriterion(last, world({ now, subject, measure: () => reading })) };
    }
    expect(last.state).toMatchObject({ verdict: 'met', attributed: true });
  });

  test('a success of an earlier build, from before the action was done, is measured anew', () => {
    const state = { verdict: 'met', at: start, attributed: false } as const;
    const subject = { of: 'action', status: 'done', doneAt: start + stepMs, settleMs: 0 } as const;
    const now = start + 2 * stepMs;
    const again = assessCriterion(criterion(minuteHold, state), world({ now, subject, measure: () => good }));
    expect(again.state).toMatchObject({ verdict: 'holding', heldMs: 0, heldBefore: true });
  });

  test('trouble that is still there while the action is under way is not a failure of the action', () => {
    expect(follow(criterion(minuteHold), [bad], { subject: todo }).state).toEqual({
      verdict: 'pending',
      why: 'not_done',
    });
    expect(follow(criterion(minuteHold), [...times(7, good), bad], { subject: todo }).state).toEqual({
      verdict: 'pending',
      why: 'not_done',
    });
  });

  test('failing again after it was met is a failure', () => {
    const met = [...times(7, good), ...times(40, silence)];
    expect(follow(criterion(minuteHold), met).state).toMatchObject({ verdict: 'met', attributed: true });
    const again = follow(criterion(minuteHold), [...met, bad]);
    expect(again.state).toEqual({ verdict: 'failed', at: start + 47 * stepMs, value: 0.01 });
  });

  test('an action taken up again and done anew must hold anew', () => {
    const met = follow(criterion(minuteHold), times(7, good));
    const now = start + 7 * stepMs;
    const reopened = assessCriterion(met, world({ now, subject: todo, measure: () => good }));
    expect(reopened.state).toMatchObject({ verdict: 'pending', why: 'not_done', heldMs: 0 });
    const subject = { of: 'action', status: 'done', doneAt: now, settleMs: 0 } as const;
    const anew = assessCriterion(met, world({ now, subject, measure: () => good }));
    expect(anew.state).toMatchObject({ verdict: 'holding', heldMs: 0 });
  });
});

describe('a suspended agent', () => {
  const suspensions = [{ from: start + 25_000, until: start + 61_000 }];

  test('proves nothing with metrics of its own traffic: the hold is frozen until it runs again', () => {
    const during = follow(criterion(minuteHold), times(5, good), { suspensions });
    expect(during.state).toMatchObject({ verdict: 'pending', why: 'suspended', heldMs: 20_000 });
    expect(heldMsOf(minuteHold, during.state)).toBe(20_000);
    const after = follow(criterion(minuteHold), times(10, good), { suspensions });
    expect(after.state).toMatchObject({ verdict: 'holding', heldMs: 20_000 + 20_000 });
  });

  test('fails nothing with them either', () => {
    const readings = [...times(3, good), ...times(4, bad), good];
    expect(follow(criterion(minuteHold), readings, { suspensions }).state.verdict).toBe('holding');
  });

  test('a pause that begins and ends within one cell is not counted as held', () => {
    const blink = [{ from: start + 12_000, until: start + 13_000 }];
    const state = follow(criterion(minuteHold), times(3, good), { suspensions: blink }).state;
    expect(state).toMatchObject({ verdict: 'holding', heldMs: stepMs });
  });

  test('metrics that do not live from its traffic go on counting', () => {
    const feed = staleCatalogue(0, minute);
    const fresh = times(7, { value: 30, weight: 1 });
    expect(follow(criterion(feed), fresh, { suspensions: [{ from: start }] }).state.verdict).toBe('met');
  });
});

describe('episodes', () => {
  const fresh: Measured = { value: 900, weight: 1 };
  const stale: Measured = { value: 900.001, weight: 1 };

  test('none allowed: the first one ends the hold, and so does one that was already going on', () => {
    const none = staleCatalogue(0, minute);
    expect(follow(criterion(none), times(7, fresh)).state.verdict).toBe('met');
    expect(follow(criterion(none), [fresh, fresh, stale]).state).toMatchObject({
      verdict: 'failed',
      value: 900.001,
    });
    expect(follow(criterion(none), [stale]).state.verdict).toBe('failed');
  });

  test('as many as allowed are counted, each once however long it lasts', () => {
    const one = staleCatalogue(1, minute);
    const readings = [fresh, stale, stale, stale, fresh, fresh, fresh];
    expect(follow(criterion(one), readings).state).toMatchObject({ verdict: 'met', at: start + minute });
    expect(follow(criterion(one), [fresh, stale, fresh, stale]).state.verdict).toBe('failed');
  });

  test('one that lasts when the hold begins counts as one', () => {
    const one = staleCatalogue(1, minute);
    expect(follow(criterion(one), [stale]).state).toMatchObject({ verdict: 'holding', heldMs: 0 });
    expect(follow(criterion(one), [stale, fresh, stale]).state.verdict).toBe('failed');
  });

  test('after too many the hold starts again only when the last one is over', () => {
    const one = staleCatalogue(1, minute);
    const tooMany = [fresh, stale, fresh, stale, stale];
    expect(follow(criterion(one), tooMany).state.verdict).toBe('failed');
    expect(follow(criterion(one), [...tooMany, fresh]).state).toMatchObject({
      verdict: 'holding',
      heldMs: 0,
    });
  });

  test('one that silence interrupts is still the same one', () => {
    const one = staleCatalogue(1, minute);
    expect(follow(criterion(one), [stale, silence, stale]).state).toMatchObject({
      verdict: 'holding',
      episodes: { starts: [start], ongoing: true },
    });
  });

  test('once met, only too many within one hold are a failure', () => {
    const one = staleCatalogue(1, minute);
    const apart = [...times(7, fresh), stale, ...times(7, fresh), stale, fresh];
    expect(follow(criterion(one), apart).state.verdict).toBe('met');
    const close = [...times(7, fresh), stale, fresh, stale];
    expect(follow(criterion(one), close).state.verdict).toBe('failed');
  });
});

describe("the plan's own indicators", () => {
  test('hold from the activation of the plan, without a settling time', () => {
    const at = (startedAt?: number) =>
      follow(criterion(minuteHold), times(7, good), {
        subject: { of: 'plan', ...(startedAt === undefined ? {} : { startedAt }) },
      }).state;
    expect(at()).toEqual({ verdict: 'pending', why: 'waiting' });
    expect(at(start)).toEqual({ verdict: 'met', at: start + minute, attributed: true });
    expect(at(start + 1)).toMatchObject({ verdict: 'holding', heldMs: 50_000 });
  });

  test('start again when the plan is taken up again', () => {
    const met = follow(criterion(minuteHold), times(7, good), { subject: { of: 'plan', startedAt: start } });
    const now = start + 7 * stepMs;
    const again = assessCriterion(
      met,
      world({ now, subject: { of: 'plan', startedAt: now }, measure: () => good }),
    );
    expect(again.state).toMatchObject({ verdict: 'holding', heldMs: 0 });
  });
});

describe('a metric that is gone', () => {
  test('is an error, never a pass, and what was held is lost', () => {
    const held = follow(criterion(minuteHold), times(6, good));
    const gone = assessCriterion(held, world({ now: start + minute, metric: () => undefined }));
    expect(gone).toEqual({
      state: { verdict: 'error', reason: 'unknown_metric' },
      value: 0.008,
      assessedAt: start + minute,
    });
    const back = assessCriterion(
      { ...held, ...gone },
      world({ now: start + minute + stepMs, measure: () => good }),
    );
    expect(back.state).toMatchObject({ verdict: 'holding', heldMs: 0 });
  });
});
