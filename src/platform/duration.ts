/** Durations as people write them in YAML and in the environment: `90s`, `5m`, `1h30m`, `7d`, `250ms`. */

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof unitMs;

/** The texts that are durations; `0` is one too. */
export const durationPattern = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+$/;
const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g;

/** The form of a duration, for messages that say what was expected. */
export const durationExpected = 'a duration such as 30s, 5m, 1h30m or 7d';

/** A hundred years: what is longer leads to days that no calendar has. */
const longestMs = 36_500 * unitMs.d;

/**
 * Milliseconds of a duration text, or `undefined` when the text is not one, or longer than 100 years. `0`
 * needs no unit.
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '0') return 0;
  if (!durationPattern.test(trimmed)) return undefined;
  let sum = 0;
  for (const [, count, unit] of trimmed.matchAll(part)) sum += Number(count) * unitMs[unit as Unit];
  return sum > longestMs ? undefined : Math.round(sum);
}

/** The shortest exact text of a duration: `90000` → `1m30s`, `3600000` → `1h`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  let rest = Math.abs(Math.round(ms));
  let text = ms < 0 ? '-' : '';
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(rest / unitMs[unit]);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitMs[unit];
  }
  return text;
}
