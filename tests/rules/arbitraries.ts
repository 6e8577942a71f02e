import { fc } from '@fast-check/vitest';
import { windowSpec } from '../../src/metrics/window.ts';
import type { FixedCondition, Operator } from '../../src/rules/condition.ts';
import type { CriterionSpec } from '../../src/rules/criterion.ts';
import { metrics, stepMs } from './metrics.ts';

const lengths = fc.integer({ min: 1, max: 360 }).map((steps) => steps * stepMs);
const decimals = (most: number) =>
  fc.integer({ min: 0, max: most * 1000 }).map((thousandths) => thousandths / 1000);
const thresholds: Readonly<Record<string, fc.Arbitrary<number>>> = {
  error_rate: decimals(1),
  csat: decimals(5),
  nps: fc.integer({ min: -100, max: 100 }),
  response_time: fc.integer({ min: 0, max: 100_000 }),
  catalogue_freshness: fc.integer({ min: 0, max: 1_000_000 }),
  requests: decimals(1_000),
};

/** Conditions that the grammar can say, without their text. */
export const conditions: fc.Arbitrary<Omit<FixedCondition, 'text'>> = fc
  .constantFrom(...metrics.values())
  .chain((metric) =>
    fc.record({
      metric: fc.constant(metric.name),
      operator: fc.constantFrom<Operator>('>', '>=', '<', '<=', '==', '!='),
      threshold: thresholds[metric.name] ?? fc.nat(),
      window: metric.aggregate === 'age' ? fc.constant(undefined) : fc.option(lengths, { nil: stepMs }),
      holdMs: fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }),
    }),
  )
  .map(({ window, holdMs, ...rest }) => {
    const spec = window === undefined ? undefined : windowSpec(window, stepMs);
    return {
      ...rest,
      ...(spec === undefined || 'fault' in spec ? {} : { window: spec }),
      ...(holdMs === undefined ? {} : { holdMs }),
    };
  });

/** The rules and checklists that criteria of the tests may name. */
export const criterionNames = {
  rules: ['error-rate', 'csat', 'catalogue-freshness'],
  checklists: ['replay', 'contact'],
} as const;

const holds = fc.integer({ min: 0, max: 10_000_000 });
const low = fc.constantFrom<Operator>('<', '<=');
const high = fc.constantFrom<Operator>('>', '>=');

/** A condition that says things go well, or wrong, whatever its metric. */
function directed(means: 'goal' | 'alarm'): fc.Arbitrary<Omit<FixedCondition, 'text'>> {
  return conditions.chain(({ holdMs: _, ...condition }) => {
    const lowIsGood = metrics.get(condition.metric)?.better === 'lower';
    return fc.record({
      ...fcConstants(condition),
      operator: lowIsGood === (means === 'goal') ? low : high,
      holdMs: holds,
    });
  });
}

function fcConstants<T extends object>(parts: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  const entries = Object.entries(parts).map(([key, value]) => [key, fc.constant(value)]);
  return Object.fromEntries(entries);
}

/** Criteria that the grammar can say, with empty texts. */
export const criteria: fc.Arbitrary<CriterionSpec> = fc.oneof(
  directed('goal').map(
    (condition): CriterionSpec => ({
      kind: 'metric',
      condition: { ...condition, text: '' },
      holdMs: condition.holdMs ?? 0,
      text: '',
    }),
  ),
  fc.tuple(directed('alarm'), fc.nat({ max: 1000 })).map(
    ([condition, most]): CriterionSpec => ({
      kind: 'episodes',
      condition: { ...condition, text: '' },
      most,
      holdMs: condition.holdMs ?? 0,
      text: '',
    }),
  ),
  fc.record({
    kind: fc.constant('checklist' as const),
    checklist: fc.constantFrom(...criterionNames.checklists),
    target: fc.integer({ min: 1, max: 1000 }).map((thousandths) => thousandths / 1000),
    text: fc.constant(''),
  }),
  fc.record({
    kind: fc.constant('proof' as const),
    rule: fc.constantFrom(...criterionNames.rules),
    text: fc.constant(''),
  }),
  fc.record({
    kind: fc.constant('threshold' as const),
    rule: fc.constant('error-rate'),
    operator: fc.constantFrom('<=' as const, '>=' as const, '<' as const, '>' as const, '==' as const),
    limit: decimals(1),
    text: fc.constant(''),
  }),
  fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((statement) => statement.replaceAll('"', '').trim().replace(/\s+/g, ' '))
    .filter((statement) => statement !== '')
    .map((statement): CriterionSpec => ({ kind: 'attestation', statement, text: '' })),
);
