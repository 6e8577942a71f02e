import type { Schedule } from '../../src/platform/jobs.ts';
import type { ManualClock } from './clock.ts';

/** The calendar of an app whose clock a test moves: no job runs but those that are due as it is moved. */
export type ManualCalendar = {
  readonly schedule: Schedule;
  /** The first time after the clock's at which a job is due, if there is one up to `to`; epoch ms. */
  readonly next: (to: number) => number | undefined;
  /** Lets every job that is due at the clock's time do its work. */
  readonly run: () => Promise<void>;
};

const minute = 60_000;

type Job = { readonly isDueAt: (at: number) => boolean; readonly run: () => Promise<void> | undefined };

/**
 * Jobs by the minutes of a clock; those of `instead`, by another pattern than their own.
 * Patterns are the five fields of cron, with numbers, lists, ranges and steps.
 */
export function manualCalendar(
  clock: ManualClock,
  instead: Readonly<Record<string, string>> = {},
): ManualCalendar {
  const jobs = new Set<Job>();
  const dueAt = (at: number) => [...jobs].filter(({ isDueAt }) => isDueAt(at));
  return {
    schedule: (name, pattern, run) => {
      const job = { isDueAt: matcher(instead[name] ?? pattern), run };
      jobs.add(job);
      return () => void jobs.delete(job);
    },
    next: (to) => {
      for (let at = (Math.floor(clock.now() / minute) + 1) * minute; at <= to; at += minute)
        if (dueAt(at).length > 0) return at;
      return undefined;
    },
    run: async () => {
      for (const { run } of dueAt(clock.now())) await run();
    },
  };
}

function matcher(pattern: string): Job['isDueAt'] {
  const fields = pattern.split(' ').slice(-5).map(valuesOf);
  return (at) => {
    const date = new Date(at);
    const shown = [
      ...[date.getUTCMinutes(), date.getUTCHours(), date.getUTCDate()],
      ...[date.getUTCMonth() + 1, date.getUTCDay()],
    ];
    return at % minute === 0 && fields.every((values, place) => values(shown[place] ?? 0));
  };
}

/** Whether a number is one of those that a field names. */
function valuesOf(field: string): (shown: number) => boolean {
  const parts = field.split(',').map((part) => {
    const [range = '*', step = '1'] = part.split('/');
    const [from = 0, to = from] = range === '*' ? [0, 59] : range.split('-').map(Number);
    return { from, to, step: Number(step) };
  });
  return (shown) =>
    parts.some(({ from, to, step }) => shown >= from && shown <= to && (shown - from) % step === 0);
}
