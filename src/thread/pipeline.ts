import type { Caller } from '../access/roles.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Interaction } from '../metrics/interaction.ts';
import { bringAllAhead } from '../metrics/memory/live.ts';
import type { Recorder } from '../metrics/recorder.ts';
import type { Sample } from '../metrics/sample.ts';
import { countUnwritten } from '../metrics/storage/write-behind.ts';
import type { PlanCommand } from '../plans/commands/command.ts';
import type { Plan } from '../plans/plan.ts';
import type { Refusal, Result } from '../platform/refusal.ts';
import { evaluateAll } from '../rules/engine/engine.ts';
import type { ProofOrder, ProofReport } from '../rules/proof.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { KillSwitch } from '../switches/switch.ts';
import { handleEvents, tryHeldBack } from './alarms.ts';
import { logChanges } from './cells/cell-keeping.ts';
import { flush } from './cells/flushing.ts';
import { bringBatched, bringCells } from './cells/settling.ts';
import { createWaiting, takeBatch, takeInteractions, takeSamples } from './cells/taking.ts';
import { acknowledge, escalateUnacknowledged, resume, suspend } from './commands.ts';
import { createCommitter } from './committer.ts';
import { type Core, notReady, type PipelinePorts } from './core.ts';
import { followPlans } from './following.ts';
import { gatherMissing } from './gathering.ts';
import { type IncidentOrder, type IncidentStep, openByHand, stepIncident } from './incident-commands.ts';
import { createLoader } from './loading.ts';
import type { Memory } from './memory.ts';
import { commandPlan } from './plan-commands.ts';
import { prove } from './proving.ts';
import { createCommandQueue } from './queue.ts';
import { adopt } from './rulebook.ts';

/**
 * The red thread, from a sample to a closed plan:
 *
 *     take samples → evaluate the rules that read them → trip: switch, incident, plan, register and notices as one
 *     → the agent obeys → people decide and act → criteria are followed on the same cells → signed, closed
 *
 * Everything that decides is pure and stands in the rooms; here it is put in order, on one memory, in one process at a
 * time. The files of `pipeline/` hold the stations.
 */
export type Pipeline = {
  /** Takes over: reads everything, records the rule set in force, and evaluates from now on. */
  readonly lead: () => Promise<void>;
  /** Another process evaluates: forgets everything, at once. */
  readonly stepDown: () => void;
  /** What the passing of time brings about. Call it every second, or more often than a cell. */
  readonly tick: () => Promise<void>;
  /** Resolves when all that was begun is written. */
  readonly drain: () => Promise<void>;
  /** The same, and nothing is in the log of this machine or in batches alone any more: for whoever reads next. */
  readonly handOver: () => Promise<void>;
  readonly memory: () => Memory | undefined;
  readonly ruleSet: () => RuleSet;
  /** Trips that could not be written and are tried again: each an agent that ought to be stopped, or an alarm unheard. */
  readonly failingTrips: () => number;
  readonly adopt: (set: RuleSet) => Promise<void>;
  /** Why no samples can be taken now. */
  readonly busy: () => Refusal | undefined;
  readonly takeSamples: (samples: readonly Sample[], receivedAt: number) => Promise<void>;
  /** For intakes that write into memory themselves; answered when the log on this disk, or the database, has it. */
  readonly takeBatch: (fill: (recorder: Recorder) => void, receivedAt: number) => Promise<void>;
  readonly takeInteractions: (
    interactions: readonly Interaction[],
    receivedAt: number,
  ) => Promise<{ readonly repeated: number }>;
  /** Resolves when the stored cells of an agent, or of all, are up to the last second, or cannot be brought there now. */
  readonly bringCells: (agent?: string) => Promise<void>;
  readonly suspend: (agent: string, reason: string, caller: Caller) => Promise<Result<KillSwitch>>;
  readonly resume: (
    agent: string,
    order: { readonly reason: string; readonly override: boolean },
    caller: Caller,
  ) => Promise<Result<KillSwitch>>;
  readonly acknowledge: (agent: string, epoch: number, caller: Caller) => Promise<Result<KillSwitch>>;
  readonly openIncident: (order: IncidentOrder, caller: Caller) => Promise<Result<Incident>>;
  readonly stepIncident: (number: number, step: IncidentStep, caller: Caller) => Promise<Result<Incident>>;
  /** The proof test of a rule, with a drill twin. */
  readonly prove: (order: ProofOrder, caller: Caller) => Promise<Result<ProofReport>>;
  readonly commandPlan: (command: PlanCommand, caller: Caller) => Promise<Result<Plan>>;
};

