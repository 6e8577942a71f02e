import type { Refusal } from '../../platform/refusal.ts';
import type { Interaction, InteractionCounts } from '../interaction.ts';
import type { Recorder } from '../recorder.ts';
import type { Refusals } from '../refusals.ts';
import type { Known, Sample } from '../sample.ts';

/** The ingest that the intakes hand their batches to. */
export type IntakePorts = {
  readonly now: () => number;
  /** Agents and metrics of the rule set in force. */
  readonly known: () => Known;
  /** Why nothing can be taken now: this process stands by, is starting, or is overloaded. */
  readonly busy: () => Refusal | undefined;
  /** Resolves when the samples are durable. `receivedAt` is by the clock of `performance.now()`, in ms. */
  readonly ingestSamples: (samples: readonly Sample[], receivedAt: number) => Promise<void>;
  /** The same for an intake that writes into memory itself: `fill` is called at once, and may throw. */
  readonly ingestBatch: (fill: (recorder: Recorder) => void, receivedAt: number) => Promise<void>;
  /** Resolves when they are durable; says what of them had been counted before. */
  readonly ingestInteractions: (
    interactions: readonly Interaction[],
    receivedAt: number,
  ) => Promise<InteractionCounts>;
  /**
   * Hears what became of a request's items, for `/metrics`, the log and the agents. `undeclared`: those of
   * the taken ones whose variant no mandate declares.
   */
  readonly count: (
    source: IntakeSource,
    counts: IntakeCounts,
    refusals: Refusals,
    undeclared?: Refusals,
  ) => void;
};

/** The intakes, as `/metrics` names them. */
export type IntakeSource =
  | 'samples'
  | 'interactions'
  | 'remote_write'
  | 'alerts'
  | 'pull'
  | 'otlp'
  | 'scores'
  | 'helpdesk';

/**
 * Items of a request by outcome: counted, merged into a known one, the value that a counter counts from, sent
 * by another replica too, counted before, without data, refused.
 */
export type IntakeCounts = Readonly<
  Partial<
    Record<'accepted' | 'merged' | 'baseline' | 'replica' | 'repeated' | 'no_data' | 'rejected', number>
  >
>;
