import type { LiveCells } from './memory/live.ts';
import type { Touched } from './memory/touched.ts';

/** The target of a batch: the series in memory, and the note of which were touched. */
export type Recorder = {
  readonly live: LiveCells;
  readonly touched: Touched;
  readonly now: number;
  /** The rule set in force: when it is another one, what was resolved by it must be resolved again. */
  readonly rules: object;
  /** The series of an agent's metric, made when nobody asked for it yet. */
  readonly seriesOf: (agent: string, metric: string) => number;
  /** The same of a variant's share of it; nothing where that is not kept apart. */
  readonly variantOf: (agent: string, metric: string, variant: string) => number | undefined;
};
