import { isAlwaysOpen, type OpeningHours, type OpenTime, openTimesIn } from './opening.ts';

/**
 * Working time: only what passes while the desk is open counts. Instants are epoch ms; spans are ms. What is
 * asked for over and over is a search among the stretches of a year, which are worked out once.
 */

/** The stretches of a calendar year in UTC, and how much is open before each of them. */
type Year = {
  readonly from: number;
  readonly until: number;
  readonly times: readonly OpenTime[];
  readonly before: readonly number[];
  readonly openMs: number;
};

const years = new WeakMap<OpeningHours, Map<number, Year>>();
/** A desk that is closed for longer than this never opens. */
const mostClosedYears = 5;

/** The working time between two instants; 0 where the second is not after the first. */
export function workingMs(opening: OpeningHours, from: number, to: number): number {
  if (to <= from) return 0;
  if (isAlwaysOpen(opening)) return to - from;
  const [first, last] = [yearOfInstant(from), yearOfInstant(to)];
  let ms = openBefore(yearOf(opening, last), to);
  for (let year = first; year < last; year += 1) ms += yearOf(opening, year).openMs;
  return ms - openBefore(yearOf(opening, first), from);
}

/**
 * The first instant by which so much working time has passed since `from`; `from` itself for none. A desk
 * that never opens has no such instant.
 */
export function afterWorking(opening: OpeningHours, from: number, ms: number): number | undefined {
  if (ms <= 0) return from;
  if (isAlwaysOpen(opening)) return from + ms;
  const first = yearOfInstant(from);
  let left = ms + openBefore(yearOf(opening, first), from);
  let closedYears = 0;
  for (let year = first; closedYears <= mostClosedYears; year += 1) {
    const known = yearOf(opening, year);
    if (left <= known.openMs) return instantAt(known, left);
    left -= known.openMs;
    closedYears = known.openMs === 0 ? closedYears + 1 : 0;
  }
  return undefined;
}

/** The first instant from `at` on at which it is open; nothing where it never opens. */
export function nextOpening(opening: OpeningHours, at: number): number | undefined {
  const millisecondIn = afterWorking(opening, at, 1);
  return millisecondIn === undefined ? undefined : millisecondIn - 1;
}

function yearOfInstant(at: number): number {
  return new Date(at).getUTCFullYear();
}

function yearOf(opening: OpeningHours, year: number): Year {
  const known = years.get(opening) ?? new Map<number, Year>();
  years.set(opening, known);
  const found = known.get(year) ?? countedYear(opening, year);
  known.set(year, found);
  return found;
}

function countedYear(opening: OpeningHours, year: number): Year {
  const [from, until] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
  const times = openTimesIn(opening, from, until);
  const before: number[] = [];
  let openMs = 0;
  for (const time of times) {
    before.push(openMs);
    openMs += time.until - time.from;
  }
  return { from, until, times, before, openMs };
}

/** How much of a year is open before an instant of it. */
function openBefore({ times, before }: Year, at: number): number {
  const place = lastPlace(times.length, (index) => (times[index]?.from ?? 0) <= at);
  const time = times[place];
  if (time === undefined) return 0;
  return (before[place] ?? 0) + Math.min(at, time.until) - time.from;
}

/** The instant by which so much of a year was open, above 0 and at most all of it. */
function instantAt({ times, before, until }: Year, ms: number): number {
  const place = lastPlace(times.length, (index) => (before[index] ?? 0) < ms);
  const time = times[place];
  return time === undefined ? until : time.from + ms - (before[place] ?? 0);
}

/** The last of `length` places that fit, where those that fit come first; -1: none. */
function lastPlace(length: number, fits: (place: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
