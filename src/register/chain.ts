import { canonicalJson, type JsonValue, sha256Hex } from '../platform/canonical.ts';

/** What somebody wants to have on record. No names, addresses or free text: those stay in their own tables, their SHA-256 here. */
export type NewEntry = {
  /** Past tense, as programs and dictionaries know it: `agentTripped`. */
  readonly kind: string;
  /** Actor text. */
  readonly actor: string;
  readonly agent?: string;
  readonly incident?: number;
  readonly plan?: number;
  readonly data: EntryData;
};

/** The facts of an entry: an object, whatever is in it. */
export type EntryData = { readonly [key: string]: JsonValue };

/** One line of the register: what happened, chained to the line before. Hashes are SHA-256 in hex. */
export type RegisterEntry = NewEntry & {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: number;
  /** Hash of the entry before; sixty-four zeros before the first. */
  readonly previous: string;
  readonly hash: string;
};

/** The end of the chain: the last entry's number and hash. */
export type RegisterHead = { readonly seq: number; readonly hash: string };

/** The head of an empty register. */
export const emptyRegister: RegisterHead = { seq: 0, hash: '0'.repeat(64) };

/**
 * Why a chain is broken. `gap`: an entry is missing, or out of its place; `link`: it does not name the hash of the one
 * before; `hash`: its contents are not what was hashed; `head`: the chain does not end where it was seen to end last,
 * so entries were cut off, added by hand, or the last one was rewritten.
 */
export type ChainFault = 'gap' | 'link' | 'hash' | 'head';

export type ChainVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: RegisterHead }
  | { readonly ok: false; readonly brokenAt: number; readonly why: ChainFault };

/** The text that an entry's hash is taken over: canonical JSON (RFC 8785) of everything but the hash, absent as null. */
export function canonicalEntry(entry: Omit<RegisterEntry, 'hash'>): string {
  return canonicalJson({
    seq: entry.seq,
    at: entry.at,
    kind: entry.kind,
    actor: entry.actor,
    agent: entry.agent ?? null,
    incident: entry.incident ?? null,
    plan: entry.plan ?? null,
    data: entry.data,
    previous: entry.previous,
  });
}

/** The entries that follow `head`, numbered, dated and chained. */
export function chainEntries(
  head: RegisterHead,
  entries: readonly NewEntry[],
  now: number,
): readonly RegisterEntry[] {
  let last = head;
  return entries.map((entry) => {
    const open = { ...entry, seq: last.seq + 1, at: now, previous: last.hash };
    const chained = { ...open, hash: sha256Hex(canonicalEntry(open)) };
    last = chained;
    return chained;
  });
}

/** What is wrong with `entry` as the one that follows `head`, if anything. `brokenAt` is the place that should hold it. */
export function entryFault(
  head: RegisterHead,
  entry: RegisterEntry,
): { readonly ok: false; readonly brokenAt: number; readonly why: ChainFault } | undefined {
  const brokenAt = head.seq + 1;
  if (entry.seq !== brokenAt) return { ok: false, brokenAt, why: 'gap' };
  if (entry.previous !== head.hash) return { ok: false, brokenAt, why: 'link' };
  if (entry.hash !== hashOf(entry)) return { ok: false, brokenAt, why: 'hash' };
  return undefined;
}

/** Whether a chain that ends at `last` ends where `head` says it does. The first place where they part is named. */
export function headFault(last: RegisterHead, head: RegisterHead): ChainVerdict {
  if (last.seq === head.seq && last.hash === head.hash) return { ok: true, entries: last.seq, head: last };
  const brokenAt = last.seq === head.seq ? last.seq : Math.min(last.seq, head.seq) + 1;
  return { ok: false, brokenAt, why: 'head' };
}

/**
 * Recomputes a whole chain, from the first entry to `head` (without one, to wherever it ends: then a chain whose end was
 * cut off passes). Names the first broken entry.
 */
export function verifyChain(entries: Iterable<RegisterEntry>, head?: RegisterHead): ChainVerdict {
  let last = emptyRegister;
  for (const entry of entries) {
    const fault = entryFault(last, entry);
    if (fault !== undefined) return fault;
    last = { seq: entry.seq, hash: entry.hash };
  }
  return headFault(last, head ?? last);
}

/** An entry that cannot even be written canonically was not written by us. */
function hashOf(entry: RegisterEntry): string | undefined {
  try {
    return sha256Hex(canonicalEntry(entry));
  } catch {
    return undefined;
  }
}
