import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { chartStep, mostPoints } from '../../../src/console/charts/chart-series.ts';
import { chartSvg, loadCharts } from '../../../src/console/charts/chart-svg.ts';
import { drawnPoints, metricOption, valueAxis } from '../../../src/console/charts/charts.ts';
import { sparkOf } from '../../../src/console/charts/sparkline.ts';
import { wallClock } from '../../../src/console/charts/wall-clock.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import { axisOf } from '../../../src/metrics/axis.ts';
import type { Cell } from '../../../src/metrics/cell.ts';
import { windowPoints } from '../../../src/metrics/series.ts';
import { measureWindow } from '../../metrics/plain-window.ts';
import { metrics } from '../rule-world.ts';

await loadCharts();

const step = 10_000;
const cell = (place: number, value: number, weight = 1): Cell => ({
  start: place * step,
  sum: value * weight,
  weight,
  min: value,
  max: value,
  last: value,
  lastAt: place * step,
});

describe('the points of a chart', () => {
  test.prop([fc.array(fc.tuple(fc.nat(120), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 60 })])(
    'are what the rule saw at the end of each step',
    (raw) => {
      const cells = [...new Map(raw)].sort(([a], [b]) => a - b).map(([place, value]) => cell(place, value));
      const range = { from: 60 * step, until: 100 * step, stepMs: step, windowMs: 30 * step };
      const spec = { lengthMs: 30 * step, cellMs: step, cells: 30 };
      for (const [at, value] of windowPoints(cells, range, 'mean')) {
        const seen = measureWindow(cells, spec, 'mean', at - 1).value;
        if (seen === undefined) expect(value).toBeNull();
        else expect(value).toBeCloseTo(seen, 12);
      }
    },
  );

  test('a window with less than the rule asks for is a gap, one with just enough is not', () => {
    const range = { from: 0, until: step, stepMs: step, windowMs: step };
    expect(windowPoints([cell(0, 0.5, 49)], { ...range, minWeight: 50 }, 'mean')).toEqual([[step, null]]);
    expect(windowPoints([cell(0, 0.5, 50)], { ...range, minWeight: 50 }, 'mean')).toEqual([[step, 0.5]]);
  });

  test('an age grows while nothing comes', () => {
    const range = { from: 0, until: 3 * step, stepMs: step, windowMs: 0 };
    expect(windowPoints([cell(0, 1)], range, 'age').map(([, value]) => value)).toEqual([10, 20, 30]);
  });

  test('there are never more than a chart has room for, and the step is the finest that fits', () => {
    const hour = 3_600_000;
    expect(chartStep(0, hour, step)).toBe(step);
    expect(chartStep(0, 24 * hour, step)).toBe(30 * step);
    for (const days of [1, 7, 30, 365])
      expect((days * 24 * hour) / chartStep(0, days * 24 * hour, step)).toBeLessThanOrEqual(mostPoints);
  });
});

test('a threshold is drawn where its value is on the axis, whatever its digits', () => {
  const metric = metrics.get('error_rate');
  if (metric === undefined) throw new Error('there is no error_rate');
  const i18n = i18nIn('fr', 'Europe/Paris');
  const chart = {
    metric,
    from: 0,
    until: 3_600_000,
    points: [
      [0, 0],
      [3_600_000, 0.04],
    ] as const,
    suspensions: [],
    incidents: [],
    ruleChanges: [],
    marks: [],
  };
  for (const value of [0.015, 0.02, 0.0137]) {
    const limits = [{ rule: 'error-rate', operator: '>' as const, value }];
    const option = metricOption({ ...chart, limits }, i18n);
    const { max } = option['yAxis'] as { max: number };
    const svg = chartSvg(option, { width: 860, height: 220 });
    const line = /<path d="M78 ([\d.]+)L[^"]+"[^>]* stroke="var\(--bad\)"[^>]*stroke-dasharray/.exec(
      svg,
    )?.[1];
    // The plot lies between 22 below the top and 24 above the bottom; lines are drawn on whole pixels.
    const expected = 22 + (1 - value / max) * (220 - 22 - 24);
    expect({ value, off: Math.abs(Number(line) - expected) < 1.5 }).toEqual({ value, off: true });
  }
});

