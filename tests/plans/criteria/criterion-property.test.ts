import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type CriterionContext, heldMsOf } from '../../../src/plans/criteria/criterion.ts';
import { catchUpCriterion } from '../../../src/plans/criteria/follow.ts';
import { attributedOf } from '../../../src/plans/criteria/hold.ts';
import type { Criterion } from '../../../src/plans/plan.ts';
import {
  criterion,
  errorRateBelow1Percent,
  staleCatalogue,
  start,
  stepMs,
  world,
} from '../criterion-world.ts';

type Kind = 'good' | 'bad' | 'none';
const kind = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Kind>('good') },
  { weight: 1, arbitrary: fc.constant<Kind>('bad') },
  { weight: 2, arbitrary: fc.constant<Kind>('none') },
);
const history = fc.array(kind, { minLength: 1, maxLength: 60 });
const holdCells = fc.integer({ min: 1, max: 12 });
const measuredAs: Record<Kind, number | undefined> = { good: 0.0099, bad: 0.01, none: undefined };

/** A world in which the cell that ends at `start + i·step` said `kinds[i]`. */
function worldOf(kinds: readonly Kind[], overrides: Partial<CriterionContext> = {}) {
  return (now: number): CriterionContext =>
    world({
      ...overrides,
      now,
      measure: (_, at) => {
        const value = measuredAs[kinds[(at + 1 - start) / stepMs] ?? 'none'];
        return value === undefined ? { weight: 0 } : { value, weight: 100 };
      },
    });
}

function untouched(holdMs: number): Criterion {
  return { ...criterion(errorRateBelow1Percent(holdMs)), assessedAt: start - stepMs };
}

/** Every state on the way, one for each cell. */
function states(kinds: readonly Kind[], holdMs: number): Criterion[] {
  const context = worldOf(kinds);
  const seen: Criterion[] = [];
  let current = untouched(holdMs);
  for (let i = 0; i < kinds.length; i++) {
    current = catchUpCriterion(current, start + i * stepMs, stepMs, context).after;
    seen.push(current);
  }
  return seen;
}

/** The plain definition: pairs of neighbouring good cells since the last bad one. */
function goodTime(kinds: readonly Kind[]): number {
  const since = kinds.slice(kinds.lastIndexOf('bad') + 1);
  return since.filter((each, i) => each === 'good' && since[i - 1] === 'good').length * stepMs;
}

