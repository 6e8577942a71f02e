import { and, asc, desc, eq, gt, gte, lt, lte, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import {
  addLeaf,
  type CompactRange,
  emptyRange,
  growing,
  isRange,
  rootOf,
} from '../../platform/tlog/merkle.ts';
import { type NoteSigner, type NoteVerifier, signNote } from '../../platform/tlog/note.ts';
import { type ChainFault, type RegisterHead, verifyChain } from '../chain.ts';
import { chainIn } from '../store.ts';
import { register } from '../tables.ts';
import { type CheckpointCause, checkpointText } from './checkpoint.ts';
import { readClaims } from './claims.ts';
import { checkpoints } from './tables.ts';

/** A checkpoint as it is kept: the note that was signed, and the tree to go on from. Times are epoch ms. */
export type StoredCheckpoint = {
  /** From 1, without gaps. */
  readonly number: number;
  readonly at: number;
  readonly size: number;
  readonly head: string;
  readonly nodes: readonly string[];
  readonly cause: CheckpointCause;
  readonly note: string;
};

/** Checkpoints with a greater number than `after`, the oldest first. */
export async function readCheckpoints(
  db: Db,
  { after = 0, limit }: { readonly after?: number | undefined; readonly limit: number },
): Promise<StoredCheckpoint[]> {
  return db
    .select()
    .from(checkpoints)
    .where(gt(checkpoints.number, after))
    .orderBy(asc(checkpoints.number))
    .limit(limit);
}

/** The last one that was made. */
export async function lastCheckpoint(db: Db): Promise<StoredCheckpoint | undefined> {
  const [last] = await db.select().from(checkpoints).orderBy(desc(checkpoints.number)).limit(1);
  return last;
}

/** The last one of an hour among those with a smaller number. */
export async function hourlyBefore(db: Db, number: number): Promise<StoredCheckpoint | undefined> {
  const [before] = await db
    .select()
    .from(checkpoints)
    .where(and(lt(checkpoints.number, number), eq(checkpoints.cause, 'hourly')))
    .orderBy(desc(checkpoints.number))
    .limit(1);
  return before;
}

/** The first one that covers an entry, among those that cover no more than `upTo` entries. */
export async function firstCovering(
  db: Db,
  seq: number,
  upTo: number,
): Promise<StoredCheckpoint | undefined> {
  const [first] = await db
    .select()
    .from(checkpoints)
    .where(and(gte(checkpoints.size, seq), lte(checkpoints.size, upTo)))
    .orderBy(asc(checkpoints.size), asc(checkpoints.number))
    .limit(1);
  return first;
}

/** Keeps a checkpoint, in the caller's transaction. Fails where somebody else has made one meanwhile. */
export async function keepCheckpoint(tx: Db, checkpoint: StoredCheckpoint): Promise<void> {
  await tx.insert(checkpoints).values(checkpoint);
}

/** Why nothing is signed: the register is not what was signed of it before, or its chain is broken. */
export type Doubt = {
  readonly why: ChainFault | 'rewritten';
  readonly brokenAt: number;
  /** How many entries the last checkpoint covers; 0 where there is none. */
  readonly signed: number;
};

/** The register as it is now, grown from what was signed last; or why nobody should sign that. */
export type NextState =
  | { readonly ok: true; readonly head: RegisterHead; readonly range: CompactRange }
  | { readonly ok: false; readonly doubt: Doubt };

/**
 * Recomputes what was added since the last checkpoint. That itself is believed by its signature alone; where
 * no known key has signed it, all is recomputed.
 */
export async function nextState(
  db: Db,
  last: StoredCheckpoint | undefined,
  known: readonly NoteVerifier[],
): Promise<NextState> {
  const signed = last === undefined ? undefined : readClaims(last.note, known).claims[0]?.checkpoint;
  const isGood =
    last !== undefined &&
    signed?.size === last.size &&
    signed.head === last.head &&
    isRange(last) &&
    rootOf(last) === signed.root;
  const range = growing(isGood ? last : emptyRange);
  const from = isGood ? { seq: last.size, hash: last.head } : undefined;
  let isRewritten = false;
  const verdict = await verifyChain(chainIn(db), {
    ...(from && { from }),
    onEntry: ({ seq, hash }) => {
      addLeaf(range, hash);
      if (seq === signed?.size && rootOf(range) !== signed.root) isRewritten = true;
    },
  });
  const size = signed?.size ?? 0;
  if (!verdict.ok)
    return { ok: false, doubt: { why: verdict.why, brokenAt: verdict.brokenAt, signed: size } };
  if (range.size < size) return { ok: false, doubt: { why: 'head', brokenAt: range.size + 1, signed: size } };
  if (isRewritten) return { ok: false, doubt: { why: 'rewritten', brokenAt: size, signed: size } };
  return { ok: true, head: verdict.head, range };
}

/** The checkpoint of a state, signed. */
export function signedState(
  { head, range }: NextState & { readonly ok: true },
  signers: readonly NoteSigner[],
  made: Pick<StoredCheckpoint, 'number' | 'at' | 'cause'>,
): StoredCheckpoint {
  const state = { size: range.size, head: head.hash };
  const text = checkpointText({ origin: signers[0]?.name ?? '', ...state, root: rootOf(range), at: made.at });
  return { ...made, ...state, nodes: range.nodes, note: signNote(text, signers) };
}

/** Kinds of entries after which the register is signed at once. */
const closing = ['planClosed', 'incidentClosed'];

/** Whether something was closed behind an entry, and up to which one that was looked for. */
export async function closedBehind(
  db: Db,
  seq: number,
): Promise<{ readonly isClosed: boolean; readonly upTo: number }> {
  const [row] = await db
    .select({
      upTo: sql<number | null>`max(${register.seq})`,
      isClosed: sql<boolean | null>`bool_or(${register.kind} IN ${closing})`,
    })
    .from(register)
    .where(gt(register.seq, seq));
  return { isClosed: row?.isClosed === true, upTo: Number(row?.upTo ?? seq) };
}
