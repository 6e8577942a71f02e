import { bringAllAhead } from '../../metrics/memory/live.ts';
import { type Result, refused } from '../../platform/refusal.ts';
import { createTurns } from '../../platform/turns.ts';
import { passUnmeasured } from '../../rules/engine/unmeasured.ts';
import { aggregatesChanged, type RuleSet } from '../../rules/ruleset.ts';
import { replayLog } from '../cells/wal.ts';
import type { RuleRemoved } from '../events.ts';
import type { ThreadPorts } from '../ports.ts';
import { createFailures, type Failures } from './failures.ts';
import { growForRules } from './growth.ts';
import { loadMemory } from './load-memory.ts';
import type { Memory } from './memory.ts';
import { tellMissed } from './missed.ts';
import { notReady, readyTerm } from './ready.ts';
import { rehearseTrip } from './rehearsal.ts';
import { adoptInMemory, recordInForce } from './rule-sets.ts';
import { createTerm, type Lasting, type Term } from './term.ts';
import { createWatch, type Watch } from './watch.ts';

/**
 * The evaluator's state. It alone holds the memory: nobody decides on one that has ended. `loading` lasts
 * until everything has been read, however often that has to be tried.
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
  /**
   * Trips that could not be written and are tried again: each an agent that ought to be stopped, or an alarm
   * unheard.
   */
  readonly failingTrips: () => number;
  /** Whether this process evaluates, and its writes do not fail again and again. */
  readonly isServing: () => boolean;
};

/** The insides of one evaluator, for the functions of this file alone. */
type Self = Lasting & {
  state: State;
  readonly watch: Watch;
  /** The rule set in force. */
  set: RuleSet;
  readonly failures: Failures;
  /** Resolves when nothing of the terms that have ended is under way any more. */
  ended: Promise<void>;
  /**
   * The reading under way: one at a time, because a second memory would be behind what the first has written.
   */
  reads: Promise<void> | undefined;
};

/** An evaluator that stands by until `lead` is called. */
export function createEvaluator(ports: ThreadPorts, set: RuleSet): Evaluator {
  const self: Self = {
    ports,
    queue: createTurns(),
    reading: createTurns(),
    retries: new Map(),
    counting: new Map(),
    state: { kind: 'standby' },
    watch: createWatch(ports),
    set,
    failures: createFailures(),
    ended: Promise.resolve(),
    reads: undefined,
  };
  return {
    lead: () => {
      end(self, { kind: 'loading' });
      self.watch.forget();
      return readNext(self);
    },
    stepDown: () => end(self, { kind: 'standby' }),
    tick: () => tick(self),
    idle: () => idle(self),
    term: () => currentTerm(self),
    ready: () => readyTerm(currentTerm(self)),
    ruleSet: () => self.set,
    adopt: (next) =>
      self.queue.add(async () => {
        const term = currentTerm(self);
        if (term !== undefined && next.hash !== self.set.hash) await adoptOver(self, term, next);
        else self.set = next;
      }),
    inTurn: (work) =>
      self.queue.add(() => {
        const term = currentTerm(self);
        return term === undefined ? Promise.resolve(refused(notReady)) : work(term);
      }),
    failingTrips: () => self.retries.size,
    isServing: () => self.state.kind === 'evaluating' && !self.failures.areDoubtful(),
  };
}

function currentTerm({ state }: Self): Term | undefined {
  return state.kind === 'evaluating' ? state.term : undefined;
}

/**
 * Ends the term under way, if there is one; trips that failed are decided again by whatever evaluates next.
 */
function end(self: Self, next: State): void {
  const term = currentTerm(self);
  if (term !== undefined) self.ended = Promise.all([self.ended, term.cells.idle()]).then(() => {});
  self.state = next;
  for (const retry of self.retries.values()) retry.event = undefined;
}

/** A write of this term failed: its memory may be ahead of the database, or behind it. */
function failed(self: Self, error: unknown): void {
  const failures = self.failures.note();
  self.ports.logger[failures > 2 ? 'error' : 'warn'](
    { err: error, failures },
    'a write failed: everything is read again from the database',
  );
  end(self, { kind: 'loading' });
  void readNext(self);
}

function begin(self: Self, memory: Memory): Term {
  const isCurrent = (): boolean => currentTerm(self)?.memory === memory;
  const health = {
    failed: (error: unknown) => {
      if (isCurrent()) failed(self, error);
    },
    succeeded: self.failures.end,
  };
  return createTerm(self, memory, { health, isCurrent, attends: () => attends(self) });
}

/**
 * Looks at the clocks before anything is measured. Time that nobody measured is left out of all spans, and
 * windows over which the clock was set back are laid anew from storage: nothing is evaluated until then.
 */
