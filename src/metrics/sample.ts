import { instantExpected, parseInstant } from '../platform/iso.ts';
import { beginningOf } from '../platform/texts.ts';
import { livesInStore } from './from.ts';
import { type NamedMetric, valueFault } from './metric.ts';
import { keptMs } from './retention.ts';
import { type VariantsOf, variantPattern } from './variant.ts';

/** One measurement, checked: ready to be recorded. */
export type Sample = {
  readonly agent: string;
  readonly metric: string;
  readonly value: number;
  readonly weight: number;
  readonly at: number;
  /** The part of the agent's traffic that it is of, if its sender says so. */
  readonly variant?: string;
};

/** A measurement that has an id, by which it counts once. */
export type IdentifiedSample = Sample & { readonly id: string };

/** A rejected item of a batch: its place in the body and why. */
export type Rejection = { readonly index: number; readonly reason: string };

/** The knowledge that an intake judges an item by. */
export type Known = {
  readonly hasAgent: (agent: string) => boolean;
  readonly metric: (metric: string) => NamedMetric | undefined;
  /** Left out: nobody declares any. */
  readonly variantsOf?: VariantsOf;
};

/** How far ahead of now a sample may be dated: clocks differ, but not by more. */
export const mostAheadMs = 300_000;

/** The times that an item may have, and the one that it has when it names none. */
export type TimeLimits = { readonly now: number; readonly earliest: number; readonly latest: number };

/** The limits of a sender whose items are from now; `kept`: what its items are remembered by. */
export function timeLimits(now: number, kept: keyof typeof keptMs): TimeLimits {
  return { now, earliest: now - keptMs[kept], latest: now + mostAheadMs };
}

/** The limits of a file of history, whose times have no present: those that nobody means otherwise. */
export const historyLimits: TimeLimits = {
  now: Number.NaN,
  earliest: Date.UTC(2000, 0),
  latest: Date.UTC(2100, 0),
};

const fields: ReadonlySet<string> = new Set(['agent', 'metric', 'value', 'weight', 'at', 'variant']);

/**
 * Checks one item of `POST /v1/samples`: the sample, or the reason why it is rejected. Written by hand
 * because it stands on the hot path.
 */
export function checkSample(item: unknown, known: Known, times: TimeLimits): Sample | string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'expected an object';
  const raw = item as Record<string, unknown>;
  for (const key in raw)
    if (!fields.has(key)) return `unknown field "${clip(key)}"; expected ${[...fields].join(', ')}`;
  const { agent, metric, value } = raw as { agent?: unknown; metric?: unknown; value?: unknown };
  if (typeof agent !== 'string') return 'agent: expected a text';
  if (!known.hasAgent(agent)) return unknownName('agent', agent);
  if (typeof metric !== 'string') return 'metric: expected a text';
  const named = known.metric(metric);
  if (named === undefined) return unknownName('metric', metric);
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'value: expected a finite number';
  const isAge = named.aggregate === 'age' && !livesInStore(named);
  const fault = isAge ? ageFault(value) : valueFault(named, value);
  if (fault !== undefined) return fault;
  const weight = raw['weight'] === undefined ? 1 : raw['weight'];
  if (typeof weight !== 'number' || !Number.isFinite(weight)) return 'weight: expected a finite number';
  if (weight <= 0) return `weight: found ${weight}, expected more than 0`;
  if (!Number.isFinite(value * weight)) return 'value and weight: their product is too large';
  const at = checkInstant(raw['at'], times);
  if (typeof at === 'string') return at;
  const { variant } = raw as { variant?: unknown };
  if (variant === undefined) return { agent, metric, value: value + 0, weight, at };
  return checkVariant(variant) ?? { agent, metric, value: value + 0, weight, at, variant: String(variant) };
}

/** Why a text cannot name a variant. One that the mandate does not declare is counted for the agent alone. */
export function checkVariant(variant: unknown): string | undefined {
  if (typeof variant === 'string' && variant.length <= 63 && variantPattern.test(variant)) return undefined;
  return 'variant: expected a word of small letters, digits and dashes, such as candidate';
}

/** Why an item that names what the rules do not know is not taken. */
export function unknownName(thing: 'agent' | 'metric', name: string): string {
  return `unknown ${thing} "${clip(name)}"`;
}

/**
 * An age is counted from the time of its samples, whatever their value: one that looks like an age is not
 * meant so.
 */
function ageFault(value: number): string | undefined {
  if (value === 0 || value === 1) return undefined;
  return `value: found ${value}, expected 1: an age is counted from the sample's time, so send at: the time of the last success`;
}

/** An ISO 8601 time with its offset, or epoch milliseconds; now when absent; a reason when neither. */
export function checkInstant(at: unknown, times: TimeLimits): number | string {
  if (at === undefined) return times.now;
  const ms = typeof at === 'number' ? at : typeof at === 'string' ? parseInstant(at) : undefined;
  if (ms === undefined || !Number.isFinite(ms))
    return `at: ${typeof at === 'string' ? `found "${clip(at)}", ` : ''}expected ${instantExpected}`;
  return timeFault(ms, times) ?? Math.floor(ms);
}

/** Other units that epoch milliseconds are taken for, and what has to be done to them. */
const otherUnits = [
  { name: 'seconds', factor: 1_000, remedy: 'multiply by 1000' },
  { name: 'microseconds', factor: 1e-3, remedy: 'divide by 1000' },
  { name: 'nanoseconds', factor: 1e-6, remedy: 'divide by 1000000' },
] as const;

/** Why an instant in epoch ms cannot be that of a measure. */
export function timeFault(ms: number, { now, earliest, latest }: TimeLimits): string | undefined {
  if (ms >= earliest && ms <= latest) return undefined;
  const unit = otherUnits.find(({ factor }) => ms * factor >= earliest && ms * factor <= latest);
  if (unit !== undefined)
    return `at: ${ms} are ${unit.name} since 1970, expected milliseconds: ${unit.remedy}`;
  if (ms < earliest) return `at: ${dateOf(ms)} is too long ago, expected ${dateOf(earliest)} or later`;
  if (Number.isNaN(now)) return `at: ${dateOf(ms)} is too far ahead, expected ${dateOf(latest)} or earlier`;
  return `at: ${Math.round((ms - now) / 1000)} s ahead of this server's clock, expected at most 300 s`;
}

function dateOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().slice(0, 10);
}

/** A received text, short enough to be repeated in a message. */
export function clip(text: string): string {
  return text.length > 80 ? `${beginningOf(text, 77)}…` : text;
}
