import type { Logger } from 'pino';
import type { Db } from '../../platform/database/database.ts';
import { errorCode } from '../../platform/database/sql-error.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { NoteSigner, NoteVerifier } from '../../platform/tlog/note.ts';
import { withinMs } from '../../platform/within.ts';
import { appendNotes } from './anchor-files.ts';
import { keepAnchor, readAnchor } from './anchor-store.ts';
import type { CheckpointCause } from './checkpoint.ts';
import {
  closedBehind,
  type Doubt,
  keepCheckpoint,
  lastCheckpoint,
  nextState,
  readCheckpoints,
  type StoredCheckpoint,
  signedState,
} from './checkpoint-store.ts';

/** The surroundings of what signs states of the register. */
export type CheckpointerPorts = {
  readonly db: Db;
  /** A transaction that changes nothing once another process evaluates. */
  readonly fenced: <T>(work: (tx: Db) => Promise<T>) => Promise<T>;
  readonly isEvaluator: () => boolean;
  readonly now: () => number;
  readonly logger: Logger;
  /** None: nothing is signed. */
  readonly signers: readonly NoteSigner[];
  readonly verifiers: readonly NoteVerifier[];
  /** The file that everything signed is added to. */
  readonly file?: string | undefined;
  /** Tells others of what was signed, in the transaction that keeps it. */
  readonly announce: (tx: Db, made: StoredCheckpoint) => Promise<void>;
  /** The register is not what was signed of it: told once an episode. */
  readonly doubted: (doubt: Doubt) => void;
  readonly announced: () => void;
};

/** The outcome of an attempt to sign; `unchanged`: nothing was added since the last checkpoint. */
export type Made =
  | { readonly kind: 'made' | 'unchanged'; readonly checkpoint: StoredCheckpoint }
  | { readonly kind: 'doubtful'; readonly doubt: Doubt }
  | { readonly kind: 'no_key' | 'not_the_evaluator' };

/** Signs states of the register. */
export type Checkpointer = {
  /** One after the other; every hour even where nothing was added: that too is worth knowing. */
  readonly make: (cause: CheckpointCause) => Promise<Made>;
  /** Something was written. */
  readonly poke: () => void;
  /** Looks whether something was closed; at most one look at a time. */
  readonly tick: () => void;
  readonly idle: () => Promise<void>;
  /** Signs the last state, within seconds; what keeps it from that is logged. */
  readonly stop: () => Promise<void>;
  /** Why nothing is signed, if so. */
  readonly doubt: () => Doubt | undefined;
};

/** Every hour, by the clock. */
const hourly = '0 * * * *';
const hourMs = 3_600_000;
const filesAtOnce = 500;
const patienceMs = 5_000;

/** Adds the signing of every hour. Notes that the file did not take then are tried again by the ticks. */
export function addCheckpointJobs(jobs: Jobs, checkpointer: Checkpointer, anchor: () => Promise<void>): void {
  jobs.add('checkpoint', hourly, async () => {
    await checkpointer.make('hourly');
    await anchor();
  });
}

/** Signs the register of this process, and looks when that is due. */
export function createCheckpointer(ports: CheckpointerPorts): Checkpointer {
  const { logger, isEvaluator, signers } = ports;
  const { make, idle, doubt } = createSigning(ports);
  const look = createLook(ports, make);
  // Every process has a first look.
  let isPoked = true;
  let looking: Promise<void> | undefined;
  const failed = (err: unknown) =>
    logger.warn({ err }, 'the register could not be signed; tried again later');
  return {
    make,
    doubt,
    poke: () => {
      isPoked = true;
    },
    tick: () => {
      if (signers.length === 0 || !isPoked || looking !== undefined || !isEvaluator()) return;
      isPoked = false;
      looking = look()
        .catch((error: unknown) => {
          isPoked = true;
          failed(error);
        })
        .finally(() => {
          looking = undefined;
        });
    },
    idle: async () => {
      await looking;
      await idle();
    },
    stop: async () => {
      await withinMs(patienceMs, make('shutdown').catch(failed));
    },
  };
}

