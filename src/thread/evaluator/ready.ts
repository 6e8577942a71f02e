import { countUnwritten } from '../../metrics/storage/write-behind.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import type { Memory } from './memory.ts';
import { notReady, overloaded } from './refusals.ts';
import type { Term } from './term.ts';

/** More changed cells than this waiting for the database: the intake says so instead of filling memory. */
const mostWaitingCells = 1_000_000;

/** The term, or the refusal why no samples can be taken now. */
export function readyTerm(term: Term | undefined): Result<Term> {
  if (term === undefined) return refused(notReady);
  return waitingCells(term.memory) > mostWaitingCells ? refused(overloaded) : done(term);
}

function waitingCells({ engine, unflushed, writeBehind }: Memory): number {
  return engine.live.changed.cells.count + unflushed.cells.count + countUnwritten(writeBehind);
}
