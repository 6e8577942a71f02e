import type { Metric } from './metric.ts';

/** Where an axis begins and ends and how far its marks are apart, in numbers that people count in. */
export type Axis = { readonly min: number; readonly max: number; readonly interval: number };

const minute = 60;
const hour = 3_600;
const day = 86_400;
/** How people divide time; beyond it, whole days by tens. */
const timeSteps = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 30, 90, 180, 365].map((count) => count * day),
];

const wantedMarks = 4;

/** An axis that holds `low` … `high` with some room; from zero for what is better low and never negative. */
export function axisOf(low: number, high: number, metric: Pick<Metric, 'unit' | 'scale' | 'better'>): Axis {
  const room = (high - low || Math.abs(high) || 1) * 0.15;
  const ceiling = metric.scale ?? Number.POSITIVE_INFINITY;
  const bottom = metric.better === 'lower' && low >= 0 ? 0 : low - room;
  const top = Math.max(high, Math.min(high + room, ceiling));
  const interval = roundStep((top - bottom) / wantedMarks, metric.unit);
  return {
    min: tidy(Math.floor(bottom / interval + 1e-9) * interval),
    max: tidy(Math.ceil(top / interval - 1e-9) * interval),
    interval,
  };
}

/** Where the marks of an axis lie. */
export function marksOf({ min, max, interval }: Axis): number[] {
  const count = Math.round((max - min) / interval) + 1;
  return Array.from({ length: count }, (_, mark) => tidy(min + mark * interval));
}

/** The smallest step of at least `least` that people count in. */
export function roundStep(least: number, unit: Metric['unit']): number {
  if (unit === 'seconds' && least > 0.5) {
    return timeSteps.find((step) => step >= least) ?? Math.ceil(least / (365 * day)) * 365 * day;
  }
  const power = 10 ** Math.floor(Math.log10(least || 1));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * 0.999) ?? 10;
  return tidy(factor * power);
}

/** Without the last bits that multiplying by 0.005 leaves behind. */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}