/** Signs one state after the other. */
function createSigning(
  ports: CheckpointerPorts,
): Pick<Checkpointer, 'make' | 'doubt'> & { readonly idle: () => Promise<void> } {
  const { db, now, logger, isEvaluator, signers } = ports;
  let queue: Promise<unknown> = Promise.resolve();
  let memory: StoredCheckpoint | undefined;
  let doubt: Doubt | undefined;

  const make = async (cause: CheckpointCause): Promise<Made> => {
    if (signers.length === 0) return { kind: 'no_key' };
    if (!isEvaluator()) return { kind: 'not_the_evaluator' };
    const last = newer(await lastCheckpoint(db), memory);
    const state = await nextState(db, last, ports.verifiers);
    if (!state.ok) {
      const isNew = doubt === undefined;
      doubt = state.doubt;
      if (isNew) sayDoubt(ports, state.doubt);
      return { kind: 'doubtful', doubt };
    }
    doubt = undefined;
    if (last !== undefined && cause !== 'hourly' && last.size === state.range.size)
      return { kind: 'unchanged', checkpoint: last };
    const checkpoint = signedState(state, signers, { number: (last?.number ?? 0) + 1, at: now(), cause });
    await ports.fenced(async (tx) => {
      await keepCheckpoint(tx, checkpoint);
      await ports.announce(tx, checkpoint);
    });
    memory = checkpoint;
    ports.announced();
    logger.info({ size: checkpoint.size, cause }, 'signed the register');
    return { kind: 'made', checkpoint };
  };
  return {
    make: (cause) => {
      const made = queue.then(() => make(cause));
      queue = made.catch(() => {});
      return made;
    },
    doubt: () => doubt,
    idle: async () => {
      await queue;
    },
  };
}

/** Looks whether this process has begun, or something was closed, since the register was signed last. */
function createLook({ db, now }: CheckpointerPorts, make: Checkpointer['make']): () => Promise<void> {
  let lookedUpTo: number | undefined;
  return async () => {
    if (lookedUpTo === undefined) {
      const last = await lastCheckpoint(db);
      if (last === undefined || now() - last.at >= hourMs) await make('begun');
      lookedUpTo = last?.size ?? 0;
    }
    const { isClosed, upTo } = await closedBehind(db, lookedUpTo);
    if (isClosed) await make('closed');
    lookedUpTo = upTo;
  };
}

/** The newer checkpoint: one that this process signed is not forgotten because the database lost it. */
function newer(
  stored: StoredCheckpoint | undefined,
  own: StoredCheckpoint | undefined,
): StoredCheckpoint | undefined {
  return own !== undefined && own.number > (stored?.number ?? 0) ? own : stored;
}

function sayDoubt({ logger, doubted }: CheckpointerPorts, doubt: Doubt): void {
  logger.error(
    doubt,
    'the register is not what was signed of it, and is signed no more: run `filrouge register verify`',
  );
  doubted(doubt);
}

/** Adds to the file of anchors what it does not have yet; nothing is lost of what it does not take. */
export function createFileAnchor(
  ports: Pick<CheckpointerPorts, 'db' | 'fenced' | 'now' | 'logger' | 'file'>,
): () => Promise<void> {
  const { db, now, logger, file } = ports;
  const place = 'file';
  let doneUpTo = -1;
  return async () => {
    if (file === undefined) return;
    const last = (await lastCheckpoint(db))?.number ?? 0;
    if (last <= doneUpTo) return;
    const state = await readAnchor(db, place);
    let { number } = state;
    try {
      while (number < last) {
        const more = await readCheckpoints(db, { after: number, limit: filesAtOnce });
        await appendNotes(
          file,
          more.map(({ note }) => note),
        );
        number = more.at(-1)?.number ?? last;
        const written = { place, number, at: now() };
        await ports.fenced((tx) => keepAnchor(tx, written));
      }
      doneUpTo = number;
      if (state.fault !== undefined) logger.info({ file }, 'the file of anchors takes what is signed again');
    } catch (error) {
      const fault = errorCode(error) ?? 'failed';
      if (state.fault !== fault)
        logger.error({ err: error, file }, 'the file of anchors takes nothing; it is tried every minute');
      const faultSince = state.faultSince ?? now();
      await ports.fenced((tx) => keepAnchor(tx, { ...state, number, fault, faultSince }));
    }
  };
}
