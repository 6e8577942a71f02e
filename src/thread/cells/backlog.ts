import { createTouched, type Touched } from '../../metrics/memory/touched.ts';
import type { CountedInteraction, ReasonCount } from '../../metrics/storage/interactions-store.ts';
import type { EffectiveEvent } from '../../rules/engine/alert.ts';

/**
 * Interactions and events that wait for the next group commit, beside the cells and alerts that the engine
 * keeps.
 */
export type Backlog = {
  interactions: CountedInteraction[];
  reasons: Map<string, ReasonCount>;
  events: EffectiveEvent[];
  /** The series that the batch being ingested has touched. */
  readonly touched: Touched;
};

/** Nothing waiting. */
export function createBacklog(): Backlog {
  return {
    interactions: [],
    reasons: new Map(),
    events: [],
    touched: createTouched(),
  };
}
