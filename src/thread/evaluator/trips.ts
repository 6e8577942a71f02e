import { isConnectionLoss } from '../../platform/database/sql-error.ts';
import { FencedError } from '../../platform/lease/lease.ts';
import type { Turns } from '../../platform/turns.ts';
import type { Change } from '../change.ts';
import { decideTrip, type Episode } from '../decide/trip.ts';
import type { ThreadPorts } from '../ports.ts';
import { type Sequences, sequencesAfter } from '../world.ts';
import { type Memory, worldOf } from './memory.ts';
import { alertKey, type PendingAlerts } from './pending.ts';
import { isWaiting, type Retry, retryAfter } from './retries.ts';
import type { Batch, Writer } from './writer.ts';

/** Trips that wait together are written together, so many at most: the last of them waits no longer than the first. */
const mostTogether = 100;
/** So many batches follow each other without a pause. */
const mostBatches = 5;

/** Writes trips ahead of everything that waits. */
export type Trips = {
  /**
   * Resolves when the trip has been written, or could not be. `receivedAt` is of the breaching sample
   * (monotonic ms).
   */
  readonly start: (event: Episode['event'], receivedAt?: number) => Promise<void>;
  /** Starts the trips again whose time has come. */
  readonly startDue: () => void;
  /** Resolves when no trip waits: whatever else a stop brings about waits for this. */
  readonly calm: () => Promise<void>;
};

export type TripSources = {
  readonly ports: ThreadPorts;
  readonly memory: Memory;
  readonly queue: Turns;
  readonly writer: Writer;
  readonly pending: PendingAlerts;
  /** Trips whose write has failed before; they outlive the memory that failed. */
  readonly retries: Map<string, Retry>;
  readonly isCurrent: () => boolean;
  readonly onTripped: (agent: string) => void;
};

type Waiting = {
  readonly event: Episode['event'];
  readonly receivedAt: number | undefined;
  readonly done: () => void;
};

/** The trips of one memory. */
export function createTrips(sources: TripSources): Trips {
  const { ports, queue, writer, memory, pending, retries, isCurrent } = sources;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  const writeAll = async (): Promise<void> => {
    // All that breach in one moment are there first.
    await Promise.resolve();
    while (waiting.length > 0) await queue.addUrgent(writeSome);
  };

  /** A few batches: what people command goes in between. One that fails ends the memory, and with it the others. */
  const writeSome = async (): Promise<void> => {
    const taken: Set<Waiting>[] = [];
    let batchesWritten = 0;
    const next = (): Batch | undefined => {
      const batch = takeTogether(waiting, retries, taken.at(-1));
      if (!isCurrent() || batch.size === 0 || taken.length === mostBatches) return undefined;
      taken.push(batch);
      waiting = waiting.filter((trip) => !batch.has(trip));
      return {
        decideAll: (sequences, now) => decideTrips(memory, batch, sequences, now),
        written: () => {
          batchesWritten += 1;
          for (const trip of batch) written(trip);
        },
      };
    };
    try {
      await writer.writeEach(next);
    } catch (error) {
      for (const { event } of taken[batchesWritten] ?? []) noteFailure(sources, event, error);
    } finally {
      const left = isCurrent() ? [] : waiting.splice(0);
      for (const { done } of [...taken.slice(batchesWritten).flatMap((batch) => [...batch]), ...left]) done();
    }
  };

  const written = ({ event, receivedAt, done }: Waiting): void => {
    retries.delete(alertKey(event));
    if (receivedAt !== undefined && event.kind === 'ruleFired')
      ports.onDetected((performance.now() - receivedAt) / 1000);
    sources.onTripped(event.agent);
    done();
  };

  const start = (event: Episode['event'], receivedAt?: number): Promise<void> => {
    const retry = retries.get(alertKey(event));
    if (retry !== undefined && isWaiting(retry, ports.clock.now())) {
      retry.event = event;
      return Promise.resolve();
    }
    return pending.during([event], async () => {
      const trip = new Promise<void>((done) => {
        waiting.push({ event, receivedAt, done });
      });
      writing ??= writeAll().finally(() => {
        writing = undefined;
      });
      await trip;
    });
  };

  return {
    start,
    startDue: () => {
      const now = ports.clock.now();
      for (const retry of retries.values()) {
        const { event } = retry;
        if (event === undefined || isWaiting(retry, now)) continue;
        retry.event = undefined;
        void start(event);
      }
    },
    calm: async () => writing,
  };
}

/**
 * A trip that cannot be written is an agent that is not stopped. A lost database is known to all and passes
 * for all.
 */
function noteFailure(
  { ports, retries }: Pick<TripSources, 'ports' | 'retries'>,
  event: Episode['event'],
  error: unknown,
): void {
  const { agent, rule } = event;
  if (error instanceof FencedError || isConnectionLoss(error)) {
    ports.logger.error({ err: error }, 'tripping failed; everything is read again and decided again');
    return;
  }
  const key = alertKey(event);
  const retry = retryAfter(retries.get(key), ports.clock.now());
  retries.set(key, retry);
  const { failures, until } = retry;
  ports.logger.error(
    { err: error, agent, rule, failures, nextTryAt: new Date(until).toISOString() },
    'A TRIP COULD NOT BE WRITTEN: the agent is not stopped. It is tried again; suspend the agent by hand meanwhile',
  );
}

/**
 * One trip an agent, and none of an agent that one is under way of; those first with which the fewest have come in one moment: a single breach does not wait
 * for the end of a storm. One that has failed before goes alone, so that it takes no others along.
 */
function takeTogether(
  waiting: readonly Waiting[],
  retries: ReadonlyMap<string, Retry>,
  underWay: Iterable<Waiting> = [],
): Set<Waiting> {
  const batch = new Set<Waiting>();
  const agents = new Set(Array.from(underWay, ({ event }) => event.agent));
  for (const trip of fewestFirst(waiting)) {
    const failedBefore = retries.has(alertKey(trip.event));
    if (agents.has(trip.event.agent) || (failedBefore && batch.size > 0)) continue;
    batch.add(trip);
    agents.add(trip.event.agent);
    if (failedBefore || batch.size === mostTogether) break;
  }
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

function decideTrips(memory: Memory, batch: Iterable<Waiting>, first: Sequences, now: number): Change[] {
  let sequences = first;
  return Array.from(batch, ({ event }) => {
    const change = decideTrip(worldOf(memory, event.agent, sequences, now, event), event, now);
    sequences = sequencesAfter(sequences, change);
    return change;
  });
}
