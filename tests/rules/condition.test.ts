import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  conditionDirection,
  type FixedCondition,
  formatCondition,
  isTrue,
  neverCrossed,
  type Operator,
} from '../../src/rules/condition.ts';
import type { Fault } from '../../src/rules/grammar/grammar.ts';
import { parseCondition } from '../../src/rules/grammar/parse-condition.ts';
import type { ConditionContext } from '../../src/rules/grammar/readers.ts';
import { conditions } from './arbitraries.ts';
import { metrics, stepMs } from './metrics.ts';

const anyCondition: ConditionContext = { metrics, stepMs, allowHold: true };
const alarm: ConditionContext = { metrics, stepMs, allowHold: false, means: 'alarm' };

function conditionOf(text: string, context = anyCondition): FixedCondition {
  const parsed = parseCondition(text, context);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.faults)}`);
  return parsed.condition;
}

function faultsOf(text: string, context = anyCondition): readonly Fault[] {
  const parsed = parseCondition(text, context);
  return parsed.ok ? [] : parsed.faults;
}

/** `code@word`, with the suggestion when there is one: the word is cut out of the text at the fault's place. */
function faultMarks(text: string, context = anyCondition): string[] {
  return faultsOf(text, context).map(({ code, offset, length, didYouMean }) => {
    const near = didYouMean === undefined ? '' : ` → ${didYouMean}`;
    return `${code}@${text.slice(offset, offset + length)}${near}`;
  });
}

describe('a condition', () => {
  const shares = fc.record({ wrong: fc.integer({ min: 1, max: 999 }), of: fc.integer({ min: 2, max: 60 }) });
  test.prop([shares])(
    'takes what is the threshold but for rounding as the threshold, on either side of it',
    ({ wrong, of }) => {
      const threshold = wrong / 1_000;
      let sum = 0;
      for (let one = 0; one < of; one++) sum += threshold * (1 + (one % 7));
      const weight = Array.from({ length: of }, (_, one) => 1 + (one % 7)).reduce((all, one) => all + one, 0);
      const met = (operator: Operator, value: number) => isTrue({ operator, threshold }, value);
      const operators = ['>', '>=', '<', '<=', '==', '!='] as const;
      expect(operators.map((operator) => met(operator, sum / weight))).toEqual([
        false,
        true,
        false,
        true,
        true,
        false,
      ]);
      expect(met('>', threshold * (1 + 1e-8))).toBe(true);
      expect(met('<', threshold * (1 - 1e-8))).toBe(true);
    },
  );

  test('reads quantities in the unit of its metric', () => {
    expect(conditionOf('error_rate > 2% over 5m')).toEqual({
      metric: 'error_rate',
      operator: '>',
      threshold: 0.02,
      window: { lengthMs: 300_000, cellMs: 10_000, cells: 30 },
      text: 'error_rate > 2% over 5m',
    });
    expect(conditionOf('csat < 4.2/5 over 1h').threshold).toBe(4.2);
    expect(conditionOf('response_time >= 1m30s over 10m').threshold).toBe(90);
    expect(conditionOf('nps <= -10 over 1d').threshold).toBe(-10);
    expect(conditionOf('error_rate == 0.12 over 5m').threshold).toBe(0.12);
  });

  test('needs no spaces around its operator, and keeps its text with single spaces', () => {
    const condition = conditionOf('  error_rate>=1.5%   over 5m for   24h ');
    expect(condition).toMatchObject({ operator: '>=', threshold: 0.015, holdMs: 86_400_000 });
    expect(condition.text).toBe('error_rate>=1.5% over 5m for 24h');
    expect(conditionOf('csat < 4.2 / 5 over 1h').threshold).toBe(4.2);
  });

  test('has no window when its metric is an age, and must have one otherwise', () => {
    expect(conditionOf('catalogue_freshness > 15m')).toEqual({
      metric: 'catalogue_freshness',
      operator: '>',
      threshold: 900,
      text: 'catalogue_freshness > 15m',
    });
    expect(faultMarks('catalogue_freshness > 15m over 5m')).toEqual(['window_not_allowed@over 5m']);
    expect(faultsOf('error_rate > 2%')).toEqual([
      {
        offset: 15,
        length: 0,
        code: 'missing_window',
        found: 'nothing',
        expected: 'over <window>, such as over 5m',
      },
    ]);
  });

  test('may carry a hold only where holds are allowed', () => {
    expect(conditionOf('error_rate < 1% over 1h for 24h').holdMs).toBe(86_400_000);
    expect(faultMarks('error_rate > 2% over 5m for 1m', alarm)).toEqual(['hold_not_allowed@for 1m']);
  });

  test('is refused with the place of the wrong word and the nearest name', () => {
    expect(faultMarks('eror_rate > 2% over 5m')).toEqual(['unknown_metric@eror_rate → error_rate']);
    expect(faultMarks('error_rate = 2% over 5m')).toEqual(['bad_operator@= → ==']);
    expect(faultMarks('error_rate ≥ 2% over 5m')).toEqual(['bad_operator@≥ → >=']);
    expect(faultMarks('error_rate above 2% over 5m')).toEqual(['bad_operator@above']);
    expect(faultMarks('error_rate > two over 5m')).toEqual(['bad_quantity@two']);
    expect(faultMarks('error_rate > 2% over 5 minutes')).toEqual(['bad_window@5 minutes']);
    expect(faultMarks('error_rate > 2% during 5m')).toEqual([
      'unexpected_word@during → over',
      'missing_window@',
    ]);
    expect(faultMarks('error_rate > 2% over 5m for ever')).toEqual(['bad_hold@ever']);
    expect(faultMarks('csat < 42/50 over 1h')).toEqual(['bad_quantity@42/50']);
    expect(faultMarks('')).toEqual(['empty_condition@']);
    expect(faultMarks('error_rate')).toEqual(['bad_operator@', 'bad_quantity@', 'missing_window@']);
  });

  test('reports everything that is wrong at once, in the order of the text', () => {
    expect(faultMarks('error_rate => lots over soon')).toEqual([
      'bad_operator@=> → >=',
      'bad_quantity@lots',
      'bad_window@soon',
    ]);
  });

  test('takes a window of one step, and none shorter', () => {
    expect(conditionOf('error_rate > 2% over 10s').window?.cells).toBe(1);
    expect(faultMarks('error_rate > 2% over 9s')).toEqual(['window_too_short@9s → 10s']);
  });

  test('takes only windows that are whole cells', () => {
    expect(conditionOf('error_rate > 2% over 1h').window?.cells).toBe(360);
    expect(faultMarks('error_rate > 2% over 1h10s')).toEqual(['window_not_aligned@1h10s → 1h']);
    expect(faultMarks('error_rate > 2% over 45s')).toEqual(['window_not_aligned@45s → 50s']);
    expect(faultMarks('error_rate > 2% over 400w')).toEqual(['window_too_long@400w → 360d']);
  });

  test('is refused when no value of its metric can cross the threshold', () => {
    expect(conditionOf('error_rate > 1 over 5m').threshold).toBe(1);
    expect(faultMarks('error_rate > 2 over 5m')).toEqual(['threshold_out_of_range@2 → 2%']);
    expect(faultMarks('error_rate > 200% over 5m')).toEqual(['threshold_out_of_range@200%']);
    expect(conditionOf('csat < 5/5 over 1h').threshold).toBe(5);
    expect(faultMarks('csat < 5.1/5 over 1h')).toEqual(['threshold_out_of_range@5.1/5']);
    expect(faultMarks('catalogue_freshness > -1')).toEqual(['threshold_out_of_range@-1']);
    expect(faultMarks(`nps < ${'9'.repeat(400)} over 1h`)[0]).toMatch(/^bad_quantity/);
  });

  test.each([
    ['error_rate > 1 over 5m', 'under 100%'],
    ['error_rate > 99.9% over 5m', undefined],
    ['error_rate >= 100% over 5m', undefined],
    ['error_rate < 0% over 5m', 'over 0%'],
    ['error_rate < 0.1% over 5m', undefined],
    ['csat < 0/5 over 1h', 'over 0/5'],
    ['csat > 5/5 over 1h', 'under 5/5'],
    ['csat <= 0/5 over 1h', undefined],
    ['catalogue_freshness < 0', 'over 0s'],
    ['nps < 0 over 1h', undefined],
  ])('that no value can meet is known: %s', (text, better) => {
    const condition = conditionOf(text);
    const metric = metrics.get(condition.metric);
    if (metric === undefined) throw new Error(`no metric ${condition.metric}`);
    const expected = better === undefined ? undefined : expect.stringContaining(`threshold ${better}:`);
    expect(neverCrossed(condition, metric)).toEqual(expected);
  });

  test('cannot alarm on what is good, nor aim at what is bad', () => {
    expect(faultMarks('error_rate > 2% over 5m', alarm)).toEqual([]);
    expect(faultMarks('error_rate < 2% over 5m', alarm)).toEqual(['contradicts_direction@< → >']);
    expect(faultMarks('csat < 4.2/5 over 1h', alarm)).toEqual([]);
    expect(faultMarks('csat >= 4.2/5 over 1h', alarm)).toEqual(['contradicts_direction@>= → <=']);
    expect(faultMarks('requests == 0 over 1h', alarm)).toEqual([]);
    expect(faultMarks('error_rate > 2% over 5m', { ...alarm, means: 'goal' })).toEqual([
      'contradicts_direction@> → <',
    ]);
  });

  test('compares on both sides of its threshold and on it', () => {
    const truths = (operator: Operator) =>
      [0.01, 0.02, 0.03].map((value) => isTrue({ operator, threshold: 0.02 }, value));
    expect(truths('>')).toEqual([false, false, true]);
    expect(truths('>=')).toEqual([false, true, true]);
    expect(truths('<')).toEqual([true, false, false]);
    expect(truths('<=')).toEqual([true, true, false]);
    expect(truths('==')).toEqual([false, true, false]);
    expect(truths('!=')).toEqual([true, false, true]);
  });

  test('says of each operator whether it alarms', () => {
    expect(conditionDirection('>', 'lower')).toBe('alarm');
    expect(conditionDirection('<=', 'lower')).toBe('goal');
    expect(conditionDirection('<', 'higher')).toBe('alarm');
    expect(conditionDirection('>=', 'higher')).toBe('goal');
    expect(conditionDirection('!=', 'higher')).toBe('either');
  });
});

test.prop([conditions])('a condition written out is read back the same', (condition) => {
  const text = formatCondition(condition, metrics);
  expect(conditionOf(text)).toEqual({ ...condition, text });
});

test.prop([
  fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('error_rate', 'csat', '>', '<', '2%', 'over', 'for', '5m', '4.2/5', '=', '"'))
      .map((words) => words.join(' ')),
  ),
])('any text is a condition or has faults inside it, and never throws', (text) => {
  for (const fault of faultsOf(text, alarm)) {
    expect(fault.offset).toBeGreaterThanOrEqual(0);
    expect(fault.offset + fault.length).toBeLessThanOrEqual(text.length);
    expect(fault.found).not.toBe('');
  }
});
