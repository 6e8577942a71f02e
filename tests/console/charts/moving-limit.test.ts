import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { metricOption } from '../../../src/console/charts/charts.ts';
import { baselinesOf, pastOf, thresholdOver } from '../../../src/console/charts/moving-limit.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import type { Cell } from '../../../src/metrics/cell.ts';
import { windowPoints } from '../../../src/metrics/series.ts';
import { newestPastCell } from '../../../src/metrics/window.ts';
import { aComparison, aRule } from '../../builders/rules.ts';
import { metrics } from '../rule-world.ts';

const cellMs = 60_000;
const cell = (place: number, value: number): Cell => ({
  start: place * cellMs,
  sum: value,
  weight: 1,
  min: value,
  max: value,
  last: value,
  lastAt: place * cellMs,
});
const errorRate = metrics.get('error_rate');
if (errorRate === undefined) throw new Error('no error rate');

describe('a threshold that moves with the past', () => {
  const base = { rule: 'doubled', windowMs: 5 * cellMs, cellMs, agoMs: 10 * cellMs, factor: 2, minWeight: 1 };

  test.prop([
    fc.array(fc.option(fc.integer({ min: 1, max: 64 }), { nil: undefined }), {
      minLength: 60,
      maxLength: 60,
    }),
    fc.integer({ min: 30 * cellMs, max: 50 * cellMs }),
  ])('is at each instant what the rule compared with then', (values, at) => {
    const cells = values.flatMap((value, place) => (value === undefined ? [] : [cell(place, value / 64)]));
    const span = { from: 30 * cellMs, until: 50 * cellMs };
    const { leastStepMs: stepMs, ...past } = pastOf(span, base);
    const line = thresholdOver(span, windowPoints(cells, { ...past, stepMs }, 'mean'), base);
    const drawn = line.findLast(([from]) => from <= at)?.[1] ?? null;
    const newest = newestPastCell({ lengthMs: 5 * cellMs, cells: 5, cellMs, agoMs: 10 * cellMs }, at);
    const seen = cells.filter(({ start }) => start > (newest - 5) * cellMs && start <= newest * cellMs);
    if (seen.length === 0) expect(drawn).toBeNull();
    else expect(drawn).toBeCloseTo((2 * seen.reduce((sum, one) => sum + one.sum, 0)) / seen.length, 12);
  });

  test('reaches over the whole chart, and is nothing where nothing was measured', () => {
    const span = { from: 0, until: 20 * cellMs };
    expect(thresholdOver(span, [], base)).toEqual([]);
    const line = thresholdOver(span, [[-10 * cellMs, 0.01]], base);
    expect(line).toEqual([
      [0, 0.02],
      [20 * cellMs, 0.02],
    ]);
  });

  test('belongs to the rules of the agent that compare this metric with its past, and to no others', () => {
    const compared = aComparison('error_rate', '>', 3, [cellMs, 5 * cellMs, 10 * cellMs]);
    const rules = [
      aRule({ id: 'fixed' }),
      aRule({ id: 'tripled', when: [compared], minSamples: 7 }),
      aRule({ id: 'of-leo', when: [compared], agents: ['leo'] }),
    ];
    expect(baselinesOf('margaux', errorRate, rules)).toMatchObject([
      { rule: 'tripled', factor: 3, windowMs: 5 * cellMs, agoMs: 10 * cellMs, minWeight: 7 },
    ]);
  });

  test('is drawn as steps in place of a level line, which only says what it is now', () => {
    const i18n = i18nIn('en', 'Europe/Paris');
    const chart = {
      ...{ metric: errorRate, from: 0, until: 20 * cellMs, points: [], suspensions: [] },
      ...{ incidents: [], ruleChanges: [], marks: [] },
      limits: [{ rule: 'doubled', operator: '>' as const, value: 0.04, moves: '2 × usual' }],
    };
    const text = (moving: readonly (readonly [number, number])[]) =>
      JSON.stringify(metricOption({ ...chart, moving: [{ rule: 'doubled', points: moving }] }, i18n));
    const drawn = text([
      [0, 0.02],
      [10 * cellMs, 0.04],
    ]);
    expect(drawn).toContain('"step":"end"');
    expect(drawn).toContain('"opacity":0');
    expect(drawn).toContain('insideEndTop');
    expect(text([])).not.toContain('"opacity":0');
  });
});
