import type { CriterionContext, Measured } from '../../src/plans/criteria/criterion.ts';
import type { Criterion, CriterionState } from '../../src/plans/plan.ts';
import type { CriterionSpec } from '../../src/rules/criterion.ts';

/** A small world for criteria: cells of 10 s from `start` on, and what each of them measured. */
export const stepMs = 10_000;
export const start = Date.UTC(2026, 5, 8, 8, 0);
export const minute = 60_000;
export const hour = 3_600_000;

/** `error_rate < 1% over 1h for <hold>` */
export function errorRateBelow1Percent(holdMs: number): CriterionSpec {
  return {
    kind: 'metric',
    condition: {
      metric: 'error_rate',
      operator: '<',
      threshold: 0.01,
      window: { lengthMs: hour, cellMs: stepMs, cells: 360 },
      text: 'error_rate < 1% over 1h',
    },
    holdMs,
    text: 'error_rate < 1% over 1h for a while',
  };
}

/** `at most <most> catalogue_freshness > 15m for <hold>` */
export function staleCatalogue(most: number, holdMs: number): CriterionSpec {
  return {
    kind: 'episodes',
    condition: {
      metric: 'catalogue_freshness',
      operator: '>',
      threshold: 900,
      text: 'catalogue_freshness > 15m',
    },
    most,
    holdMs,
    text: 'no catalogue_freshness > 15m for a while',
  };
}

/** A criterion that nothing is known of yet. */
export function criterion(spec: CriterionSpec, state?: CriterionState): Criterion {
  return { id: '4-2-1', spec, state: state ?? { verdict: 'pending', why: 'not_done' } };
}

/** A world in which the action was done at `start`, needs no settling, and everything is known. */
export function world(overrides: Partial<CriterionContext> = {}): CriterionContext {
  return {
    now: start,
    stepMs,
    subject: { of: 'action', status: 'done', doneAt: start, settleMs: 0 },
    suspensions: [],
    metric: (name) => ({ own_traffic: name === 'error_rate' }),
    measure: () => ({ weight: 0 }),
    checklists: [],
    ruleInForce: () => [0.015],
    lastProof: () => undefined,
    ruleSetHash: 'in-force',
    ...overrides,
  };
}

/** What a window of 100 interactions says. */
export function measured(value: number): Measured {
  return { value, weight: 100 };
}
