import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { defined } from '../defined.ts';
import {
  afterAnswer,
  holdsLease,
  isProofFresh,
  type LeaseAnswer,
  type LeaseState,
  type LeaseTiming,
  leaseTiming,
  nextAskMs,
  provenBy,
} from './lease.ts';
import { acquireLease, type Lease, readLease, releaseLease, renewLease } from './lease-store.ts';

/** The process that asks for the lease. `monotonic` is a clock in ms that is never set back. */
export type LeaseOptions = {
  readonly database: Database;
  readonly logger: Logger;
  /** A random id of this process. */
  readonly holder: string;
  /** Where this process serves, for those that must be sent here; asked when the lease is taken. */
  readonly address: string | (() => string);
  /**
   * Whether this process can evaluate: while it cannot, nobody is sent here, and its renewals prove nothing.
   */
  readonly serves?: () => boolean;
  readonly timing?: LeaseTiming;
  readonly monotonic?: () => number;
};

/** This process became the evaluator at an epoch, or is it no more. */
export type LeaseChange = { readonly isHolder: boolean; readonly epoch: number };

/** The lease of the one process that evaluates. */
export type EvaluatorLease = {
  /** Asks once, then keeps asking in the background. Resolves after the first answer, whichever it is. */
  readonly start: () => Promise<void>;
  /** Stops asking and gives the lease up. */
  readonly stop: () => Promise<void>;
  readonly isHolder: () => boolean;
  /** The epoch of the lease that is or was held last; 0 before any. */
  readonly epoch: () => number;
  readonly onChange: (listener: (change: LeaseChange) => void) => void;
  /** How long ago (ms) the evaluator, this process or another, could surely write and evaluate. */
  readonly proofAgeMs: () => number;
  /** Whether that is so little that it can be taken for able to write now. */
  readonly isProven: () => boolean;
  /** Where the evaluator serves: this process's own address while it holds the lease. */
  readonly evaluatorAddress: () => string | undefined;
};

/**
 * Holds, or stands by for, the evaluator lease. An embedded database belongs to one process, which its
 * folder's lock makes sure of: there the lease, once taken, is not lost to a silence; it is still renewed,
 * because that proves that there is room to write.
 */
export function createLease(options: LeaseOptions): EvaluatorLease {
  const { address, timing = leaseTiming, monotonic = () => performance.now(), serves = () => true } = options;
  const alone = options.database.engine === 'pglite';
  const stands = alone ? { ...timing, ttlMs: Number.POSITIVE_INFINITY } : timing;
  const believed = createBelief(options.logger, monotonic, stands);
  const proof = createProof(monotonic, serves);
  believed.onChange(({ isHolder }) => {
    if (isHolder) proof.begin();
  });
  let stopped = false;
  let asking: Promise<void> = Promise.resolve();
  let nextAsk: NodeJS.Timeout | undefined;

  async function ask(): Promise<void> {
    const [askedAt, isServing] = [monotonic(), serves()];
    const answer = await question({ ...options, timing, alone, isServing }, believed.state(), askedAt);
    if (stopped) return;
    believed.take(answer);
    proof.note(provenBy(answer, askedAt, timing));
    nextAsk = setTimeout(start, nextAskMs(answer, timing));
  }

  function start(): Promise<void> {
    asking = ask();
    return asking;
  }

  async function stop(): Promise<void> {
    stopped = true;
    clearTimeout(nextAsk);
    await asking;
    believed.end();
    await giveUp(options);
  }

  const proofAgeMs = (): number => proof.ageMs(believed.state().kind === 'holder');
  return {
    start,
    stop,
    isHolder: () => holdsLease(believed.state(), monotonic()),
    epoch: believed.epoch,
    onChange: believed.onChange,
    proofAgeMs,
    isProven: () => isProofFresh(proofAgeMs(), timing),
    evaluatorAddress: () => {
      const state = believed.state();
      return state.kind === 'holder' ? textOf(address) : state.evaluator;
    },
  };
}

