import { defined } from '../defined.ts';

/**
 * The evaluator lease: of several processes on one database, one evaluates. What is decided here is what a
 * process may believe about itself; that a former holder changes nothing is made sure by the database
 * (`fenced`).
 */
export type LeaseState =
  | {
      readonly kind: 'standby';
      /** Where the holder serves, as far as known. */
      readonly evaluator?: string;
    }
  | {
      readonly kind: 'holder';
      readonly epoch: number;
      /** Until when, by this process's monotonic clock (ms), the lease surely stands without another word. */
      readonly until: number;
    };

/** The database's answer to a lease request. `askedAt` is monotonic and from before the question. */
export type LeaseAnswer =
  | { readonly kind: 'held'; readonly epoch: number; readonly askedAt: number }
  | { readonly kind: 'taken'; readonly evaluator?: string; readonly remainingMs: number }
  | { readonly kind: 'silent' };

/** How long a lease stands (ms), and how often its holder renews it and the others ask for it. */
export type LeaseTiming = { readonly ttlMs: number; readonly askMs: number };

/** A paused holder's open transactions end after 1.5 s, so with these a successor evaluates within 5 s. */
export const leaseTiming: LeaseTiming = { ttlMs: 2_000, askMs: 500 };

/** Whether a process may still take itself for the evaluator. */
export function holdsLease(state: LeaseState, now: number): boolean {
  return state.kind === 'holder' && now < state.until;
}

/**
 * The state after an answer, or after a silence. The database counts a lease from when it handled the
 * question, which is never before it was asked: so counting from `askedAt` never outlives the row. A lease
 * that lapsed is not revived, even by an answer that was under way: it is acquired anew, with a new epoch.
 */
export function afterAnswer(
  state: LeaseState,
  answer: LeaseAnswer,
  now: number,
  { ttlMs }: LeaseTiming,
): LeaseState {
  switch (answer.kind) {
    case 'held': {
      const until = answer.askedAt + ttlMs;
      const revived = state.kind === 'holder' && state.epoch === answer.epoch && now >= state.until;
      return now >= until || revived ? { kind: 'standby' } : { kind: 'holder', epoch: answer.epoch, until };
    }
    case 'taken':
      return defined({ kind: 'standby' as const, evaluator: answer.evaluator });
    case 'silent':
      return state.kind === 'holder' && now >= state.until ? { kind: 'standby' } : state;
    default:
      return answer satisfies never;
  }
}

/**
 * The latest instant of which an answer proves that the holder could write then, and, where that is another,
 * that it could evaluate: its renewal was `ttlMs` before its lease ends.
 */
export function provenBy(answer: LeaseAnswer, askedAt: number, { ttlMs }: LeaseTiming): number | undefined {
  switch (answer.kind) {
    case 'held':
      return answer.askedAt;
    case 'taken':
      return answer.evaluator === undefined
        ? undefined
        : askedAt - Math.max(0, ttlMs - Math.max(0, answer.remainingMs));
    case 'silent':
      return undefined;
    default:
      return answer satisfies never;
  }
}

/** Whether a proof of this age still counts: longer than a lease stands, so that one may change hands. */
export function isProofFresh(ageMs: number, { ttlMs }: LeaseTiming): boolean {
  return ageMs < ttlMs * 1.5;
}

/** How long to wait before asking again: just past the end of another's lease, if sooner than usual. */
export function nextAskMs(answer: LeaseAnswer, { askMs }: LeaseTiming): number {
  return answer.kind === 'taken' ? Math.min(askMs, Math.max(answer.remainingMs, 0) + 10) : askMs;
}

/** Thrown inside a transaction of a process that is no longer the evaluator: nothing of it is kept. */
export class FencedError extends Error {
  override readonly name = 'FencedError';

  constructor(epoch: number) {
    super(`the evaluator lease has moved on from epoch ${epoch}: nothing was written`);
  }
}
