import { formatDuration, parseDuration } from '../platform/duration.ts';
import type { Metric } from './metric.ts';

/**
 * Quantities as people write them: `2%`, `4.2/5`, `15m`, or a bare number in the metric's own unit. Inside
 * filrouge a ratio is 0…1, a duration is in seconds, a score is in points of its scale.
 */

const bare = /^-?\d+(?:\.\d+)?$/;
const percent = /^(-?\d+(?:\.\d+)?)\s*%$/;
const outOf = /^(-?\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)$/;

/** The form of a quantity of this metric, for messages. */
export function quantityExpected(metric: Pick<Metric, 'unit' | 'scale'>): string {
  switch (metric.unit) {
    case 'ratio':
      return 'a percentage such as 2% or a ratio such as 0.02';
    case 'score':
      return `a score such as 4.2/${metric.scale ?? 5}`;
    case 'seconds':
      return 'a duration such as 15m, or a number of seconds';
    case 'count':
    case 'number':
    case 'currency':
      return 'a number';
    default:
      return metric.unit satisfies never;
  }
}

/** The value of a quantity text in the metric's unit; `undefined` for a text that is none. */
export function parseQuantity(text: string, metric: Pick<Metric, 'unit' | 'scale'>): number | undefined {
  const trimmed = text.trim();
  if (bare.test(trimmed)) return Number(trimmed);
  switch (metric.unit) {
    case 'ratio': {
      const digits = percent.exec(trimmed)?.[1];
      // 2.3 % is 0.023 exactly as written, not 2.3 / 100 with its rounding error in the last bit.
      return digits === undefined ? undefined : Number(`${digits}e-2`);
    }
    case 'score': {
      const [, points, scale] = outOf.exec(trimmed) ?? [];
      const fits = metric.scale === undefined || Number(scale) === metric.scale;
      return points === undefined || !fits ? undefined : Number(points);
    }
    case 'seconds': {
      const ms = parseDuration(trimmed);
      return ms === undefined ? undefined : ms / 1000;
    }
    case 'count':
    case 'number':
    case 'currency':
      return undefined;
    default:
      return metric.unit satisfies never;
  }
}

/** A value as conditions write it: the inverse of `parseQuantity`. Not for people: they have dictionaries. */
export function formatQuantity(value: number, metric: Pick<Metric, 'unit' | 'scale'>): string {
  switch (metric.unit) {
    case 'ratio':
      return `${shortest(value * 100)}%`;
    case 'score':
      return metric.scale === undefined ? shortest(value) : `${shortest(value)}/${shortest(metric.scale)}`;
    case 'seconds':
      return Number.isInteger(value) ? formatDuration(value * 1000) : shortest(value);
    case 'count':
    case 'number':
    case 'currency':
      return shortest(value);
    default:
      return metric.unit satisfies never;
  }
}

/**
 * A measured value, rounded to four digits, or to as many as tell it from the values `besides` it: none that
 * has crossed a threshold reads like that.
 */
export function roundedApart(value: number, ...besides: readonly (number | undefined)[]): number {
  const others = besides.filter((other) => other !== undefined).filter((other) => other !== value);
  const to = (one: number, digits: number) => Number(one.toPrecision(digits));
  const enough = [4, 5, 6, 8, 10, 12].find((digits) =>
    others.every((other) => to(other, digits) !== to(value, digits)),
  );
  return to(value, enough ?? 17);
}

function shortest(value: number): string {
  return String(Number(value.toPrecision(12)));
}
