import { expect, test } from 'vitest';
import { RuleCell } from '../../../src/console/agents/rule-glance.page.tsx';
import type { RuleGlance } from '../../../src/console/watch/watch.ts';
import { limitText } from '../../../src/console/words/labels.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import type { Operator } from '../../../src/rules/condition.ts';
import { metrics, ruleSetOf } from '../rule-world.ts';

const i18n = i18nIn('fr', 'Europe/Paris');

function cell(standing: RuleGlance['standing'], value?: number, tooFew = false): string {
  const rule = ruleSetOf(1).rules.find(({ id }) => id === 'error-rate');
  const metric = metrics.get('error_rate');
  const [condition] = rule?.when ?? [];
  if (!rule || !metric || !condition) throw new Error('there is no rule error-rate');
  const glance = { rule, metric, condition, standing, tooFew, spark: () => [] };
  return String(RuleCell({ glance: { ...glance, ...(value === undefined ? {} : { value }) }, i18n }));
}

test('a value of too few measurements says so, and does not look like a breach', () => {
  for (const standing of ['no_data', 'firing'] as const) {
    expect(cell(standing, 0.0667, true)).toContain(i18n.t.rule.tooFew);
    expect(cell(standing, 0.0667, true)).toContain('rule-value unmeasured');
  }
  expect(cell('firing', 0.001, true)).toContain(i18n.t.rule.firing);
  expect(cell('no_data')).not.toContain(i18n.t.rule.tooFew);
  for (const standing of ['ok', 'firing'] as const) {
    expect(cell(standing, 0.0667)).not.toContain(i18n.t.rule.tooFew);
    expect(cell(standing, 0.0667)).not.toContain('unmeasured');
  }
});

test('a value near its threshold shows the digits that tell them apart', () => {
  expect(cell('firing', 0.020_004)).toContain('>2,0004\u202f%<');
  expect(cell('ok', 0.019_996)).toContain('>1,9996\u202f%<');
});

test('the limit is what sets off no alarm: one that fires at it allows less than that', () => {
  const said = (operator: Operator) =>
    (['fr', 'en'] as const).map((language) =>
      limitText({ operator, threshold: 0.02 }, { unit: 'ratio' }, i18nIn(language, 'UTC')),
    );
  expect(said('>')).toEqual(['max. 2\u202f%', 'max 2%']);
  expect(said('>=')).toEqual(['moins de 2\u202f%', 'under 2%']);
  expect(said('<')).toEqual(['min. 2\u202f%', 'min 2%']);
  expect(said('<=')).toEqual(['plus de 2\u202f%', 'over 2%']);
});
