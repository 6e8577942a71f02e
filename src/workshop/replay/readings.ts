import { measure } from '../../metrics/memory/measure.ts';
import type { Aggregate } from '../../metrics/metric.ts';
import type { MeasureSeries } from '../../rules/engine/measuring.ts';

/** The value of a window at an instant. */
type Shown = {
  readonly aggregate: Aggregate;
  readonly lengthMs: number;
  now: number;
  notBefore: number;
  value: number;
  weight: number;
};

/**
 * `measure` of one memory, of which each cell is evaluated once, by several runs and probes: a window is
 * summed the first time one of them asks at an instant, and remembered for the others. Not for a memory that
 * changes between two looks at the same instant.
 */
export function measureOnce(): MeasureSeries {
  const shown: Shown[][] = [];
  return (live, series, aggregate, spec, now, notBefore, reading) => {
    if (aggregate === 'age' || spec === undefined) {
      measure(live, series, aggregate, spec, now, notBefore, reading);
      return;
    }
    shown[series] ??= [];
    const known = shownOf(shown[series], aggregate, spec.lengthMs);
    if (known.now !== now || known.notBefore !== notBefore) {
      measure(live, series, aggregate, spec, now, notBefore, reading);
      known.now = now;
      known.notBefore = notBefore;
      known.value = reading.value;
      known.weight = reading.weight;
      return;
    }
    reading.value = known.value;
    reading.weight = known.weight;
  };
}

function shownOf(all: Shown[], aggregate: Aggregate, lengthMs: number): Shown {
  for (const one of all) if (one.lengthMs === lengthMs && one.aggregate === aggregate) return one;
  const made = {
    aggregate,
    lengthMs,
    now: Number.NaN,
    notBefore: Number.NaN,
    value: Number.NaN,
    weight: Number.NaN,
  };
  all.push(made);
  return made;
}
