import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createLiveCells, ensureSeries, record } from '../../../src/metrics/memory/live.ts';
import { measure, type Reading } from '../../../src/metrics/memory/measure.ts';
import { type WindowSpec, windowSpec } from '../../../src/metrics/window.ts';
import { measureOnce } from '../../../src/workshop/replay/readings.ts';
import { stepMs } from '../../rules/metrics.ts';
import { day } from '../../rules/world.ts';

const windows = [stepMs, 60_000, 300_000].map((lengthMs): WindowSpec => {
  const spec = windowSpec(lengthMs, stepMs);
  if ('fault' in spec) throw new Error(spec.fault);
  return spec;
});

/** Cells one after the other, and after each who looks: at which series, over which window, from when on. */
const history = fc.array(
  fc.record({
    values: fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })),
    looks: fc.array(
      fc.record({
        series: fc.constantFrom(0, 1),
        window: fc.constantFrom(...windows, undefined),
        notBefore: fc.constantFrom(Number.NEGATIVE_INFINITY, 0, 20_000, 40_000),
      }),
      { maxLength: 8 },
    ),
  }),
  { maxLength: 40 },
);

describe('measuring each window once', () => {
  test.prop([history])('shows everybody what measuring it each time shows', (cells) => {
    const live = createLiveCells(stepMs);
    const series = ['error_rate', 'csat'].map((metric) =>
      ensureSeries(live, 'margaux', metric, { aggregate: 'mean', windows }),
    );
    const once = measureOnce();
    cells.forEach(({ values, looks }, place) => {
      const now = day + place * stepMs;
      for (const one of series) record(live, one, values[one] ?? 0, 1, now, now);
      for (const look of looks) {
        const aggregate = look.window === undefined ? 'age' : 'mean';
        const [plain, noted]: [Reading, Reading] = [
          { value: 0, weight: 0 },
          { value: 0, weight: 0 },
        ];
        const asked = [live, look.series, aggregate, look.window, now, day + look.notBefore] as const;
        measure(...asked, plain);
        once(...asked, noted);
        expect(noted).toEqual(plain);
      }
    });
  });
});
