import { bringAllAhead } from '../../metrics/memory/live.ts';
import { countUnwritten } from '../../metrics/storage/write-behind.ts';
import { type Refusal, type Result, refused } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { replayLog } from '../cells/wal.ts';
import type { ThreadPorts } from '../ports.ts';
import { growForRules } from './growth.ts';
import { loadMemory } from './load-memory.ts';
import { type Memory, plansInMemory } from './memory.ts';
import { createCommandQueue } from './queue.ts';
import { rehearseTrip } from './rehearsal.ts';
import { adoptInMemory, aggregatesChanged, recordInForce } from './rule-sets.ts';
import { createTerm, type Lasting, type Term } from './term.ts';

/**
 * The evaluator's state. It alone holds the memory: nobody decides on one that has ended. `loading` lasts until everything
 * has been read, however often that has to be tried.
 */
type State =
  | { readonly kind: 'standby' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'evaluating'; readonly term: Term };

/** Evaluates while it leads; stands by otherwise. */
export type Evaluator = {
  /** Takes over: reads everything, records the rule set in force, and evaluates from now on. */
  readonly lead: () => Promise<void>;
  /** Another process evaluates: forgets everything, at once. */
  readonly stepDown: () => void;
  /** Does what the passing of time brings about. Call it every second, or more often than a cell. */
  readonly tick: () => Promise<void>;
  /** Resolves when everything that was begun is written. */
  readonly idle: () => Promise<void>;
  /** The term under way, if this process evaluates now. */
  readonly term: () => Term | undefined;
  /** The same, or the refusal why no samples can be taken now. */
  readonly ready: () => Result<Term>;
  readonly ruleSet: () => RuleSet;
  /** Puts an edited rule set in force while everything runs. */
  readonly adopt: (set: RuleSet) => Promise<void>;
  /** Runs a command in its turn, on the term there is then; refused while there is none. */
  readonly inTurn: <T>(work: (term: Term) => Promise<Result<T>>) => Promise<Result<T>>;
  /** Trips that could not be written and are tried again: each an agent that ought to be stopped, or an alarm unheard. */
  readonly failingTrips: () => number;
};

/** The wait before reading again grows with the failures in a row, so that what is broken for good does not spin. */
const waitsMs = [50, 100, 250, 500, 1_000, 2_000, 5_000] as const;

/** More changed cells than this waiting for the database: the intake says so instead of filling memory. */
const mostWaitingCells = 1_000_000;

