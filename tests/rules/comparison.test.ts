import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Condition, formatCondition } from '../../src/rules/condition.ts';
import { burnThreshold } from '../../src/rules/grammar/parse-burn.ts';
import { parseConditions } from '../../src/rules/grammar/parse-conditions.ts';
import { parseCriterion } from '../../src/rules/grammar/parse-criterion.ts';
import type { ConditionContext } from '../../src/rules/grammar/readers.ts';
import { metrics as plainMetrics, stepMs } from './metrics.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const base = plainMetrics.get('error_rate');
const requests = plainMetrics.get('requests');
if (base === undefined || requests === undefined) throw new Error('no metrics');
const metrics = new Map([
  ...plainMetrics,
  ['error_rate', { ...base, target: 0.999 }] as const,
  ['availability', { ...base, name: 'availability', better: 'higher' }] as const,
  ['turnover', { ...requests, name: 'turnover', better: 'higher', aggregate: 'sum' }] as const,
]);

const alarm: ConditionContext = { metrics, stepMs, allowHold: false, means: 'alarm' };
const goal: ConditionContext = { ...alarm, means: 'goal' };

function read(text: string, context = alarm): readonly Condition[] {
  const parsed = parseConditions(text, context);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.faults)}`);
  return parsed.conditions;
}

/** `code@word`, with the suggestion when there is one: the word is cut out of the text at the fault's place. */
function marks(text: string, context = alarm): string[] {
  const parsed = parseConditions(text, context);
  if (parsed.ok) return [];
  return parsed.faults.map(({ code, offset, length, didYouMean }) => {
    const near = didYouMean === undefined ? '' : ` → ${didYouMean}`;
    return `${code}@${text.slice(offset, offset + length)}${near}`;
  });
}

describe('a condition against a baseline', () => {
  test('compares a metric with as many times what it was, over a window that ended before', () => {
    const [condition] = read('error_rate over 5m > 2 × error_rate over 7d ending 1h ago');
    expect(condition).toEqual({
      metric: 'error_rate',
      operator: '>',
      window: { lengthMs: 5 * minute, cellMs: stepMs, cells: 30 },
      against: {
        kind: 'baseline',
        factor: 2,
        window: { lengthMs: 7 * day, cellMs: hour, cells: 168, agoMs: hour },
      },
      text: 'error_rate over 5m > 2 × error_rate over 7d ending 1h ago',
    });
  });

  test('takes ×, x and *, with or without spaces, and no factor at all', () => {
    const spellings = ['2 × error_rate', '2 x error_rate', '2*error_rate', '2x error_rate', '2× error_rate'];
    const factors = [...spellings, 'error_rate'].map((right) => {
      const [one] = read(`error_rate over 5m > ${right} over 7d ending 1h ago`);
      return one?.against?.factor;
    });
    expect(factors).toEqual([2, 2, 2, 2, 2, 1]);
  });

  test('looks at five minutes, and at what ended before them, where nothing else is said', () => {
    const [condition] = read('error_rate > 2 × error_rate over 7d');
    expect(condition?.window?.lengthMs).toBe(5 * minute);
    expect(condition?.against).toMatchObject({ window: { agoMs: 5 * minute } });
  });

  test('may be the goal at which an alert ends', () => {
    expect(read('error_rate over 5m < 1.2 × error_rate over 7d ending 1h ago', goal)).toHaveLength(1);
    expect(marks('error_rate over 5m > 1.2 × error_rate over 7d', goal)).toEqual([
      'contradicts_direction@> → <',
    ]);
  });

  test.each([
    ['error_rate > 2 × eror_rate over 7d', ['another_metric@eror_rate → error_rate']],
    ['error_rate > 2 × csat over 7d', ['another_metric@csat → error_rate']],
    ['eror_rate > 2 × error_rate over 7d', ['unknown_metric@eror_rate → error_rate']],
    ['error_rate < 2 × error_rate over 7d', ['contradicts_direction@< → >', 'bad_factor@2']],
    ['error_rate == 2 × error_rate over 7d', ['bad_operator@==']],
    ['error_rate > 0.9 × error_rate over 7d', ['bad_factor@0.9']],
    ['error_rate > 0 × error_rate over 7d', ['bad_factor@0']],
    ['error_rate > two × error_rate over 7d', ['bad_factor@two']],
    ['turnover < 1.1 × turnover over 7d', ['bad_factor@1.1']],
    ['error_rate > 2 × error_rate', ['missing_window@']],
    ['error_rate > 2 × error_rate over soon', ['bad_window@soon']],
    ['error_rate > 2 × error_rate over 7d ending 1h', ['bad_ending@1h']],
    ['error_rate > 2 × error_rate over 7d ending yesterday ago', ['bad_window@yesterday']],
    ['error_rate over 2h > 2 × error_rate over 7d ending 1h ago', ['overlapping_baseline@1h ago → 2h ago']],
    ['error_rate over 5m > 2 × error_rate over 5m ending 7d ago', ['window_not_aligned@5m → 10m']],
    ['error_rate over 5m > 2 × error_rate over 400d', ['window_too_long@400d → 360d']],
    ['error_rate during 5m > 2 × error_rate over 7d', ['unexpected_word@during 5m → over']],
    ['error_rate > 2 × error_rate over 7d for 10m', ['hold_not_allowed@for 10m']],
    ['catalogue_freshness > 2 × catalogue_freshness over 7d', ['age_not_compared@catalogue_freshness']],
  ])('is refused where it says nothing: %s', (text, faults) => {
    expect(marks(text)).toEqual(faults);
  });

  test('overlaps nothing at exactly the length of the window of now', () => {
    expect(marks('error_rate over 1h > 2 × error_rate over 7d ending 1h ago')).toEqual([]);
    expect(marks('error_rate over 1h > 2 × error_rate over 7d ending 59m ago')).toEqual([
      'overlapping_baseline@59m ago → 1h ago',
    ]);
  });

  test('is no success criterion: what must get well does not get used to things', () => {
    const context = { ...goal, rules: new Map(), checklists: new Set<string>() };
    const parsed = parseCriterion('error_rate over 5m < 1.1 × error_rate over 7d for 24h', context);
    expect(parsed.ok ? [] : parsed.faults.map(({ code }) => code)).toEqual(['compared_criterion']);
  });

  test('a quantity is still a quantity', () => {
    expect(read('error_rate > 2% over 5m')[0]?.threshold).toBe(0.02);
    expect(marks('error_rate > rate over 5m')).toEqual(['bad_quantity@rate']);
    expect(marks('error_rate > 2x over 5m')).toEqual(['another_metric@ → error_rate']);
  });
});

describe('a condition against another variant', () => {
  test('has a factor, a control, a variant and a level, or as little as a control', () => {
    const [whole] = read(
      'error_rate > 1.5 × error_rate over 30m vs control for variant candidate at level 0.1%',
    );
    expect(whole).toMatchObject({
      operator: '>',
      window: { lengthMs: 30 * minute },
      against: { kind: 'variant', factor: 1.5, control: 'control', variant: 'candidate', level: 0.001 },
    });
    const [bare] = read('error_rate over 5m vs control');
    expect(bare).toMatchObject({ operator: '>', against: { factor: 1, control: 'control', level: 0.01 } });
    const [high] = read('availability over 5m vs stable');
    expect(high).toMatchObject({ operator: '<', against: { factor: 1, control: 'stable' } });
  });

  test.each([
    ['csat over 5m vs control', ['no_ratio@csat']],
    ['error_rate vs control', ['missing_window@']],
    ['error_rate over 5m vs', ['bad_variant@']],
    ['error_rate over 5m vs Control', ['bad_variant@Control']],
    ['error_rate over 5m vs control for variant control', ['same_variant@control']],
    ['error_rate over 5m vs control at level 0%', ['bad_level@0%']],
    ['error_rate over 5m vs control at level 10.1%', ['bad_level@10.1%']],
    ['error_rate over 5m ending 1h ago vs control', ['unexpected_word@1h ago']],
    ['error_rate over 5m vs control for 10m', ['hold_not_allowed@for 10m']],
  ])('is refused where it says nothing: %s', (text, faults) => {
    expect(marks(text)).toEqual(faults);
  });

  test('is no goal: an alert ends when its variant is no longer shown to be worse', () => {
    expect(marks('error_rate < error_rate over 5m vs control', goal)).toEqual(['test_is_no_goal@']);
  });
});

describe('a burn rate', () => {
  test('is a condition for each of its windows, at as many times the share that may go wrong', () => {
    const conditions = read('burn rate of error_rate > 14.4 over 1h and 5m for target 99.9%');
    expect(
      conditions.map(({ operator, threshold, window }) => [operator, threshold, window?.lengthMs]),
    ).toEqual([
      ['>', 0.0144, hour],
      ['>', 0.0144, 5 * minute],
    ]);
    expect(conditions[0]?.text).toBe('burn rate of error_rate > 14.4 over 1h for target 99.9%');
  });

  test('has the target of its metric where it names none', () => {
    expect(read('burn rate of error_rate > 6 over 6h and 30m')[0]?.threshold).toBe(0.006);
    expect(marks('burn rate of availability > 6 over 6h')).toEqual(['missing_target@']);
  });

  test('of what is better high looks at what is left', () => {
    const [condition] = read('burn rate of availability > 10 over 1h for target 99%');
    expect([condition?.operator, condition?.threshold]).toEqual(['<', 0.9]);
  });

  test.each([
    ['burn rate error_rate > 14.4 over 1h', ['unexpected_word@error_rate → of']],
    ['burn rate of csat > 2 over 1h for target 99%', ['no_ratio@csat']],
    ['burn rate of error_rate < 2 over 1h', ['contradicts_direction@< → >']],
    ['burn rate of error_rate > fast over 1h', ['bad_rate@fast']],
    ['burn rate of error_rate > 0 over 1h', ['bad_rate@0']],
    ['burn rate of error_rate > 1000 over 1h', ['burn_out_of_range@1000']],
    ['burn rate of error_rate > 2', ['missing_window@']],
    ['burn rate of error_rate > 2 over 1h and', ['bad_window@']],
    ['burn rate of error_rate > 2 over 1h for target 100%', ['bad_target@100% → 99.9%']],
    ['burn rate of error_rate > 2 over 1h for target 0', ['bad_target@0 → 99.9%']],
    ['burn rate of error_rate > 2 over 1h for 10m', ['hold_not_allowed@for 10m']],
  ])('is refused where it says nothing: %s', (text, faults) => {
    expect(marks(text)).toEqual(faults);
  });

  test('the highest that can be met leaves something to go well', () => {
    expect(marks('burn rate of error_rate > 99.9 over 1h for target 99%')).toEqual([]);
    expect(marks('burn rate of error_rate > 100 over 1h for target 99%')).toEqual(['burn_out_of_range@100']);
  });

  test('is a success criterion over one window, which holds as any other', () => {
    const context = { ...goal, rules: new Map(), checklists: new Set<string>() };
    const read = (text: string) => parseCriterion(text, context);
    expect(read('burn rate of error_rate < 1 over 6h for target 99.9% for 24h')).toMatchObject({
      ok: true,
      criterion: { condition: { operator: '<', threshold: 0.001 }, holdMs: day },
    });
    expect(read('burn rate of error_rate < 1 over 6h and 1h for 24h')).toMatchObject({
      faults: [{ code: 'two_windows' }],
    });
  });

  test.prop([
    fc.double({ min: 0.1, max: 90, noNaN: true }),
    fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  ])('crosses at the same share of bad events, however its metric counts', (rate, target) => {
    const burn = { operator: '>', rate, target } as const;
    const bad = burnThreshold(burn, { better: 'lower' });
    expect(1 - burnThreshold(burn, { better: 'higher' })).toBeCloseTo(bad, 9);
    expect(bad).toBeCloseTo(rate * (1 - target), 9);
  });
});

const written = [
  'error_rate over 5m > 2 × error_rate over 7d ending 1h ago',
  'error_rate over 5m > error_rate over 7d ending 5m ago',
  'turnover over 1h < 0.5 × turnover over 1h ending 7d ago',
  'burn rate of error_rate > 14.4 over 1h for target 99.9%',
  'error_rate over 30m > 1.5 × error_rate vs control for variant candidate at level 0.1%',
  'error_rate over 5m > error_rate vs control at level 1%',
  'burn rate of availability >= 6 over 6h for target 99%',
];

test.each(written)('written out, it is read back the same: %s', (text) => {
  const [condition] = read(text);
  if (condition === undefined) throw new Error(text);
  expect(formatCondition(condition, metrics)).toBe(text);
});

test.prop([
  fc.array(
    fc.constantFrom(
      ...'burn rate of error_rate over 5m 7d > < == × 2 x vs control for variant ending ago at level 1% and target 99.9%'.split(
        ' ',
      ),
    ),
    { maxLength: 16 },
  ),
])('words in any order are read or refused, each fault within the text', (words) => {
  const text = words.join(' ');
  const parsed = parseConditions(text, alarm);
  if (parsed.ok) return;
  expect(parsed.faults.length).toBeGreaterThan(0);
  for (const { offset, length } of parsed.faults) {
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset + length).toBeLessThanOrEqual(text.length);
  }
});
