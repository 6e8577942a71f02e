import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { settingsIn } from '../../scripts/reference/environment.ts';
import {
  conditionForms,
  criterionForms,
  durationForms,
  quantityForms,
  seriesForms,
} from '../../scripts/reference/grammar.ts';
import { referencePages } from '../../scripts/reference/reference.ts';
import { Unit } from '../../src/metrics/metric.ts';
import { parseQuantity } from '../../src/metrics/quantity.ts';
import { parseDuration } from '../../src/platform/duration.ts';
import { parseSeries } from '../../src/rules/files/series-notation.ts';
import { parseConditions } from '../../src/rules/grammar/parse-conditions.ts';
import { criterionContext, parseCriterion } from '../../src/rules/grammar/parse-criterion.ts';
import { settingNames } from '../../src/settings.ts';
import { setOf, shippedFiles } from '../rules/folder.ts';

const root = resolve(import.meta.dirname, '../..');
const envExample = readFileSync(join(root, '.env.example'), 'utf8');
const set = setOf(await shippedFiles());

test('the reference is what the program reads: run npm run docs:reference after a change', () => {
  const folder = join(root, 'docs/reference');
  const pages = referencePages(envExample);
  expect(readdirSync(folder).toSorted()).toEqual(pages.map(({ file }) => file).toSorted());
  for (const { file, text } of pages) expect(readFileSync(join(folder, file), 'utf8'), file).toBe(text);
});

test('every setting stands in the reference with what it is for', () => {
  const settings = settingsIn(envExample);
  expect(settings.filter(({ says }) => says === '').map(({ name }) => name)).toEqual([]);
  expect(settings.map(({ name }) => name)).toEqual(expect.arrayContaining([...settingNames]));
});

test('every form of the grammar that the reference shows is read as it says', () => {
  for (const { example } of conditionForms)
    expect(parseConditions(example, { ...set, allowHold: false, means: 'alarm' }).ok, example).toBe(true);
  const context = criterionContext(set, 'margaux', ['replay', 'questions'], true);
  for (const [kind, { example }] of Object.entries(criterionForms))
    expect(parseCriterion(example, context)).toMatchObject({ criterion: { kind } });
  for (const unit of Unit.options) {
    const values = quantityForms[unit].map((text) => parseQuantity(text, { unit, scale: 5 }));
    expect(new Set(values).size, unit).toBe(1);
    expect(values).not.toContain(undefined);
  }
  for (const [text, ms] of Object.entries(durationForms)) expect(parseDuration(text), text).toBe(ms);
  for (const [text, values] of Object.entries(seriesForms))
    expect(parseSeries(text), text).toMatchObject({ ok: true, values });
});
