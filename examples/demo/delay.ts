import type { Format } from '../../src/language/format.ts';
import { thin } from '../../src/language/typography.ts';

/** A measured delay with two figures that count: `4.2 ms`, `240 ms`, `1.9 s`, `2 min 5 s`. */
export function delayText(ms: number, { number, span }: Pick<Format, 'number' | 'span'>): string {
  const atLeast = Math.max(0, ms);
  if (atLeast < 10) return `${number(Math.round(atLeast * 10) / 10)}${thin}ms`;
  if (atLeast < 1_000) return `${number(Math.round(atLeast))}${thin}ms`;
  if (atLeast < 60_000) return `${number(Math.round(atLeast / 100) / 10)}${thin}s`;
  return span(atLeast);
}
