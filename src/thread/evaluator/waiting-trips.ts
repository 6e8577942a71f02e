import type { Episode } from '../decide/trip.ts';
import { alertKey } from './pending.ts';
import type { Retry } from './writing/retries.ts';

/** So many are written together at most. */
const mostTogether = 100;

/** A trip that is to be written; `done` is called when it is, or cannot be. */
export type Waiting = {
  readonly event: Episode['event'];
  /** When its breaching sample was received (monotonic ms); those of one moment have the same. */
  readonly receivedAt: number | undefined;
  readonly done: () => void;
  /** It was refused together with others: it takes none along. */
  readonly isAlone?: boolean;
};

/**
 * Takes the next trips from those that wait. One an agent, and none of an agent that one is under way of;
 * those first with which the fewest have come in one moment, so that a single breach does not wait for the
 * end of a storm. One that has failed before goes alone: it takes no others along.
 */
export function takeTogether(
  waiting: Waiting[],
  retries: ReadonlyMap<string, Retry>,
  underWay: readonly Waiting[] = [],
): Waiting[] {
  const batch: Waiting[] = [];
  const agents = new Set(underWay.map(({ event }) => event.agent));
  for (const trip of fewestFirst(waiting)) {
    const isAlone = trip.isAlone === true || retries.has(alertKey(trip.event));
    if (agents.has(trip.event.agent) || (isAlone && batch.length > 0)) continue;
    batch.push(trip);
    agents.add(trip.event.agent);
    if (isAlone || batch.length === mostTogether) break;
  }
  const taken = new Set(batch);
  for (const trip of waiting.splice(0)) if (!taken.has(trip)) waiting.push(trip);
  return batch;
}

function fewestFirst(waiting: readonly Waiting[]): readonly Waiting[] {
  const moments = new Map<number | undefined, Waiting[]>();
  for (const trip of waiting) {
    const moment = moments.get(trip.receivedAt) ?? [];
    moments.set(trip.receivedAt, moment);
    moment.push(trip);
  }
  return [...moments.values()].toSorted((left, right) => left.length - right.length).flat();
}
