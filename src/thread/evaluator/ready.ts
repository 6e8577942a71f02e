import { countUnwritten } from '../../metrics/storage/write-behind.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import type { Memory } from './memory.ts';
import type { Term } from './term.ts';

/** More changed cells than this waiting for the database: the intake says so instead of filling memory. */
const mostWaitingCells = 1_000_000;

/** Why a command cannot be carried out while there is no memory to decide on. */
export const notReady: Refusal = {
  kind: 'unavailable',
  code: 'not_ready',
  detail:
    'This process is not evaluating now: it starts, recovers or stands by. Nothing was changed; try again.',
};

/** Why no samples can be taken while too many wait. */
const overloaded: Refusal = {
  kind: 'unavailable',
  code: 'overloaded',
  detail: 'More samples are waiting to be stored than memory can hold. Send these again in a moment.',
};

/** The term, or the refusal why no samples can be taken now. */
export function readyTerm(term: Term | undefined): Result<Term> {
  if (term === undefined) return refused(notReady);
  return waitingCells(term.memory) > mostWaitingCells ? refused(overloaded) : done(term);
}

function waitingCells({ engine, unflushed, writeBehind }: Memory): number {
  return engine.live.changed.cells.count + unflushed.cells.count + countUnwritten(writeBehind);
}
