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
import type { Writer } from './writer.ts';

/** Trips that wait together are written together, so many at most. */
const mostTogether = 100;

/** Writes trips ahead of everything that waits. */
export type Trips = {
  /**
   * Resolves when the trip has been written, or could not be. `receivedAt` is of the breaching sample
   * (monotonic ms).
   */
  readonly start: (event: Episode['event'], receivedAt?: number) => Promise<void>;
  /** Starts the trips again whose time has come. */
  readonly startDue: () => void;
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
  const waiting: Waiting[] = [];

  const writeNext = async (): Promise<void> => {
    const batch = takeTogether(waiting, retries);
    try {
      if (!isCurrent()) return;
      await writer.write((sequences, now) => decideTrips(memory, batch, sequences, now));
      for (const trip of batch) written(trip);
    } catch (error) {
      for (const { event } of batch) noteFailure(sources, event, error);
    } finally {
      for (const { done } of batch) done();
    }
  };

  const written = ({ event, receivedAt }: Waiting): void => {
    retries.delete(alertKey(event));
    if (receivedAt !== undefined && event.kind === 'ruleFired')
      ports.onDetected((performance.now() - receivedAt) / 1000);
    sources.onTripped(event.agent);
  };

  const start = (event: Episode['event'], receivedAt?: number): Promise<void> => {
    const retry = retries.get(alertKey(event));
    if (retry !== undefined && isWaiting(retry, ports.clock.now())) {
      retry.event = event;
      return Promise.resolve();
    }
    return pending.during([event], async () => {
      const trip = new Promise<void>((done) => waiting.push({ event, receivedAt, done }));
      void queue.addUrgent(() => (waiting.length === 0 ? Promise.resolve() : writeNext()));
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

/** One trip an agent; one that has failed before goes alone, so that it takes no others along. */
function takeTogether(waiting: Waiting[], retries: ReadonlyMap<string, Retry>): Waiting[] {
  const batch: Waiting[] = [];
  const agents = new Set<string>();
  for (const trip of waiting) {
    const failedBefore = retries.has(alertKey(trip.event));
    if (agents.has(trip.event.agent) || (failedBefore && batch.length > 0)) continue;
    batch.push(trip);
    agents.add(trip.event.agent);
    if (failedBefore || batch.length === mostTogether) break;
  }
  for (const trip of batch) waiting.splice(waiting.indexOf(trip), 1);
  return batch;
}

function decideTrips(memory: Memory, batch: readonly Waiting[], first: Sequences, now: number): Change[] {
  let sequences = first;
  return batch.map(({ event }) => {
    const change = decideTrip(worldOf(memory, event.agent, sequences, now, event), event, now);
    sequences = sequencesAfter(sequences, change);
    return change;
  });
}
