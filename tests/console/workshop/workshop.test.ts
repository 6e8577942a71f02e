import { describe, expect, test } from 'vitest';
import {
  durationField,
  quantityField,
  typedDuration,
  typedValue,
} from '../../../src/console/components/typed-quantity.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import {
  commandsOf,
  fieldTexts,
  followed,
  isUnfolded,
  readProposal,
  type Subject,
  setsOf,
  subjectOf,
  type Typed,
} from '../../../src/console/workshop/workshop.ts';
import { parseQuantity } from '../../../src/metrics/quantity.ts';
import { parseDuration } from '../../../src/platform/duration.ts';
import { aCondition } from '../../builders/rules.ts';
import { metrics, ruleSetOf } from '../rule-world.ts';

const set = ruleSetOf(2);
const fr = i18nIn('fr', 'Europe/Paris');

function subject(id: string): Subject {
  const rule = set.rules.find((one) => one.id === id);
  const found = rule && subjectOf(rule, set);
  if (found === undefined) throw new Error(`there is no rule ${id}`);
  return found;
}

const errorRate = subject('error-rate');

function proposed(typed: Typed, of: Subject = errorRate) {
  const read = readProposal(typed, of, set, fr);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return read.proposal;
}

function faults(typed: Typed, of: Subject = errorRate): Typed {
  const read = readProposal(typed, of, set, fr);
  return read.ok ? {} : read.errors;
}

describe('a proposal', () => {
  test('is the rule in force as long as nothing is typed, or only what stands there', () => {
    for (const typed of [
      {},
      { threshold: ' ', window: '' },
      { threshold: '2 %', window: '5 min', hold: '0 s' },
    ])
      expect(proposed(typed).edits).toEqual([]);
    expect(setsOf(errorRate, proposed({}), set)).toEqual(['error-rate.when=error_rate > 2% over 5m']);
  });

  test('reads quantities as French and English people type them', () => {
    for (const threshold of ['1,5 %', '1.5%', '1,5\u202f%', ' 1.5 % '])
      expect(proposed({ threshold }).when.threshold).toBe(0.015);
    expect(proposed({ threshold: '4/5' }, subject('csat')).when.threshold).toBe(4);
    expect(proposed({ threshold: '4,1' }, subject('csat')).when.threshold).toBe(4.1);
    expect(proposed({ threshold: '1 h 30' }, subject('catalogue-freshness')).when.threshold).toBe(5_400);
  });

  test('lets the end of the alert follow the threshold, unless it is given', () => {
    expect(proposed({ threshold: '1,5 %' }).clear?.threshold).toBe(0.0112);
    expect(proposed({ threshold: '1,5 %', clear: '1 %' }).clear?.threshold).toBe(0.01);
    expect(proposed({ threshold: '1,5 %', clear: '1,5 %' }).clear?.threshold).toBe(0.015);
    expect(faults({ threshold: '1,5 %', clear: '1,6 %' })).toEqual({ clear: fr.t.workshop.overlaps });
  });

  test('says what is wrong beside the field where it stands', () => {
    expect(faults({ threshold: '1,5' }).threshold).toBe(fr.t.workshop.unitMissing('1,5 %'));
    expect(faults({ threshold: '15' }, subject('catalogue-freshness')).threshold).toBe(
      fr.t.workshop.unitMissing('15 min'),
    );
    expect(faults({ threshold: 'beaucoup' }).threshold).toContain('1,5\u202f%');
    expect(faults({ threshold: '101 %' })).toEqual({
      threshold: fr.t.plan.criterionFaults.threshold_out_of_range,
    });
    expect(faults({ threshold: '100 %' })).toEqual({});
    expect(faults({ window: '7 s' })).toEqual({ window: fr.t.plan.criterionFaults.window_too_short });
    expect(faults({ window: 'longtemps', hold: 'longtemps' })).toEqual({
      window: fr.t.plan.criterionFaults.bad_window,
      hold: fr.t.plan.criterionFaults.bad_hold,
    });
  });

  test('cannot carry anything into the grammar that is not in its field', () => {
    for (const threshold of ['2% over 1h', "2%' ; rm -rf", '2%\n  then: observe', '2% for 3h'])
      expect(Object.keys(faults({ threshold }))).toEqual(['threshold']);
    for (const window of ['5m for 3h', '5m\nthen: observe'])
      expect(Object.keys(faults({ window }))).toEqual(['window']);
  });
});