/** The belief of this process about the lease, from the answers that it is given and the time that passes. */
function createBelief(logger: Logger, monotonic: () => number, timing: LeaseTiming) {
  const listeners: ((change: LeaseChange) => void)[] = [];
  let state: LeaseState = { kind: 'standby' };
  let epoch = 0;
  let lapse: NodeJS.Timeout | undefined;

  function enter(next: LeaseState): void {
    const change = changeOf(state, next);
    state = next;
    clearTimeout(lapse);
    if (next.kind === 'holder') epoch = next.epoch;
    if (next.kind === 'holder' && Number.isFinite(next.until)) {
      // Even when the database does not answer at all, the end of the lease is noticed in time.
      lapse = setTimeout(() => take({ kind: 'silent' }), Math.max(next.until - monotonic(), 0) + 1);
    }
    if (change === undefined) return;
    logger.info(change, change.isHolder ? 'evaluating' : 'standing by');
    for (const listener of listeners) listener(change);
  }

  function take(answer: LeaseAnswer): void {
    enter(afterAnswer(state, answer, monotonic(), timing));
  }

  return {
    take,
    end: () => enter({ kind: 'standby' }),
    state: () => state,
    epoch: () => epoch,
    onChange: (listener: (change: LeaseChange) => void) => {
      listeners.push(listener);
    },
  };
}

/** When the evaluator, this process or another, could surely write and evaluate for the last time. */
function createProof(monotonic: () => number, serves: () => boolean) {
  let writtenAt = Number.NEGATIVE_INFINITY;
  let servedAt = Number.NEGATIVE_INFINITY;
  return {
    note: (at: number | undefined): void => {
      writtenAt = Math.max(writtenAt, at ?? writtenAt);
    },
    /** Until a new holder has read everything, its predecessor's last word stands. */
    begin: (): void => {
      servedAt = writtenAt;
    },
    ageMs: (isHolder: boolean): number => {
      const now = monotonic();
      if (isHolder && serves()) servedAt = now;
      return now - (isHolder ? Math.min(writtenAt, servedAt) : writtenAt);
    },
  };
}

type Question = LeaseOptions & {
  readonly timing: LeaseTiming;
  readonly alone: boolean;
  readonly isServing: boolean;
};

/** Asks the database: a holder renews, the others look whether the lease can be had. */
async function question(
  { database, logger, holder, address, timing, alone, isServing }: Question,
  state: LeaseState,
  askedAt: number,
): Promise<LeaseAnswer> {
  try {
    const { ttlMs } = timing;
    if (state.kind === 'holder') {
      const { epoch } = state;
      const here = { holder, ttlMs, address: isServing ? textOf(address) : '' };
      if (await renewLease(database.ahead, here, epoch)) return { kind: 'held', epoch, askedAt };
      return takenBy(await readLease(database.ahead));
    }
    const lease = await acquireLease(database, { holder, address: textOf(address), ttlMs, alone });
    return 'remainingMs' in lease ? takenBy(lease) : { kind: 'held', epoch: lease.epoch, askedAt };
  } catch (error) {
    logger.warn({ err: error }, 'the evaluator lease could not be asked for');
    return { kind: 'silent' };
  }
}

async function giveUp({ database, logger, holder }: LeaseOptions): Promise<void> {
  await releaseLease(database.db, holder).catch((error: unknown) => {
    logger.warn({ err: error }, 'the evaluator lease could not be given up; it expires by itself');
  });
}

function textOf(address: LeaseOptions['address']): string {
  return typeof address === 'string' ? address : address();
}

function takenBy(lease: Lease | undefined): LeaseAnswer {
  const remainingMs = lease?.remainingMs ?? 0;
  const standing = lease !== undefined && remainingMs > 0 && lease.address !== '';
  return defined({ kind: 'taken' as const, remainingMs, evaluator: standing ? lease.address : undefined });
}

function changeOf(before: LeaseState, after: LeaseState): LeaseChange | undefined {
  if (after.kind === 'holder') {
    const same = before.kind === 'holder' && before.epoch === after.epoch;
    return same ? undefined : { isHolder: true, epoch: after.epoch };
  }
  return before.kind === 'holder' ? { isHolder: false, epoch: before.epoch } : undefined;
}
