import type { Caller } from '../access/roles.ts';
import type { Interaction, InteractionCounts } from '../metrics/interaction.ts';
import type { Recorder } from '../metrics/recorder.ts';
import type { IdentifiedSample, Sample } from '../metrics/sample.ts';
import { done, type Refusal, type Result } from '../platform/refusal.ts';
import type { Told } from '../rules/engine/told.ts';
import type { ProofOrder, ProofReport } from '../rules/proof.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { ingestBatch, ingestSamples } from './cells/ingest.ts';
import { ingestInteractions } from './cells/interactions.ts';
import { NotDurableError } from './cells/not-durable.ts';
import { ingestOnce } from './cells/once.ts';
import { ingestTold } from './cells/told.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { createEvaluator, type Evaluator } from './evaluator/evaluator.ts';
import type { Memory } from './evaluator/memory.ts';
import { prove } from './evaluator/proof.ts';
import type { Term } from './evaluator/term.ts';
import type { CasesReplayed, ProofMissed, ReplayDue } from './events.ts';
import type { ThreadPorts } from './ports.ts';
import { createSilencer, type Silencer } from './silencing.ts';

/**
 * The red thread, from a sample to a closed plan:
 *
 *     ingest samples → evaluate the rules that read them
 *     → decide: switch, incident, plan, register and notices as one
 *     → the agent obeys → people give commands → criteria are followed on the same cells → signed, closed
 *
 * `commands.ts` and `events.ts` are what comes in, `decide/` is what becomes of it, `commit.ts` writes that
 * down. One process at a time does so, on one memory, which the evaluator alone holds.
 */
export type Thread = Pick<
  Evaluator,
  'lead' | 'stepDown' | 'tick' | 'ruleSet' | 'adopt' | 'failingTrips' | 'isServing'
> &
  Dispatch & {
    /** Resolves when everything that was begun is written. */
    readonly idle: () => Promise<void>;
    /**
     * The same, and nothing is in the log of this machine or in batches alone any more: for whoever reads
     * next.
     */
    readonly handOver: () => Promise<void>;
    /** The memory of this process while it evaluates. */
    readonly memory: () => Memory | undefined;
    /** Why no samples can be taken now. */
    readonly busy: () => Refusal | undefined;
    readonly ingestSamples: (samples: readonly Sample[], receivedAt: number) => Promise<void>;
    /**
     * For intakes that write into memory themselves; answered when the log on this disk, or the database, has
     * it.
     */
    readonly ingestBatch: (fill: (recorder: Recorder) => void, receivedAt: number) => Promise<void>;
    /** Takes what a store tells of rules that it evaluates; resolves when all that came of it is durable. */
    readonly ingestTold: (told: readonly Told[], receivedAt: number) => Promise<void>;
    readonly ingestInteractions: (
      interactions: readonly Interaction[],
      receivedAt: number,
    ) => Promise<InteractionCounts>;
    /** Resolves when they are durable; says how many had not been counted before. */
    readonly ingestOnce: (samples: readonly IdentifiedSample[], receivedAt: number) => Promise<number>;
    /**
     * Resolves when the stored cells of an agent, or of all, are up to the last second, or cannot be brought
     * there now.
     */
    readonly flushCells: (agent?: string) => Promise<void>;
    /** Sets silences, and ends them. */
    readonly silences: Silencer;
    /** Resolves when the database has all samples that were accepted before. Throws when it does not. */
    readonly commitCells: () => Promise<void>;
    /** A replay is due, or answers of it are in; resolves when what came of it is written. */
    readonly noteReplay: (event: ReplayDue | CasesReplayed) => Promise<Result<unknown>>;
    /** A proof test by schedule did not pass; resolves when that is written. */
    readonly noteProof: (event: ProofMissed) => Promise<Result<unknown>>;
    /** The proof test of a rule, with a drill twin. */
    readonly prove: (order: ProofOrder, caller: Caller) => Promise<Result<ProofReport>>;
  };

/** The thread over a first rule set. It stands by until `lead` is called. */
export function createThread(ports: ThreadPorts, set: RuleSet): Thread {
  const evaluator = createEvaluator(ports, set);
  const { lead, stepDown, tick, ruleSet, adopt, failingTrips, isServing, term } = evaluator;

  const evaluating = (): Term => {
    const current = term();
    if (current === undefined) throw new NotDurableError();
    return current;
  };

  return {
    lead,
    stepDown,
    tick,
    ruleSet,
    adopt,
    failingTrips,
    isServing,
    ...createDispatch(ports, evaluator),
    idle: evaluator.idle,
    handOver: async () => {
      term()?.catchUp.stop();
      await evaluator.idle();
      await term()
        ?.cells.flushTo('everything')
        .catch(() => {});
      await evaluator.idle();
    },
    memory: () => term()?.memory,
    busy: () => {
      const ready = evaluator.ready();
      return ready.ok ? undefined : ready.refusal;
    },
    ingestSamples: async (samples, receivedAt) => ingestSamples(evaluating().ingest, samples, receivedAt),
    ingestBatch: async (fill, receivedAt) => ingestBatch(evaluating().ingest, fill, receivedAt, 'in_log'),
    ingestTold: async (told, receivedAt) => ingestTold(evaluating().ingest, told, receivedAt),
    ingestInteractions: async (interactions, receivedAt) =>
      ingestInteractions(evaluating().ingest, interactions, receivedAt),
    ingestOnce: async (samples, receivedAt) => ingestOnce(evaluating().ingest, samples, receivedAt),
    // Who reads had better see less than nothing: the failed write itself is told where it failed.
    flushCells: async (agent) =>
      term()
        ?.cells.flushBatched(agent)
        .catch(() => {}),
    commitCells: async () => evaluating().cells.commit(),
    noteProof: (event) => evaluator.inTurn(async ({ decided }) => done(await decided([event]))),
    noteReplay: (event) => evaluator.inTurn(async ({ decided }) => done(await decided([event]))),
    silences: createSilencer(evaluator),
    prove: (order, caller) => prove(ports, evaluator, order, caller),
  };
}
