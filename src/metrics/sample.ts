/** One measurement, checked: ready to be recorded. */
export type Sample = {
  readonly agent: string;
  readonly metric: string;
  readonly value: number;
  readonly weight: number;
  readonly at: number;
};

/** A rejected item of a batch: its place in the body and why. */
export type Rejection = { readonly index: number; readonly reason: string };

/** The knowledge that an intake judges an item by. */
export type Known = {
  readonly hasAgent: (agent: string) => boolean;
  readonly hasMetric: (metric: string) => boolean;
};

/** How far ahead of now a sample may be dated: clocks differ, but not by more. */
export const mostAheadMs = 300_000;

const fields: ReadonlySet<string> = new Set(['agent', 'metric', 'value', 'weight', 'at']);

/**
 * Checks one item of `POST /v1/samples`: the sample, or the reason why it is rejected. Written by hand
 * because it stands on the hot path.
 */
export function checkSample(item: unknown, known: Known, now: number): Sample | string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'expected an object';
  const raw = item as Record<string, unknown>;
  for (const key in raw)
    if (!fields.has(key)) return `unknown field "${clip(key)}"; expected ${[...fields].join(', ')}`;
  const { agent, metric, value } = raw as { agent?: unknown; metric?: unknown; value?: unknown };
  if (typeof agent !== 'string') return 'agent: expected a text';
  if (!known.hasAgent(agent)) return `unknown agent "${clip(agent)}"`;
  if (typeof metric !== 'string') return 'metric: expected a text';
  if (!known.hasMetric(metric)) return `unknown metric "${clip(metric)}"`;
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'value: expected a finite number';
  const weight = raw['weight'] === undefined ? 1 : raw['weight'];
  if (typeof weight !== 'number' || !Number.isFinite(weight)) return 'weight: expected a finite number';
  if (weight <= 0) return `weight: found ${weight}, expected more than 0`;
  if (!Number.isFinite(value * weight)) return 'value and weight: their product is too large';
  const at = checkInstant(raw['at'], now);
  return typeof at === 'string' ? at : { agent, metric, value: value + 0, weight, at };
}

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** An ISO 8601 time with its offset, or epoch milliseconds; `now` when absent; a reason when neither. */
export function checkInstant(at: unknown, now: number): number | string {
  if (at === undefined) return now;
  const ms =
    typeof at === 'number' ? at : typeof at === 'string' && iso.test(at) ? Date.parse(at) : Number.NaN;
  if (!Number.isFinite(ms) || ms < 0)
    return 'at: expected an ISO 8601 time with its offset, such as 2026-06-05T08:02:00Z';
  if (ms > now + mostAheadMs)
    return `at: ${Math.round((ms - now) / 1000)} s ahead of this server's clock, expected at most 300 s`;
  return Math.floor(ms);
}

/** A received text, short enough to be repeated in a message. */
export function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