describe('over any history', () => {
  test.prop([history, holdCells])(
    'is met exactly when good measured time has made up the hold',
    (kinds, cells) => {
      const holdMs = cells * stepMs;
      let met = false;
      states(kinds, holdMs).forEach(({ state }, i) => {
        const soFar = kinds.slice(0, i + 1);
        if (kinds[i] === 'bad') met = false;
        else met ||= goodTime(soFar) >= holdMs;
        expect(state.verdict === 'met').toBe(met);
        if (state.verdict === 'holding') expect(state.heldMs).toBe(goodTime(soFar));
      });
    },
  );

  test.prop([history, holdCells])(
    'silence never moves it towards met, a failing measure always resets it',
    (kinds, cells) => {
      const holdMs = cells * stepMs;
      const seen = states(kinds, holdMs);
      seen.forEach(({ spec, state }, i) => {
        const before = seen[i - 1]?.state ?? untouched(holdMs).state;
        if (kinds[i] === 'none') {
          expect(heldMsOf(spec, state)).toBe(heldMsOf(spec, before));
          expect(state.verdict === 'met').toBe(before.verdict === 'met');
        }
        if (kinds[i] === 'bad') expect([state.verdict, heldMsOf(spec, state)]).toEqual(['failed', 0]);
      });
    },
  );

  test.prop([history, holdCells])(
    'between two failures what is held only grows, by one cell at most',
    (kinds, cells) => {
      const seen = states(kinds, cells * stepMs);
      seen.forEach(({ spec, state }, i) => {
        const previous = seen[i - 1];
        if (previous === undefined || kinds[i] === 'bad') return;
        const grown = heldMsOf(spec, state) - heldMsOf(spec, previous.state);
        expect(grown).toBeGreaterThanOrEqual(0);
        expect(grown).toBeLessThanOrEqual(stepMs);
      });
    },
  );

  test.prop([
    history,
    holdCells,
    fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 40 }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 1, max: 60_000 })), {
      maxLength: 3,
    }),
    fc.integer({ min: -60_000, max: 300_000 }),
    fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  ])(
    'live at any ticks, or replayed once from stored cells: the same state',
    (kinds, cells, ticks, pauses, doneAfter, most) => {
      const holdMs = cells * stepMs;
      const context = worldOf(kinds, {
        subject: { of: 'action', status: 'done', doneAt: start + doneAfter, settleMs: 2 * stepMs },
        suspensions: pauses.map(([from, length]) => ({ from: start + from, until: start + from + length })),
      });
      const spec = most === undefined ? errorRateBelow1Percent(holdMs) : episodesOf(most, holdMs);
      const from: Criterion = { ...criterion(spec), assessedAt: start - stepMs };
      const end = start + kinds.length * stepMs;
      let live = from;
      for (const tick of [...ticks.map((after) => start + after).sort((a, b) => a - b), end]) {
        if (tick <= end) live = catchUpCriterion(live, tick, stepMs, context).after;
      }
      expect(live).toEqual(catchUpCriterion(from, end, stepMs, context).after);
      const skipping = (at: number) => ({ ...context(at), silentUntil: silence(kinds) });
      const { history, after } = catchUpCriterion(from, end, stepMs, skipping);
      expect({ history, after }).toEqual({
        history: catchUpCriterion(from, end, stepMs, context).history,
        after: live,
      });
    },
  );

  test.prop([history, holdCells, fc.integer({ min: 0, max: 40 })])(
    'nothing that was measured before the action was done and settled counts for it',
    (kinds, cells, doneAfter) => {
      const holdMs = cells * stepMs;
      const doneAt = start + doneAfter * stepMs;
      const settleMs = 2 * stepMs;
      const context = worldOf(kinds, { subject: { of: 'action', status: 'done', doneAt, settleMs } });
      let current = untouched(holdMs);
      for (let at = start; at < start + kinds.length * stepMs; at += stepMs) {
        current = catchUpCriterion(current, at, stepMs, context).after;
        const { state } = current;
        if (state.verdict === 'met') expect(state.at).toBeGreaterThanOrEqual(doneAt + settleMs + holdMs);
        if (attributedOf(state) === false)
          expect(kinds.slice(0, doneAfter).filter((kind) => kind === 'good').length).toBeGreaterThan(cells);
      }
    },
  );

  test('a long silence is passed over: its first and its last instant are looked at', () => {
    const kinds: Kind[] = ['good', 'good', ...new Array<Kind>(500).fill('none'), 'good', 'good'];
    const context = worldOf(kinds);
    const asked: number[] = [];
    const skipping = (at: number) => {
      asked.push((at - start) / stepMs);
      return { ...context(at), silentUntil: silence(kinds) };
    };
    const from = untouched(10 * stepMs);
    const { after } = catchUpCriterion(from, start + 504 * stepMs, stepMs, skipping);
    expect(asked).toEqual([0, 1, 2, 501, 502, 503, 504]);
    expect(after).toEqual(catchUpCriterion(from, start + 504 * stepMs, stepMs, context).after);
  });
});

/** Until when a history says nothing. */
function silence(kinds: readonly Kind[]): NonNullable<CriterionContext['silentUntil']> {
  return (_, at) => {
    const place = (at + 1 - start) / stepMs;
    if ((kinds[place] ?? 'none') !== 'none') return at;
    const next = kinds.findIndex((kind, index) => index > place && kind !== 'none');
    return next < 0 ? Number.POSITIVE_INFINITY : start + next * stepMs - 1;
  };
}

/** Episodes of the same metric and threshold, so that one history serves both kinds. */
function episodesOf(most: number, holdMs: number): Criterion['spec'] {
  const spec = staleCatalogue(most, holdMs);
  if (spec.kind !== 'episodes') return spec;
  return { ...spec, condition: { ...spec.condition, metric: 'error_rate', operator: '>=', threshold: 0.01 } };
}
