import { formatDuration, parseDuration } from '../platform/duration.ts';
import type { Metric } from './metric.ts';

/**
 * Quantities as people write them: `2%`, `4.2/5`, `15m`, or a bare number in the metric's own unit. Inside
 * filrouge a ratio is 0…1, a duration is in seconds, a score is in points of its scale.
 */

const bare = /^-?\d+(?:\.\d+)?$/;
const percent = /^(-?\d+(?:\.\d+)?)\s*%$/;
const outOf = /^(-?\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)$/;

type Parsed =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly expected: string };

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

/** The value of a quantity text in the metric's unit, or what was expected instead. */
export function parseQuantity(text: string, metric: Pick<Metric, 'unit' | 'scale'>): Parsed {
  const trimmed = text.trim();
  if (bare.test(trimmed)) return { ok: true, value: Number(trimmed) };
  const expected = quantityExpected(metric);
  switch (metric.unit) {
    case 'ratio': {
      const match = percent.exec(trimmed);
      return match ? { ok: true, value: percentValue(match[1] ?? '') } : { ok: false, expected };
    }
    case 'score': {
      const match = outOf.exec(trimmed);
      if (!match || (metric.scale !== undefined && Number(match[2]) !== metric.scale))
        return { ok: false, expected };
      return { ok: true, value: Number(match[1]) };
    }
    case 'seconds': {
      const ms = parseDuration(trimmed);
      return ms === undefined ? { ok: false, expected } : { ok: true, value: ms / 1000 };
    }
    case 'count':
    case 'number':
    case 'currency':
      return { ok: false, expected };
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

/** 2.3 % is 0.023 exactly as written, not 2.3 / 100 with its rounding error in the last bit. */
function percentValue(digits: string): number {
  return Number(`${digits}e-2`);
}

function shortest(value: number): string {
  return String(Number(value.toPrecision(12)));
}
