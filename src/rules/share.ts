import { durationExpected, formatDuration, parseDuration } from '../platform/duration.ts';
import { longestDurationMs } from './condition.ts';

/**
 * A step on the way back of an agent: the part of its traffic that it answers (0 … 1), and how long at least.
 */
export type ResumeStep = { readonly share: number; readonly forMs: number };

/** The texts that may be a part of the traffic. */
export const sharePattern = /^(\d{1,3}(?:\.\d{1,4})?)\s*(%?)$/;

/**
 * Reads `20%` or `0.2` as 0.2; `undefined` when it is no part of the traffic: above 0 and below all of it.
 */
export function parseShare(text: string): number | undefined {
  const match = sharePattern.exec(text.trim());
  if (match === null) return undefined;
  // 99.99 divided by 100 is not quite 0.9999.
  const share = match[2] === '%' ? Number((Number(match[1]) / 100).toPrecision(12)) : Number(match[1]);
  return share > 0 && share < 1 ? share : undefined;
}

/** A part of the traffic as the files write it: 0.125 is `12.5%`. */
export function formatShare(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`;
}

/** The words after "expected" of what is no part of the traffic. */
export const shareExpected =
  'a part of the traffic such as 20% or 0.2: more than nothing, and less than all of it';

const stepPattern = /^(\S+)\s+for\s+(\S+)$/;

/** Reads `10% for 15m`; `undefined` when it is no step. */
export function parseStep(text: string): ResumeStep | undefined {
  const match = stepPattern.exec(text.trim());
  const share = match?.[1] === undefined ? undefined : parseShare(match[1]);
  const forMs = match?.[2] === undefined ? undefined : parseDuration(match[2]);
  if (share === undefined || forMs === undefined || forMs <= 0 || forMs > longestDurationMs) return undefined;
  return { share, forMs };
}

/** A step as the files write it. */
export function formatStep({ share, forMs }: ResumeStep): string {
  return `${formatShare(share)} for ${formatDuration(forMs)}`;
}

/** The words after "expected" of what is no step. */
export const stepExpected = `a step such as 10% for 15m: a part of the traffic, and ${durationExpected}`;

/** A step that does not rise above the one before it, by its place; `undefined` when all of them do. */
export function stepNotRising(steps: readonly ResumeStep[]): number | undefined {
  const place = steps.findIndex(({ share }, at) => at > 0 && share <= (steps[at - 1]?.share ?? 0));
  return place === -1 ? undefined : place;
}
