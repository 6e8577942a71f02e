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
  /** Agents whose cells somebody is going to read: the table is to have them with the next group commit. */
  wanted: Wanted;
  /** The series that the batch being ingested has touched. */
  readonly touched: Touched;
};

/** Agents whose cells are asked for, or all of them. */
export type Wanted = { readonly agents: ReadonlySet<string>; readonly everything: boolean };

/** Nothing waiting. */
export function createBacklog(): Backlog {
  return {
    interactions: [],
    reasons: new Map(),
    events: [],
    wanted: noneWanted(),
    touched: createTouched(),
  };
}

/** Asks for the cells of an agent, or of all. */
export function want(backlog: Backlog, agent: string | 'everything'): void {
  const { agents, everything } = backlog.wanted;
  backlog.wanted =
    agent === 'everything'
      ? { agents, everything: true }
      : { agents: new Set([...agents, agent]), everything };
}

/** Takes over everything that was asked for until now. */
export function takeWanted(backlog: Backlog): Wanted {
  const { wanted } = backlog;
  backlog.wanted = noneWanted();
  return wanted;
}

function noneWanted(): Wanted {
  return { agents: new Set(), everything: false };
}
