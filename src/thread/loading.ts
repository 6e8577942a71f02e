import { evaluateAll } from '../rules/engine/engine.ts';
import { handleEvents } from './alarms.ts';
import { replayLog } from './cells/cell-keeping.ts';
import { type Core, forget } from './core.ts';
import { gatherFor } from './gathering.ts';
import { endOver, tripMissing } from './making-up.ts';
import { loadMemory, type Memory } from './memory.ts';
import { rehearseTrip } from './rehearsal.ts';
import { endRemoved, recordInForce } from './rulebook.ts';

/** How the evaluator comes by its memory: when it takes over, and again after any write that failed. */
export type Loader = {
  /** Takes over. Resolves once everything is read, however often that had to be tried. */
  readonly lead: () => Promise<void>;
  /** Another process evaluates: forgets everything, at once. */
  readonly stepDown: () => void;
  /** A write failed: forgets everything and reads it again. */
  readonly recover: (error: unknown) => void;
  /** Reads everything again because what is in memory does not fit any more, though nothing failed. */
  readonly reload: () => void;
};

/** The wait before reading again grows with the failures in a row, so that what is broken for good does not spin. */
const waitsMs = [50, 100, 250, 500, 1_000, 2_000, 5_000] as const;

/** Whoever leads reads; `tick` does at once what the time that has passed brings about. */
export function createLoader(core: Core, tick: () => Promise<void>): Loader {
  const { logger } = core.ports;
  let leading = false;
  let term = 0;
  let reading: Promise<void> | undefined;

  const attempt = async (): Promise<void> => {
    const begun = term;
    await core.queue.addUrgent(() => load(core, () => leading && term === begun));
    if (core.memory !== undefined) await tick();
  };

  const readUntilRead = async (): Promise<void> => {
    while (leading && core.memory === undefined) {
      const wait = waitOf(core.failures);
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait).unref());
      if (!leading) return;
      await attempt().catch((error: unknown) => {
        core.failures += 1;
        logger.error(
          { err: error, failures: core.failures },
          'reading the database failed; trying once more',
        );
        forget(core);
      });
    }
  };

  /** One reading at a time: a second memory beside the first would be behind what the first has written. */
  const read = (): Promise<void> => {
    reading ??= readUntilRead().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  /** A reading that has just put the memory there may still be ticking: the next one begins when it is through. */
  const readNext = (): Promise<void> => (reading ?? Promise.resolve()).then(read);

  return {
    lead: () => {
      leading = true;
      term += 1;
      return readNext();
    },
    stepDown: () => {
      leading = false;
      term += 1;
      forget(core);
    },
    recover: (error) => {
      if (core.memory === undefined) return;
      core.failures += 1;
      const level = core.failures > 2 ? 'error' : 'warn';
      logger[level](
        { err: error, failures: core.failures },
        'a write failed: everything is read again from the database',
      );
      forget(core);
      void readNext();
    },
    reload: () => {
      forget(core);
      void readNext();
    },
  };
}

function waitOf(failures: number): number {
  return failures === 0 ? 0 : (waitsMs[Math.min(failures, waitsMs.length) - 1] ?? 0);
}

/**
 * Runs in the queue, so that no command writes meanwhile, and after everything that was being written has ended: what is
 * read is all there is. What a crash left half-way, or an edit of the rules while nobody evaluated, is made up for here.
 */
async function load(core: Core, stillWanted: () => boolean): Promise<void> {
  const { ports, set, failures } = core;
  await core.committer.settled();
  await core.logCommitter.settled();
  await ports.settle();
  await replayLog(core);
  const begun = performance.now();
  const memory = await loadMemory(ports.database, set, ports.clock.now());
  const facts = { series: memory.ids.size, ms: Math.round(performance.now() - begun) };
  ports.logger.info(facts, 'read windows, clocks and switches from the database');
  await recordInForce(core, set);
  // That this could be written says nothing about the write that had failed.
  core.failures = failures;
  if (!stillWanted()) return;
  core.memory = memory;
  for (const state of memory.switches.values()) ports.onSwitch(state);
  afterLoading(core, memory);
}

function afterLoading(core: Core, memory: Memory): void {
  if (memory.orphans.length > 0) {
    void core.queue.add(() => endRemoved(core, memory.orphans)).catch(() => {});
  }
  endOver(core);
  tripMissing(core);
  void handleEvents(core, evaluateAll(memory.engine, core.ports.clock.now()));
  for (const { agent } of memory.incidents.values()) {
    void gatherFor(core, agent).catch(() => {});
  }
  void core.queue
    .add(() => rehearseTrip(core))
    .catch((error: unknown) => core.ports.logger.warn({ err: error }, 'no trip could be rehearsed'));
}
