import { localDate, minuteOfDate } from '../language/zoned.ts';
import { windowsIn } from './silences/maintenance.ts';

/** Proof tests by themselves: how often, and in which hours of the agent's nights. */
export type ProofSchedule = (
  | { readonly everyMs: number }
  /** Five fields, in the agent's zone, one time a day at most: due in the first quiet hours that follow. */
  | { readonly cron: string }
) & {
  /** Minutes after midnight where the agent is; an end before the beginning is of the next day. */
  readonly fromMinutes: number;
  readonly toMinutes: number;
  /** So many agents are proved at once. */
  readonly together: number;
};

/** The quiet hours that hold at an instant. Epoch ms; `until` is the first instant after them. */
export type QuietHours = { readonly from: number; readonly until: number };

/**
 * The quiet hours that hold at `now`; nothing outside of them. Where the clocks leap over the whole of them
 * there are none that night; where they are shown twice they are one span, as long as both.
 */
export function quietHours(
  { fromMinutes, toMinutes }: Pick<ProofSchedule, 'fromMinutes' | 'toMinutes'>,
  timezone: string,
  now: number,
): QuietHours | undefined {
  const today = localDate(now, timezone);
  const isOverMidnight = toMinutes <= fromMinutes;
  for (const date of isOverMidnight ? [today.subtract({ days: 1 }), today] : [today]) {
    const from = minuteOfDate(date, fromMinutes, timezone);
    const until = minuteOfDate(isOverMidnight ? date.add({ days: 1 }) : date, toMinutes, timezone);
    if (from <= now && now < until) return { from, until };
  }
  return undefined;
}

/** When in these hours an agent has its turn: always the same share of them, so that a fleet is spread. */
export function turnOf(agent: string, { from, until }: QuietHours): number {
  return from + Math.floor(shareOfName(agent) * (until - from));
}

/** The standing of an agent's proof tests, for its schedule. Epoch ms. */
export type ProofsSoFar = {
  /** When the rule that was proved longest ago was; absent: one of them never was. */
  readonly provedAt?: number | undefined;
  /** When the last test by schedule was tried that failed or was skipped. */
  readonly triedAt?: number | undefined;
  readonly isFailing: boolean;
};

/** Half a night: who was proved a little after his turn is due again a little before it. */
const slackMs = 12 * 3_600_000;

/**
 * Whether it is the agent's turn: in its quiet hours, once a night, and only if its proofs are as old as the
 * schedule says, or the last one has not passed.
 */
export function isProofDue(
  agent: string,
  schedule: ProofSchedule,
  hours: QuietHours,
  { provedAt, triedAt, isFailing }: ProofsSoFar,
  now: number,
  timezone: string,
): boolean {
  const turn = turnOf(agent, hours);
  if (now < turn || now >= hours.until) return false;
  if (triedAt !== undefined && triedAt >= hours.from && triedAt <= now) return false;
  if (isFailing || provedAt === undefined) return true;
  if ('everyMs' in schedule) return provedAt + schedule.everyMs - slackMs <= turn;
  const asked = lastTime(schedule.cron, timezone, turn);
  return asked !== undefined && provedAt < asked;
}

/** A pattern that names no day of so many says nothing: 29 February comes each four years. */
const searchedMs = [8, 62, 366, 5 * 366].map((days) => days * 86_400_000);

/** The last time that a cron line names, at an instant or before it. */
function lastTime(cron: string, timezone: string, at: number): number | undefined {
  for (const lengthMs of searchedMs) {
    const last = windowsIn({ cron, durationMs: 1 }, timezone, at - lengthMs, at + 1).at(-1);
    if (last !== undefined) return last.from;
  }
  return undefined;
}

/** In [0, 1), the same for a name on every machine (FNV-1a of its code units). */
function shareOfName(name: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < name.length; place += 1)
    hash = Math.imul(hash ^ name.charCodeAt(place), 0x01000193) >>> 0;
  // Names that differ in their last letter alone are spread by mixing once more.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = (hash ^ (hash >>> 13)) >>> 0;
  return hash / 0x1_0000_0000;
}
