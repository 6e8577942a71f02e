import { canonicalJson, type JsonValue, sha256Hex } from '../platform/canonical.ts';

/** A new line of the register. Names, addresses, free text stay in their own tables, their SHA-256 here. */
export type NewEntry = {
  /** Past tense, as programs and dictionaries know it: `agentTripped`. */
  readonly kind: string;
  /** Actor text. */
  readonly actor: string;
  readonly agent?: string | undefined;
  readonly incident?: number | undefined;
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
 * Why a chain is broken. `gap`: an entry is missing, or out of its place; `link`: it does not name the hash
 * of the one before; `hash`: its contents are not what was hashed; `head`: the chain does not end where it
 * was seen to end last, so entries were cut off, added by hand, or the last one was rewritten.
 */
export type ChainFault = 'gap' | 'link' | 'hash' | 'head';

/** The verdict on a chain: whole, or broken at an entry. */
export type ChainVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: RegisterHead }
  | { readonly ok: false; readonly brokenAt: number; readonly why: ChainFault };

/** An entry as it is read to be verified: what it does not have may be null. */
export type ReadEntry = { readonly [K in keyof RegisterEntry]: RegisterEntry[K] | null } & Pick<
  RegisterEntry,
  'seq' | 'at' | 'kind' | 'actor' | 'data' | 'previous' | 'hash'
>;

/**
 * The text that an entry's hash is taken over: canonical JSON (RFC 8785) without it, absent as null. Its
 * members stand in their order here: a million entries need not be sorted anew.
 */
export function canonicalEntry(entry: Omit<ReadEntry, 'hash'>): string {
  const { actor, agent = null, at, data, incident = null, kind, plan = null, previous, seq } = entry;
  const first = `{"actor":${canonicalJson(actor)},"agent":${canonicalJson(agent)},"at":${canonicalJson(at)}`;
  const second = `,"data":${canonicalJson(data)},"incident":${canonicalJson(incident)},"kind":${canonicalJson(kind)}`;
  return `${first}${second},"plan":${canonicalJson(plan)},"previous":${canonicalJson(previous)},"seq":${canonicalJson(seq)}}`;
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

/** Where a chain is read from while it is verified. Entries may be appended meanwhile. */
export type ChainSource = {
  /** The next entries with a greater number than `after` (without it, from the first); none: the end. */
  readonly page: (after: number | undefined) => Promise<readonly ReadEntry[]>;
  /** The head, and whether entries behind `after` stand, as of one moment; `undefined`: the head is gone. */
  readonly end: (after: number) => Promise<(RegisterHead & { readonly grown: boolean }) | undefined>;
};

/** A listener to a chain that is recomputed, and where that begins. */
export type ChainWatch = {
  readonly onEntry?: (entry: RegisterHead) => void;
  readonly from?: RegisterHead;
};

/**
 * Recomputes a whole chain, page by page, and compares its end with the head: without that, a chain whose end
 * was cut off would pass. Names the first broken entry. `onEntry` hears of each entry that is whole; `from`
 * is an entry that is known to be, behind which it begins.
 */
export async function verifyChain(
  source: ChainSource,
  { onEntry, from = emptyRegister }: ChainWatch = {},
): Promise<ChainVerdict> {
  let last = from;
  let reading = source.page(from.seq === 0 ? undefined : from.seq);
  for (;;) {
    const page = await reading;
    const behind = page.at(-1)?.seq ?? last.seq;
    reading = source.page(behind === 0 ? undefined : behind);
    // It is read while this one is recomputed; what it fails of is told when it is waited for.
    reading.catch(() => {});
    for (const entry of page) {
      const why = faultOf(entry, last);
      if (why !== undefined) return { ok: false, brokenAt: last.seq + 1, why };
      last = { seq: entry.seq, hash: entry.hash };
      onEntry?.(last);
    }
    if (page.length > 0) continue;
    const end = await source.end(last.seq);
    if (end?.grown !== true) return endVerdict(last, end);
  }
}

/** The fault of `entry` as the one that follows `last`, if it has one. */
function faultOf(entry: ReadEntry, last: RegisterHead): ChainFault | undefined {
  if (entry.seq !== last.seq + 1) return 'gap';
  if (entry.previous !== last.hash) return 'link';
  return entry.hash === hashOf(entry) ? undefined : 'hash';
}

/** Whether a chain that ends at `last` ends where `head` says. The first place where they part is named. */
function endVerdict(last: RegisterHead, head: RegisterHead | undefined): ChainVerdict {
  if (last.seq === head?.seq && last.hash === head.hash) return { ok: true, entries: last.seq, head: last };
  const brokenAt = last.seq === head?.seq ? last.seq : Math.min(last.seq, head?.seq ?? last.seq) + 1;
  return { ok: false, brokenAt, why: 'head' };
}

/** An entry that cannot even be written canonically was not written by us. */
function hashOf(entry: ReadEntry): string | undefined {
  try {
    return sha256Hex(canonicalEntry(entry));
  } catch {
    return undefined;
  }
}
