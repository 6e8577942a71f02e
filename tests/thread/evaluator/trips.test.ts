import { expect, test } from 'vitest';
import { createTurns } from '../../../src/platform/turns.ts';
import type { Memory } from '../../../src/thread/evaluator/memory.ts';
import { createPendingAlerts } from '../../../src/thread/evaluator/pending.ts';
import { createTrips } from '../../../src/thread/evaluator/trips.ts';
import type { Writer } from '../../../src/thread/evaluator/writing/writer.ts';
import type { ThreadPorts } from '../../../src/thread/ports.ts';
import { ruleFired } from '../../builders/messages.ts';
import { manualClock } from '../../support/clock.ts';

const fired = (agent: string, rule = 'error-rate') => ruleFired({ agent, rule });

/** Trips over a writer that decides nothing, and notes which agents come together. `during` runs while a batch is written. */
function tripsOver(during: (batch: number) => Promise<void> | void = () => {}) {
  const batches: string[][] = [];
  const stopped: string[] = [];
  const writer: Writer = {
    write: async () => [],
    writeEach: async (next) => {
      for (let batch = next(); batch !== undefined; batch = next()) {
        const before = stopped.length;
        await during(batches.length);
        batch.written();
        batches.push(stopped.slice(before));
      }
    },
    refreshEnds: async () => {},
    rehearse: async () => {},
  };
  const ports: Pick<ThreadPorts, 'clock' | 'logger' | 'onDetected'> = {
    clock: manualClock(1_000),
    logger: console as unknown as ThreadPorts['logger'],
    onDetected: () => {},
  };
  const trips = createTrips({
    ports: ports as ThreadPorts,
    memory: { agents: new Map() } as unknown as Memory,
    queue: createTurns(),
    writer,
    pending: createPendingAlerts(),
    retries: new Map(),
    isCurrent: () => true,
    onTripped: (agent) => void stopped.push(agent),
  });
  return { trips, batches };
}

const agents = (count: number) => Array.from({ length: count }, (_, place) => `agent-${place}`);

test('all that breach in one moment are written together, a hundred at most', async () => {
  const { trips, batches } = tripsOver();
  await Promise.all(agents(250).map((agent) => trips.start(fired(agent), 1)));
  expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
  expect(batches.flat()).toEqual(agents(250));
});

test('a single breach in the middle of a storm comes with the next batch, before the rest of the storm', async () => {
  const { trips, batches } = tripsOver((batch) => {
    if (batch === 0) void trips.start(fired('alone'), 2);
  });
  await Promise.all(agents(350).map((agent) => trips.start(fired(agent), 1)));
  expect(batches[1]?.[0]).toBe('alone');
  expect(batches.flat()).toHaveLength(351);
});

test('two rules of one agent are never decided side by side: the second finds what the first has opened', async () => {
  const { trips, batches } = tripsOver();
  await Promise.all([
    trips.start(fired('anna'), 1),
    trips.start(fired('anna', 'response-time'), 1),
    trips.start(fired('bruno'), 1),
  ]);
  expect(batches).toEqual([['anna', 'bruno'], ['anna']]);
});

test('what follows a stop waits until no trip waits any more', async () => {
  const { trips, batches } = tripsOver();
  const all = agents(730).map((agent) => trips.start(fired(agent), 1));
  await trips.calm();
  expect(batches.flat()).toHaveLength(730);
  await Promise.all(all);
});