/** More changed cells than this waiting for the database: the intake says so instead of filling memory. */
const mostWaitingCells = 1_000_000;

/** The thread over a first rule set. It stands by until `lead` is called. */
export function createPipeline(ports: PipelinePorts, set: RuleSet): Pipeline {
  const core: Core = {
    ports,
    queue: createCommandQueue(),
    reading: createCommandQueue(),
    committer: createCommitter(() => flush(core)),
    logCommitter: createCommitter(() => logChanges(core)),
    set,
    memory: undefined,
    ends: undefined,
    unsettled: new Set(),
    waiting: createWaiting(),
    followUps: new Set(),
    heldBack: new Map(),
    failures: 0,
    recover: (error) => loader.recover(error),
    reload: () => loader.reload(),
  };

  const tick = async (): Promise<void> => {
    const { memory } = core;
    if (memory === undefined) return;
    const now = ports.clock.now();
    bringAllAhead(memory.engine.live, now);
    void handleEvents(core, evaluateAll(memory.engine, now));
    tryHeldBack(core);
    await core.committer.commit();
    await gatherMissing(core);
    // One by one: a trip goes between them.
    await core.queue.add(() => followPlans(core));
    await core.queue.add(() => escalateUnacknowledged(core));
  };

  const drain = async (): Promise<void> => {
    await core.queue.settled();
    await Promise.all(core.followUps);
    await core.reading.settled();
    await core.queue.settled();
    await core.committer.settled();
    await core.logCommitter.settled();
  };

  const loader = createLoader(core, tick);

  return {
    lead: loader.lead,
    stepDown: loader.stepDown,
    tick,
    drain,
    handOver: async () => {
      await drain();
      if (core.memory !== undefined) await bringCells(core, 'everything').catch(() => {});
      await core.committer.settled();
    },
    memory: () => core.memory,
    ruleSet: () => core.set,
    failingTrips: () => core.heldBack.size,
    adopt: (next) => adopt(core, next),
    busy: () => {
      if (core.memory === undefined) return notReady;
      return waitingCells(core.memory) > mostWaitingCells ? overloaded : undefined;
    },
    takeSamples: (samples, receivedAt) => takeSamples(core, samples, receivedAt),
    takeBatch: (fill, receivedAt) => takeBatch(core, fill, receivedAt, 'in_log'),
    takeInteractions: (interactions, receivedAt) => takeInteractions(core, interactions, receivedAt),
    // Who reads had better see less than nothing: the failed write itself is told where it failed.
    bringCells: (agent) => bringBatched(core, agent).catch(() => {}),
    suspend: (agent, reason, caller) => suspend(core, agent, reason, caller),
    resume: (agent, order, caller) => resume(core, agent, order, caller),
    acknowledge: (agent, epoch, caller) => acknowledge(core, agent, epoch, caller),
    openIncident: (order, caller) => openByHand(core, order, caller),
    stepIncident: (number, step, caller) => stepIncident(core, number, step, caller),
    prove: (order, caller) => prove(core, order, caller),
    commandPlan: (command, caller) => commandPlan(core, command, caller),
  };
}

function waitingCells({ engine, unflushed, settling }: Memory): number {
  return engine.live.changed.cells.count + unflushed.cells.count + countUnwritten(settling);
}

const overloaded: Refusal = {
  kind: 'unavailable',
  code: 'overloaded',
  detail: 'More samples are waiting to be stored than memory can hold. Send these again in a moment.',
};
