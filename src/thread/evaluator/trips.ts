import { isConnectionLoss, isRefusedData } from '../../platform/database/sql-error.ts';
import { FencedError } from '../../platform/lease/lease.ts';
import type { Turns } from '../../platform/turns.ts';
import { episodeKey } from '../../rules/silences/silence.ts';
import type { Change } from '../change.ts';
import { decideTrip, type Episode } from '../decide/trip.ts';
import type { ThreadPorts } from '../ports.ts';
import { type Sequences, sequencesAfter } from '../world.ts';
import { type Memory, stateOf, worldOf } from './memory.ts';
import { alertKey, type PendingAlerts } from './pending.ts';
import { takeTogether, type Waiting } from './waiting-trips.ts';
import { isWaiting, type Retry, retryAfter } from './writing/retries.ts';
import type { Batch, Writer } from './writing/writer.ts';

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

/** The parts of the evaluator that trips work with. */
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

/** The trips of one memory. */
export function createTrips(sources: TripSources): Trips {
  const { ports, queue, pending, retries } = sources;
  const waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  const writeAll = async (): Promise<void> => {
    // All that breach in one moment are there first.
    await Promise.resolve();
    while (waiting.length > 0) await queue.addUrgent(() => writeSome(sources, waiting));
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
 * A few batches: what people command goes in between. One that fails ends the memory, and with it the others.
 * Where the database refuses the data of one, each of its trips is written alone: the others stop their
 * agents.
 */
async function writeSome(sources: TripSources, waiting: Waiting[]): Promise<void> {
  const { writer, memory, retries, isCurrent } = sources;
  const taken: Waiting[][] = [];
  let batchesWritten = 0;
  const next = (): Batch | undefined => {
    if (!isCurrent() || taken.length === mostBatches) return undefined;
    const batch = takeTogether(waiting, retries, taken.at(-1));
    if (batch.length === 0) return undefined;
    taken.push(batch);
    return {
      decideAll: (sequences, now) => decideTrips(memory, batch, sequences, now),
      written: () => {
        batchesWritten += 1;
        for (const trip of batch) noteWritten(sources, trip);
      },
    };
  };
  try {
    await writer.writeEach(next);
  } catch (error) {
    const failed = taken[batchesWritten] ?? [];
    const isRefused = isRefusedData(error);
    if (isRefused && failed.length > 1) for (const trip of failed) waiting.push({ ...trip, isAlone: true });
    else
      for (const trip of failed) {
        noteFailure(sources, trip.event, error);
        // This memory goes on: nothing else would bring it up again.
        const retry = isRefused ? retries.get(alertKey(trip.event)) : undefined;
        if (retry !== undefined) retry.event = trip.event;
        trip.done();
      }
    // What was decided ahead meanwhile.
    for (const trips of taken.slice(batchesWritten + 1)) waiting.push(...trips);
  } finally {
    if (!isCurrent()) for (const { done } of waiting.splice(0)) done();
  }
}

function noteWritten(
  { ports, memory, retries, onTripped }: TripSources,
  { event, receivedAt, done }: Waiting,
): void {
  retries.delete(alertKey(event));
  if (!isSilenced(memory, event)) {
    if (receivedAt !== undefined && event.kind === 'ruleFired')
      ports.onDetected((performance.now() - receivedAt) / 1000);
    onTripped(event.agent);
  }
  done();
}

/** A silence held it back: nobody was stopped, and nothing is to be looked into. */
function isSilenced(memory: Memory, { kind, agent, rule, at: firedAt }: Episode['event']): boolean {
  const cause = kind === 'ruleFired' ? 'fired' : 'no_data';
  return stateOf(memory, agent).silenced?.has(episodeKey({ rule, cause, firedAt })) === true;
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

function decideTrips(memory: Memory, batch: readonly Waiting[], first: Sequences, now: number): Change[] {
  let sequences = first;
  return batch.map(({ event }) => {
    const change = decideTrip(worldOf(memory, event.agent, sequences, now, event), event, now);
    sequences = sequencesAfter(sequences, change);
    return change;
  });
}