/** An evaluator that stands by until `lead` is called. */
export function createEvaluator(ports: ThreadPorts, firstSet: RuleSet): Evaluator {
  const { clock, logger } = ports;
  const lasting: Lasting = {
    ports,
    queue: createCommandQueue(),
    reading: createCommandQueue(),
    retries: new Map(),
    counting: new Map(),
  };
  const { queue, reading, retries } = lasting;
  let state: State = { kind: 'standby' };
  let set = firstSet;
  /** Failed writes in a row. */
  let failures = 0;
  /** Terms that have ended, while something of them may still be under way. */
  let ended: Promise<void> = Promise.resolve();
  let readingAll: Promise<void> | undefined;

  const currentTerm = (): Term | undefined => (state.kind === 'evaluating' ? state.term : undefined);

  const end = (next: State): void => {
    const term = currentTerm();
    if (term !== undefined) ended = Promise.all([ended, term.cells.idle()]).then(() => {});
    state = next;
    for (const retry of retries.values()) retry.event = undefined;
  };

  const failed = (error: unknown): void => {
    if (state.kind !== 'evaluating') return;
    failures += 1;
    logger[failures > 2 ? 'error' : 'warn'](
      { err: error, failures },
      'a write failed: everything is read again from the database',
    );
    end({ kind: 'loading' });
    void readNext();
  };

  const begin = (memory: Memory): Term => {
    const term: Term = createTerm(
      lasting,
      memory,
      {
        failed: (error) => {
          if (isCurrent()) failed(error);
        },
        succeeded: () => {
          failures = 0;
        },
      },
      isCurrent,
    );
    function isCurrent(): boolean {
      return currentTerm()?.memory === memory;
    }
    return term;
  };

  /**
   * Runs in the queue, so that no command writes meanwhile, and after everything that was being written has ended: what is
   * read is all there is. What a crash left half-way, or an edit of the rules while nobody evaluated, is reconciled here.
   */
  const load = async (wanted: State): Promise<void> => {
    await ended;
    await ports.awaitFenced();
    await replayLog(ports);
    const begun = performance.now();
    const { memory, orphans } = await loadMemory(ports.database, set, clock.now());
    const facts = { series: memory.ids.size, ms: Math.round(performance.now() - begun) };
    logger.info(facts, 'read windows, clocks and switches from the database');
    await recordInForce(ports, set);
    if (state !== wanted) return;
    const term = begin(memory);
    state = { kind: 'evaluating', term };
    for (const { killSwitch } of memory.agents.values()) if (killSwitch) ports.onSwitch(killSwitch);
    const gone = orphans.map((alert) => ({ kind: 'ruleRemoved' as const, agent: alert.agent, alert }));
    if (gone.length > 0) void queue.add(() => term.decided(gone)).catch(() => {});
    term.reconcile();
    term.evaluate();
    for (const agent of memory.agents.keys()) void term.evidence.gatherFor(agent).catch(() => {});
    void queue
      .add(() => rehearseTrip(term.memory, term.writer, clock.now(), () => currentTerm() === term))
      .catch((error: unknown) => logger.warn({ err: error }, 'no trip could be rehearsed'));
  };

  const readUntilRead = async (): Promise<void> => {
    while (state.kind === 'loading') {
      const wanted = state;
      const waitMs = failures === 0 ? 0 : (waitsMs[Math.min(failures, waitsMs.length) - 1] ?? 0);
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
      if (state !== wanted) continue;
      try {
        await queue.addUrgent(() => load(wanted));
        await tick();
      } catch (error) {
        failures += 1;
        logger.error({ err: error, failures }, 'reading the database failed; trying once more');
        if (currentTerm() !== undefined) end({ kind: 'loading' });
      }
    }
  };

  /** One reading at a time: a second memory beside the first would be behind what the first has written. */
  const read = (): Promise<void> => {
    readingAll ??= readUntilRead().finally(() => {
      readingAll = undefined;
    });
    return readingAll;
  };

  /** A reading that has just put the memory there may still be ticking: the next one begins when it is through. */
  const readNext = (): Promise<void> => (readingAll ?? Promise.resolve()).then(read);

  const tick = async (): Promise<void> => {
    const term = currentTerm();
    if (term === undefined) return;
    bringAllAhead(term.memory.engine.live, clock.now());
    term.evaluate();
    term.retryTrips();
    await term.cells.commit();
    await term.evidence.gatherMissing();
    // One by one: a trip goes between them.
    await queue.add(() => term.follow(plansInMemory(term.memory)));
    await queue.add(() => term.escalate());
  };

  /** Puts a set in force over the term that there is; false when its memory has to be read again. */
  const adoptOver = async (term: Term, next: RuleSet): Promise<void> => {
    try {
      await recordInForce(ports, next);
      term.writer.forgetEnds();
      if (!aggregatesChanged(set, next)) await growForRules({ ports, ...term }, next);
    } catch (error) {
      if (currentTerm() === term) failed(error);
    }
    const before = set;
    set = next;
    if (currentTerm() !== term) return;
    if (aggregatesChanged(before, next)) {
      end({ kind: 'loading' });
      void readNext();
    } else {
      const removed = adoptInMemory(term.memory, next, clock.now());
      if (removed.length > 0) void queue.add(() => term.decided(removed)).catch(() => {});
      term.reconcile();
      term.evaluate();
    }
    ports.onChange();
  };

  return {
    lead: () => {
      end({ kind: 'loading' });
      return readNext();
    },
    stepDown: () => end({ kind: 'standby' }),
    tick,
    idle: async () => {
      await queue.idle();
      await currentTerm()?.idle();
      await reading.idle();
      await queue.idle();
      await currentTerm()?.idle();
      await ended;
    },
    term: currentTerm,
    ready: () => {
      const term = currentTerm();
      if (term === undefined) return refused(notReady);
      return waitingCells(term.memory) > mostWaitingCells ? refused(overloaded) : { ok: true, value: term };
    },
    ruleSet: () => set,
    adopt: (next) =>
      queue.add(async () => {
        const term = currentTerm();
        if (term !== undefined && next.hash !== set.hash) await adoptOver(term, next);
        else set = next;
      }),
    inTurn: (work) =>
      queue.add(() => {
        const term = currentTerm();
        return term === undefined ? Promise.resolve(refused(notReady)) : work(term);
      }),
    failingTrips: () => retries.size,
  };
}

function waitingCells({ engine, unflushed, writeBehind }: Memory): number {
  return engine.live.changed.cells.count + unflushed.cells.count + countUnwritten(writeBehind);
}

/** Why a command cannot be carried out while there is no memory to decide on. */
const notReady: Refusal = {
  kind: 'unavailable',
  code: 'not_ready',
  detail:
    'This process is not evaluating now: it starts, recovers or stands by. Nothing was changed; try again.',
};

const overloaded: Refusal = {
  kind: 'unavailable',
  code: 'overloaded',
  detail: 'More samples are waiting to be stored than memory can hold. Send these again in a moment.',
};
