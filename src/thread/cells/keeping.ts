import type { Alert } from '../../rules/engine/alert.ts';
import type { Memory } from '../evaluator/memory.ts';
import type { ThreadPorts } from '../ports.ts';
import type { Backlog } from './backlog.ts';

/**
 * The outcome of writes: a failed one ends the memory, because it may be ahead of the database, or behind it.
 */
export type Health = { readonly failed: (error: unknown) => void; readonly succeeded: () => void };

/** The parts that keeping the cells of one memory needs. */
export type CellKeeping = {
  readonly ports: ThreadPorts;
  readonly memory: Memory;
  readonly backlog: Backlog;
  /** Alerts that are written elsewhere just now. */
  readonly isPending: (alert: Alert) => boolean;
  readonly health: Health;
  /** Whether this memory is still the one in use: whoever holds another one answers for nothing. */
  readonly isCurrent: () => boolean;
};
