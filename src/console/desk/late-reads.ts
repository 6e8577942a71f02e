import type { Db } from '../../platform/database/database.ts';
import { type Alarm, alarmsOf, dueAlarms } from '../../requests/clocks/alarms.ts';
import { lateRequests } from '../../requests/clocks/clock-store.ts';
import type { RequestTimes } from '../../requests/request.ts';
import { timesOfNumbers } from '../../requests/request-row-store.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';

/** A request that is late, why (the gravest of what is), and since when, epoch ms. */
export type Late = Pick<RequestTimes, 'number' | 'kind' | 'owner'> & {
  readonly why: Alarm['kind'];
  readonly lateAt: number;
};

/** So many stand on top; the rest is counted. */
const mostOnTop = 6;

/**
 * The requests that are late at `now`, the longest first. Numbers and times alone: it reads nobody’s words.
 */
export async function lateOnTop(
  db: Db,
  rules: DeskRules,
  now: number,
): Promise<{ readonly first: readonly Late[]; readonly total: number }> {
  const { first, total } = await lateRequests(db, now, mostOnTop);
  const times = await timesOfNumbers(
    db,
    first.map(({ number }) => number),
  );
  const known = new Map(times.map((one) => [one.number, one]));
  const late = first.flatMap((clock): Late[] => {
    const own = known.get(clock.number);
    const due = own === undefined ? [] : dueAlarms(alarmsOf(rules, own, clock, now), now);
    const [worst] = due;
    if (own === undefined || worst === undefined) return [];
    const { number, kind, owner } = own;
    const lateAt = Math.min(...due.map(({ dueAt }) => dueAt));
    return [{ number, kind, ...(owner !== undefined && { owner }), why: worst.kind, lateAt }];
  });
  return { first: late, total };
}
