import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { CriterionSpec } from '../../src/rules/criterion.ts';
import { parseCondition } from '../../src/rules/grammar/parse-condition.ts';
import {
  type CriterionContext,
  formatCriterion,
  parseCriterion,
} from '../../src/rules/grammar/parse-criterion.ts';
import { criteria, criterionNames } from './arbitraries.ts';
import { metrics, stepMs } from './metrics.ts';

const whenOf: Readonly<Record<string, string>> = {
  'error-rate': 'error_rate > 2% over 5m',
  csat: 'csat < 4.2/5 over 1h',
  'catalogue-freshness': 'catalogue_freshness > 15m',
};

function conditionsOf(texts: readonly string[]) {
  return texts.flatMap((text) => {
    const parsed = parseCondition(text, { metrics, stepMs, allowHold: false });
    return parsed.ok ? [parsed.condition] : [];
  });
}

const context: CriterionContext = {
  metrics,
  stepMs,
  rules: new Map([
    ...criterionNames.rules.map((rule) => [rule, conditionsOf([whenOf[rule] ?? ''])] as const),
    ['both', conditionsOf(Object.values(whenOf))] as const,
  ]),
  checklists: new Set(criterionNames.checklists),
};

function criterionOf(text: string): CriterionSpec {
  const parsed = parseCriterion(text, context);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.faults)}`);
  return parsed.criterion;
}

function faultMarks(text: string): string[] {
  const parsed = parseCriterion(text, context);
  if (parsed.ok) return [];
  return parsed.faults.map(({ code, offset, length, didYouMean }) => {
    const near = didYouMean === undefined ? '' : ` → ${didYouMean}`;
    return `${code}@${text.slice(offset, offset + length)}${near}`;
  });
}

describe('a criterion', () => {
  test('is a condition of a metric that says things go well, with a hold', () => {
    expect(criterionOf('error_rate < 1% over 1h for 24h')).toMatchObject({
      kind: 'metric',
      condition: { metric: 'error_rate', operator: '<', threshold: 0.01 },
      holdMs: 86_400_000,
      text: 'error_rate < 1% over 1h for 24h',
    });
    expect(faultMarks('error_rate > 1% over 1h for 24h')).toEqual(['contradicts_direction@> → <']);
    expect(faultMarks('error_rate < 1% over 1h')).toEqual(['missing_hold@']);
    expect(faultMarks('eror_rate < 1% over 1h for 24h')).toEqual(['unknown_metric@eror_rate → error_rate']);
  });

  test('is a count of episodes of a condition that says things go wrong', () => {
    expect(criterionOf('no catalogue_freshness > 15m for 48h')).toMatchObject({
      kind: 'episodes',
      condition: { metric: 'catalogue_freshness', operator: '>', threshold: 900 },
      most: 0,
      holdMs: 172_800_000,
    });
    expect(criterionOf('at most 2 error_rate > 2% over 5m for 7d')).toMatchObject({ most: 2 });
    expect(faultMarks('no catalogue_freshness < 15m for 48h')).toEqual(['contradicts_direction@< → >']);
    expect(faultMarks('no catalogue_freshnes > 15m for 48h')).toEqual([
      'unknown_metric@catalogue_freshnes → catalogue_freshness',
    ]);
    expect(faultMarks('no catalogue_freshness > 15m')).toEqual(['missing_hold@']);
    expect(faultMarks('no')).toEqual(['empty_condition@']);
    expect(faultMarks('at least 2 error_rate > 2% over 5m for 7d')).toEqual(['unexpected_word@least → most']);
    expect(faultMarks('at most few error_rate > 2% over 5m for 7d')).toEqual(['bad_count@few']);
  });

  test('is a share of the items of a checklist that stands beside it', () => {
    expect(criterionOf('checklist replay = 100%')).toEqual({
      kind: 'checklist',
      checklist: 'replay',
      target: 1,
      text: 'checklist replay = 100%',
    });
    expect(criterionOf('checklist replay >= 80%')).toMatchObject({ target: 0.8 });
    expect(faultMarks('checklist repley = 100%')).toEqual(['unknown_checklist@repley → replay']);
    expect(faultMarks('checklist replay > 101%')).toEqual(['bad_operator@> → =', 'bad_quantity@101%']);
    expect(faultMarks('checklist replay = 0%')).toEqual(['bad_quantity@0%']);
    expect(faultMarks('cheklist replay = 100%')[0]).toBe('unknown_metric@cheklist → checklist');
  });

  test('is a proof test of a rule', () => {
    expect(criterionOf('proof error-rate passed')).toEqual({
      kind: 'proof',
      rule: 'error-rate',
      text: 'proof error-rate passed',
    });
    expect(faultMarks('proof error_rate passed')).toEqual(['unknown_rule@error_rate → error-rate']);
    expect(faultMarks('proof error-rate')).toEqual(['unexpected_word@']);
    expect(faultMarks('proof error-rate passed twice')).toEqual(['unexpected_word@twice']);
  });

  test('is a limit on the threshold of a rule, in the unit of its metric', () => {
    expect(criterionOf('threshold error-rate <= 1.5%')).toEqual({
      kind: 'threshold',
      rule: 'error-rate',
      operator: '<=',
      limit: 0.015,
      text: 'threshold error-rate <= 1.5%',
    });
    expect(criterionOf('threshold catalogue-freshness <= 10m')).toMatchObject({ limit: 600 });
    expect(faultMarks('threshold error-rate = 1.5%')).toEqual(['bad_operator@= → ==']);
    expect(faultMarks('threshold error-rate <= 15m')).toEqual(['bad_quantity@15m']);
    expect(faultMarks('threshold error-rate <= 1.5')).toEqual(['threshold_out_of_range@1.5']);
    expect(faultMarks('threshold both <= 1.5%')).toEqual(['threshold_of_several_metrics@both']);
    expect(faultMarks('threshold')).toEqual(['unknown_rule@', 'bad_operator@']);
  });

  test('is a statement that somebody attests', () => {
    expect(criterionOf('attested "customers  contacted"')).toEqual({
      kind: 'attestation',
      statement: 'customers contacted',
      text: 'attested "customers contacted"',
    });
    expect(faultMarks('attested customers contacted')).toEqual(['bad_statement@customers contacted']);
    expect(faultMarks('attested "customers" contacted')).toEqual(['bad_statement@"customers" contacted']);
    expect(faultMarks('attested')).toEqual(['bad_statement@']);
    expect(faultMarks('attested ""')).toEqual(['bad_statement@""']);
  });
});

/** A criterion without its texts, which writing it out may change. */
function withoutTexts(criterion: CriterionSpec): CriterionSpec {
  return 'condition' in criterion
    ? { ...criterion, text: '', condition: { ...criterion.condition, text: '' } }
    : { ...criterion, text: '' };
}

test.prop([criteria])('a criterion written out is read back the same', (criterion) => {
  const text = formatCriterion(criterion, context);
  const again = criterionOf(text);
  expect(withoutTexts(again)).toEqual(criterion);
  expect(again.text).toBe(text);
});

const fragments = [
  'no',
  'at',
  'most',
  'checklist',
  'replay',
  'proof',
  'error-rate',
  'threshold',
  'attested',
  '"',
  '=',
  '<=',
  '1%',
  'for',
  'over',
  '1h',
  'error_rate',
  '3',
];

test.prop([
  fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...fragments)).map((words) => words.join(' ')),
  ),
])('any text is a criterion or has faults inside it, and never throws', (text) => {
  const parsed = parseCriterion(text, context);
  for (const fault of parsed.ok ? [] : parsed.faults) {
    expect(fault.offset).toBeGreaterThanOrEqual(0);
    expect(fault.offset + fault.length).toBeLessThanOrEqual(text.length);
  }
  if (!parsed.ok) expect(parsed.faults.length).toBeGreaterThan(0);
});