describe('what stands on a chart in words', () => {
  const rate = metrics.get('error_rate');
  if (!rate) throw new Error('the example has an error rate');
  const units = ['ratio', 'score', 'seconds', 'count', 'number', 'currency'] as const;

  test('of euros from nothing to one has no mark twice', () => {
    const euros = { ...rate, unit: 'currency' as const };
    const { axisLabel } = valueAxis(axisOf(0, 1, euros), euros, i18nIn('en', 'UTC'));
    expect(axisLabel.texts).toEqual(['€0', '€0.50', '€1', '€1.50']);
    const dollars = { ...euros, currency: 'USD' };
    const french = valueAxis(axisOf(0, 1, dollars), dollars, i18nIn('fr', 'UTC')).axisLabel;
    expect(french.texts.at(-1)).toBe('1,50\u202f$US');
  });

  test.prop([
    fc.constantFrom(...units),
    fc.constantFrom('fr' as const, 'en' as const),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  ])('no two marks of an axis read alike', (unit, language, low, room) => {
    const metric = { ...rate, unit };
    const { texts } = valueAxis(axisOf(low, low + room, metric), metric, i18nIn(language, 'UTC')).axisLabel;
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('a point beyond the threshold never reads like it', () => {
    const limits = [{ rule: 'error-rate', operator: '>' as const, value: 0.02 }];
    const drawn = drawnPoints(
      [
        [0, 0.020_004],
        [1, 0.02],
        [2, null],
      ],
      { metric: rate, limits },
      i18nIn('en', 'UTC'),
    );
    expect(drawn).toEqual([
      [0, 0.020_004, '2.0004%'],
      [1, 0.02, '2%'],
      [2, null, '—'],
    ]);
  });

  test('a value between two gaps, or alone, is a dot: a breach can be seen whatever stands around it', () => {
    const dotsOf = (...values: (number | null)[]) =>
      drawnPoints(
        values.map((value, at) => [at, value] as const),
        { metric: rate, limits: [] },
        i18nIn('en', 'UTC'),
      ).flatMap((one) => ('value' in one ? one.value[1] : []));
    expect(dotsOf(0.01)).toEqual([0.01]);
    expect(dotsOf(0.01, 0.02, null, 0.1, null, 0.03, 0.04, null, 0.2)).toEqual([0.1, 0.2]);
    expect(dotsOf(0.01, 0.02)).toEqual([]);
  });
});

describe('a chart in a page', () => {
  const metric = metrics.get('error_rate');
  if (!metric) throw new Error('the example has an error rate');
  const i18n = i18nIn('fr', 'Europe/Paris');
  const chart = {
    metric,
    from: Date.UTC(2026, 5, 5, 5),
    until: Date.UTC(2026, 5, 5, 7),
    points: [[Date.UTC(2026, 5, 5, 6), 0.023]] as const,
    limits: [{ rule: 'error-rate', operator: '>' as const, value: 0.02, clear: 0.015 }],
    suspensions: [{ from: Date.UTC(2026, 5, 5, 6, 2) }],
    incidents: [{ number: 4, at: Date.UTC(2026, 5, 5, 6, 2) }],
    ruleChanges: [],
    marks: [],
  };
  const svg = chartSvg(metricOption(chart, i18n), { width: 600, height: 200 });

  test('carries no inline style, which the page would refuse', () => {
    expect(svg).not.toMatch(/style|class=|<script|on\w+=/);
    expect(svg).toContain('var(--bad)');
  });

  test('speaks the language and the time zone of the page', () => {
    expect(svg).toContain('max. 2\u202f%');
    expect(svg).toContain('>08:00<');
  });

  test('is plain data, so that the browser can draw it again', () => {
    const option = metricOption(chart, i18n);
    expect(JSON.parse(JSON.stringify(option))).toEqual(option);
  });

  test('an instant reads on the axis as on the wall, on both sides of a change of clocks', () => {
    const clock = wallClock('Europe/Paris');
    const read = (at: number) => new Date(clock(at)).toISOString().slice(11, 16);
    expect(read(Date.UTC(2026, 2, 29, 0, 59))).toBe('01:59');
    expect(read(Date.UTC(2026, 2, 29, 1, 0))).toBe('03:00');
  });
});

describe('a sparkline', () => {
  test('breaks where nothing was measured, and shows a lone point', () => {
    expect(sparkOf([1, 2, null, 2], 3).line).toMatch(/^M0 \d+l40 -?\d+M120 \d+h1$/);
    expect(sparkOf([null, null], 3).line).toBe('');
  });

  test('keeps its threshold and its line inside the picture', () => {
    const { line, thresholdY } = sparkOf([0, 0.001, 0.9], 0.02);
    const heights = [...line.matchAll(/M\d+ (\d+)/g)].map((match) => Number(match[1]));
    for (const y of [thresholdY, ...heights]) {
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(28);
    }
  });
});
