import { datesAround, dayMs, instantsOfMinute, leapOver, startOfDate } from '../../language/zoned.ts';
import { type Cron, namesDay, parseCron } from './cron.ts';

/** Planned work, as the file of an agent or a fleet has it. */
export type Maintenance = {
  /** Five fields, in the agent's zone. */
  readonly cron: string;
  readonly durationMs: number;
  /** For people: what is done then. */
  readonly reason: string;
  /** The rules that are silenced; absent: all of the agent. */
  readonly rules?: readonly string[];
};

/** Nothing is silenced for longer by plan, be it by windows that follow each other. */
export const mostMaintenanceMs = dayMs;

/** One window, from an instant to the one at which it is over. Epoch ms. */
export type Window = { readonly from: number; readonly until: number };

const read = new Map<string, Cron | undefined>();
/** So many patterns are remembered: more than the files of anybody have. */
const mostRead = 5_000;

function cronOf(text: string): Cron | undefined {
  if (read.has(text)) return read.get(text);
  if (read.size >= mostRead) read.clear();
  const parsed = parseCron(text);
  const cron = parsed.ok ? parsed.cron : undefined;
  read.set(text, cron);
  return cron;
}

/**
 * The windows of planned work that reach into [from, to), in order. A time that clocks leap over begins where
 * they leap to; one that they show twice is the first of the two, unless the work is done every hour: then it
 * is both. A duration is as long in these nights as in all others.
 */
export function windowsIn(
  { cron: text, durationMs }: Pick<Maintenance, 'cron' | 'durationMs'>,
  timezone: string,
  from: number,
  to: number,
): Window[] {
  const cron = cronOf(text);
  if (cron === undefined) return [];
  const starts = new Set<number>();
  for (const date of datesAround(from - durationMs, to, timezone))
    if (namesDay(cron, date)) for (const at of startsOn(cron, date, timezone)) starts.add(at);
  return [...starts]
    .filter((start) => start < to && start + durationMs > from)
    .toSorted((left, right) => left - right)
    .map((start) => ({ from: start, until: start + durationMs }));
}

type CalendarDay = ReturnType<typeof datesAround>[number];

function startsOn({ hours, minutes }: Cron, date: CalendarDay, timezone: string): number[] {
  const isHourly = hours.length === 24;
  const begin = startOfDate(date, timezone);
  // Asked for thousands of times at a pattern of every minute, and the same on all days but two of the year.
  if (startOfDate(date.add({ days: 1 }), timezone) - begin === dayMs)
    return hours.flatMap((hour) => minutes.map((minute) => begin + (hour * 60 + minute) * 60_000));
  return hours.flatMap((hour) =>
    minutes.flatMap((minute) => {
      const instants = instantsOfMinute(date, hour * 60 + minute, timezone);
      if (isHourly) return instants;
      const [first = leapOver(date, hour * 60 + minute, timezone)] = instants;
      return first ?? [];
    }),
  );
}

type Kept = { readonly from: number; readonly to: number; readonly windows: readonly Window[] };
const around = new WeakMap<Maintenance, Map<string, Kept>>();

/** The windows around an instant, a day and more to each side: worked out once a day. */
export function windowsAround(entry: Maintenance, timezone: string, at: number): readonly Window[] {
  const zones = around.get(entry) ?? new Map<string, Kept>();
  around.set(entry, zones);
  const known = zones.get(timezone);
  if (known !== undefined && known.from <= at - dayMs && at + dayMs < known.to) return known.windows;
  const [from, to] = [at - 2 * dayMs, at + 3 * dayMs];
  const windows = windowsIn(entry, timezone, from, to);
  zones.set(timezone, { from, to, windows });
  return windows;
}

/**
 * The longest time without a break that windows come to together, in a year without clock changes; counted no
 * further than `mostMs` and what goes beyond.
 */
export function longestTogetherMs(
  entries: readonly Pick<Maintenance, 'cron' | 'durationMs'>[],
  mostMs: number,
): number {
  const [begin, end] = [Date.UTC(2028, 0, 1), Date.UTC(2029, 0, 7)];
  let longest = 0;
  let stretch: Window = { from: begin, until: begin };
  // Week by week: patterns of every minute are found out in the first.
  for (let from = begin; from < end && longest <= mostMs; from += 7 * dayMs) {
    const windows = entries
      .flatMap((entry) => windowsIn(entry, 'UTC', from, from + 7 * dayMs))
      .toSorted((left, right) => left.from - right.from);
    for (const one of windows) {
      stretch =
        one.from <= stretch.until ? { from: stretch.from, until: Math.max(stretch.until, one.until) } : one;
      longest = Math.max(longest, stretch.until - stretch.from);
      if (longest > mostMs) break;
    }
  }
  return longest;
}
