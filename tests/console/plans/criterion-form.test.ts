import { describe, expect, test } from 'vitest';
import { typedDuration, typedNumber } from '../../../src/console/components/typed-quantity.ts';
import { criterionValues, readCriterionRows } from '../../../src/console/plans/criterion-fields.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import { planOf } from '../plan-world.ts';
import { ruleSetOf } from '../rule-world.ts';

const set = ruleSetOf();
const i18n = i18nIn('fr', 'Europe/Paris');
const read = (values: Record<string, string>) => readCriterionRows(values, set, 'margaux', i18n);

describe('what people type', () => {
  test.each([
    ['24 h', '24h'],
    ['1 h 30', '1h30m'],
    ['7 jours', '7d'],
    ['2 semaines', '2w'],
    ['15\u202fmin', '15m'],
    ['1,5 h', '1.5h'],
    ['90 secondes', '90s'],
    ['10m', '10m'],
    ['1 h et 15 min', '1h15m'],
  ])('%s is the duration %s', (typed, meant) => {
    expect(typedDuration(typed)).toBe(meant);
  });

  test('what is no duration stays as it is, for the grammar to say so', () => {
    expect(typedDuration('bientôt')).toBe('bientôt');
    expect(typedDuration('5 parsecs')).toBe('5 parsecs');
  });

  test('a decimal comma and spaces are no obstacle', () => {
    expect(typedNumber('1,5\u202f%')).toBe('1.5%');
    expect(typedNumber('4,2 / 5')).toBe('4.2/5');
  });
});

describe('the criteria of a form', () => {
  test('those of every kind come back as they went in, with their very text, so that nothing measured is lost', () => {
    for (const action of planOf().actions) {
      const values = criterionValues(action.criteria, action.checklists, set, i18n);
      const back = read({ ...values });
      expect(back).toMatchObject({ criteria: action.criteria.map(({ spec }) => spec.text), errors: {} });
    }
  });

  test('a new one is understood in French', () => {
    const back = read({
      'c0.kind': 'metric',
      'c0.metric': 'error_rate',
      'c0.operator': '<',
      'c0.value': '1,5 %',
      'c0.over': '1 heure',
      'c0.hold': '2 jours',
    });
    expect(back).toMatchObject({ criteria: ['error_rate < 1.5% over 1h for 2d'], errors: {} });
  });

  test('what is wrong is said at its field, in the language of the reader', () => {
    const wrongWay = {
      'c0.kind': 'metric',
      'c0.metric': 'error_rate',
      'c0.operator': '>',
      'c0.value': 'beaucoup',
      'c0.over': '1 h',
      'c0.hold': '',
    };
    const back = read(wrongWay);
    expect(Object.keys(back.errors).sort()).toEqual(['c0.operator', 'c0.value']);
    expect(back.errors['c0.value']).toContain('Une valeur est attendue');
    expect(read({ ...wrongWay, 'c0.operator': '<', 'c0.value': '1 %' })).toMatchObject({
      errors: { 'c0.hold': expect.stringContaining('combien de temps') },
    });
  });

  test('a checklist without a line is refused, and its lines are its items', () => {
    const list = { 'c0.kind': 'checklist', 'c0.share': '100 %' };
    expect(Object.keys(read({ ...list, 'c0.items': ' \n ' }).errors)).toEqual(['c0.items']);
    expect(read({ ...list, 'c0.items': 'un\r\n\r\n deux ' })).toMatchObject({
      errors: {},
      checklists: [{ id: 'list-1', items: ['un', 'deux'] }],
    });
  });

  test('a quotation mark in an attestation ends nothing', () => {
    const back = read({ 'c0.kind': 'attestation', 'c0.statement': 'dit "oui" for 1h' });
    expect(back).toMatchObject({ criteria: ['attested "dit ”oui” for 1h"'], errors: {} });
  });

  test('a row that is set to none is left out', () => {
    expect(read({ 'c0.kind': 'none', 'c0.value': '1 %' })).toMatchObject({
      criteria: [],
      checklists: [],
      errors: {},
    });
  });
});