function attends(self: Self): boolean {
  const term = currentTerm(self);
  const missed = term && self.watch.look();
  if (term === undefined || missed === undefined) return term !== undefined;
  if (missed.ms < 0) {
    end(self, { kind: 'loading' });
    void readNext(self);
    return false;
  }
  passUnmeasured(term.memory.engine, missed.ms);
  term.memory.watchedFrom = self.ports.clock.now();
  tellMissed(self, term.writer, missed);
  return true;
}

/**
 * A reading that has just put the memory there may still be ticking: the next one begins when it is through.
 */
async function readNext(self: Self): Promise<void> {
  await self.reads;
  self.reads ??= readUntilRead(self).finally(() => {
    self.reads = undefined;
  });
  return self.reads;
}

async function readUntilRead(self: Self): Promise<void> {
  for (let wanted = self.state; wanted.kind === 'loading'; wanted = self.state) {
    const waitMs = self.failures.waitMs();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
    try {
      if (self.state === wanted) await load(self, wanted);
      await tick(self);
    } catch (error) {
      const facts = { err: error, failures: self.failures.note() };
      self.ports.logger.error(facts, 'reading the database failed; trying once more');
      if (currentTerm(self) !== undefined) end(self, { kind: 'loading' });
    }
  }
}

/**
 * Runs in the queue, so that no command writes meanwhile, and after everything that was being written has
 * ended: what is read is all there is. What a crash left half-way, or an edit of the rules while nobody
 * evaluated, is reconciled here.
 */
function load(self: Self, wanted: State): Promise<void> {
  const { ports, queue } = self;
  return queue.addUrgent(async () => {
    await self.ended;
    await ports.awaitFenced();
    await replayLog(ports);
    const begun = performance.now();
    const before = await self.watch.begin();
    const { memory, orphans } = await loadMemory(ports.database, self.set, before.now.wall, before);
    const facts = { series: memory.ids.size, ms: Math.round(performance.now() - begun) };
    ports.logger.info(facts, 'read windows, clocks and switches from the database');
    await recordInForce(ports, self.set);
    if (self.state !== wanted) return;
    const term = begin(self, memory);
    self.state = { kind: 'evaluating', term };
    self.watch.begun(before);
    if (before.missed !== undefined) tellMissed(self, term.writer, before.missed);
    for (const { killSwitch } of memory.agents.values()) if (killSwitch) ports.onSwitch(killSwitch);
    reconcile(
      self,
      term,
      orphans.map((alert) => ({ kind: 'ruleRemoved', agent: alert.agent, alert })),
    );
    void queue
      .add(() => rehearseTrip(memory, term.writer, ports.clock.now(), () => currentTerm(self) === term))
      .catch((error: unknown) => ports.logger.warn({ err: error }, 'no trip could be rehearsed'));
  });
}

/** Ends what has left the rules, and makes up for what stands without being known. */
function reconcile({ queue }: Self, term: Term, removed: readonly RuleRemoved[]): void {
  // A write that fails is logged where the memory ends with it.
  if (removed.length > 0) void queue.add(() => term.decided(removed)).catch(() => {});
  term.reconcile();
  term.evaluate();
}

/** Also a reading that has just put the memory there ticks. */
async function tick(self: Self): Promise<void> {
  const term = currentTerm(self);
  await term?.ticks.add(() => tickIn(self, term));
}

async function tickIn(self: Self, term: Term): Promise<void> {
  if (currentTerm(self) !== term || !attends(self)) return;
  bringAllAhead(term.memory.engine.live, self.ports.clock.now());
  term.evaluate();
  term.surface();
  term.retry();
  await term.cells.commit();
  term.evidence.startMissing();
  // One by one: a trip goes between them.
  term.catchUp.start(await term.following.follow());
  await self.queue.add(() => term.watchSteps());
  await self.queue.add(() => term.escalate());
  await self.queue.add(() => term.writer.refreshEnds());
  await term.remind();
  await self.watch.keep();
  if (currentTerm(self) === term) await term.cells.bringTable();
}

async function idle(self: Self): Promise<void> {
  await self.queue.idle();
  await currentTerm(self)?.idle();
  await self.reading.idle();
  await self.queue.idle();
  await currentTerm(self)?.idle();
  await self.ended;
}

/**
 * Puts an edited set in force while everything runs: no alert loses its clock. Windows that the edit makes
 * longer are filled from stored cells first. When a write fails on the way, the set is in force with the
 * memory that is read again.
 */
async function adoptOver(self: Self, term: Term, next: RuleSet): Promise<void> {
  const { ports, set: before } = self;
  const isReread = aggregatesChanged(before, next);
  try {
    await recordInForce(ports, next);
    await term.writer.refreshEnds();
    if (!isReread) await growForRules({ ports, ...term }, next);
  } catch (error) {
    if (currentTerm(self) === term) failed(self, error);
  }
  self.set = next;
  if (currentTerm(self) !== term) return;
  if (isReread) {
    end(self, { kind: 'loading' });
    void readNext(self);
  } else reconcile(self, term, adoptInMemory(term.memory, next, ports.clock.now()));
  ports.onChange();
}