test('the other fields are unfolded when they say something of their own, or something wrong', () => {
  const unfolded = (typed: Typed) => isUnfolded(typed, readProposal(typed, errorRate, set, fr), errorRate);
  for (const typed of [{}, { threshold: '1,5 %', window: '5 min', hold: '0 s' }, { threshold: 'x' }])
    expect(unfolded(typed)).toBe(false);
  for (const typed of [{ hold: '1 min' }, { window: '10 min' }, { clear: '1 %' }, { hold: 'x' }])
    expect(unfolded(typed)).toBe(true);
});

test('fields show what was read as people write it, and what was not as it was typed', () => {
  const shown = (typed: Typed) => fieldTexts(typed, errorRate, readProposal(typed, errorRate, set, fr), fr);
  expect(shown({ threshold: '1.5%' })).toEqual({
    threshold: '1,5\u202f%',
    clear: '',
    window: '5\u202fmin',
    hold: '0\u202fs',
  });
  expect(shown({ threshold: '1.5', clear: '1%' })).toMatchObject({
    threshold: '1.5',
    clear: '1%',
    hold: '0\u202fs',
  });
});

describe('putting it in force', () => {
  test('names the threshold alone where nothing else of the condition changes', () => {
    expect(commandsOf(errorRate, proposed({ threshold: '1,5 %', clear: '1,5 %' }), set)).toEqual([
      'filrouge rules set error-rate 1.5%',
    ]);
    expect(commandsOf(errorRate, proposed({ window: '10 min', hold: '1 min' }), set)).toEqual([
      "filrouge rules set error-rate.when 'error_rate > 2% over 10m'",
      "filrouge rules set error-rate.clear 'error_rate < 1.5% over 10m'",
      'filrouge rules set error-rate.for 1m',
    ]);
  });

  test('goes in an order in which alert and end never overlap in between', () => {
    const names = (threshold: string) => proposed({ threshold }).edits.map(({ key }) => key);
    expect(names('1 %')).toEqual(['clear', 'when']);
    expect(names('3 %')).toEqual(['when', 'clear']);
  });

  test('names the agent where several files have a rule of that id', () => {
    const [first, ...rest] = set.rules;
    const own = (agent: string) => ({ ...errorRate.rule, agents: [agent] });
    expect(first).toBeDefined();
    const several = { ...set, rules: [own('margaux'), own('leo'), ...rest.slice(1)] };
    const mine = subjectOf(own('leo'), several);
    expect(mine && setsOf(mine, proposed({ threshold: '1 %', clear: '1 %' }), several)).toEqual([
      'leo/error-rate.clear=error_rate < 1% over 5m',
      'leo/error-rate.when=error_rate > 1% over 5m',
    ]);
  });
});

describe('what the fields show', () => {
  test('reads back as the very same value, in both languages', () => {
    for (const language of ['fr', 'en'] as const)
      for (const [name, values] of [
        ['error_rate', [0.02, 0.0112, 0.015, 1, 0]],
        ['csat', [4.2, 4.25, 5]],
        ['catalogue_freshness', [900, 5_400, 0.5, 90_061]],
      ] as const)
        for (const value of values) {
          const metric = metrics.get(name);
          if (metric === undefined) throw new Error(`there is no metric ${name}`);
          const text = quantityField(value, metric, language);
          expect({ text, value: parseQuantity(typedValue(text, metric), metric) }).toEqual({ text, value });
        }
    const euros = { unit: 'currency' } as const;
    expect(quantityField(12_345.5, euros, 'en')).toBe('12345.5');
    for (const text of ['1 200,50 €', '$1200.50', 'US$1200.50', '1 200,50 $US', '1200.50 CHF', '1200.5'])
      expect([text, parseQuantity(typedValue(text, euros), euros)]).toEqual([text, 1_200.5]);
    expect(parseQuantity(typedValue('many', euros), euros)).toBeUndefined();
  });

  test('keeps every unit of a span', () => {
    for (const ms of [0, 250, 90_000, 93_784_000, 604_800_000])
      for (const language of ['fr', 'en'] as const)
        expect(parseDuration(typedDuration(durationField(ms, language)))).toBe(ms);
  });
});

test('the end that follows never leaves what the metric can be, nor crosses the threshold', () => {
  const low = { ...subject('csat'), clear: aCondition('csat', '>', 4.4, 3_600_000) };
  for (const threshold of [1, 3.3, 4.2, 4.9, 5]) {
    const end = followed(low, threshold);
    expect(end).toBeGreaterThanOrEqual(threshold);
    expect(end).toBeLessThanOrEqual(5);
  }
  for (const threshold of [0.001, 0.0137, 0.02, 0.5, 1])
    expect(followed(errorRate, threshold)).toBeLessThanOrEqual(threshold);
});
