import { callerOf, hasEnded, type Key, sameHash } from './keys.ts';
import type { Caller } from './roles.ts';

/** The outside of the cache. */
export type KeyCachePorts = {
  /** The live key with this secret hash. */
  readonly lookup: (hash: string) => Promise<Key | undefined>;
  /** Notes that a key was used. */
  readonly touch: (id: string, now: number) => Promise<void>;
  /** The ids of all live keys, by the hashes of their secrets. */
  readonly liveKeys: () => Promise<ReadonlyMap<string, string>>;
  readonly now: () => number;
  /** Resolves when a look-up has taken so long that a known key is let through without its answer. */
  readonly patience: () => Promise<unknown>;
  /** Hears of lookups and notes that failed while a request could go on without them. */
  readonly onError: (error: unknown) => void;
};

/**
 * Live keys in memory, so that a request with a known key costs no query. Own code, because lru-cache serves
 * a stale value only while it is being refreshed, not while the database is down, and cannot drop an answer
 * that a revocation overtook.
 */
export type KeyCache = {
  /** The caller that a secret hash belongs to, if that was made sure of a moment ago. */
  readonly fresh: (hash: string) => Caller | undefined;
  /**
   * Whether there is such a key: it is let through however many others fail. Nobody can make this ask the
   * database more than once a second.
   */
  readonly isKnown: (hash: string) => Promise<boolean>;
  /** The caller that a secret hash belongs to, asking the database when the answer is not fresh. */
  readonly resolve: (hash: string) => Promise<Caller | undefined>;
  /** The caller that a key's id belongs to, with the hash of its secret; asks the database no more often. */
  readonly ofId: (id: string) => Promise<{ readonly hash: string; readonly caller: Caller } | undefined>;
  /** Drops a key that was revoked, at once. */
  readonly forget: (id: string) => void;
};

/** How long an answer is relied on: the time within which a revocation in another process is felt here. */
const freshMs = 5_000;
/**
 * So long before that ends it is asked anew, while a key that is in use goes on being answered from memory.
 */
const aheadMs = 1_000;
/**
 * How long an answer counts while the database does not answer: a shift. Nothing can be written then but a
 * stop, which must be taken from whoever was let through before.
 */
const staleMs = 12 * 3_600_000;
const touchEveryMs = 60_000;
const listedMs = 1_000;

type Entry = {
  readonly key: Key;
  readonly caller: Caller;
  /** When the database last said that the key is live. */
  readonly checkedAt: number;
  /** Until when nobody asks again. */
  readonly freshUntil: number;
  touchedAt: number;
};

/** Only live keys are kept, so the cache is never larger than their number. */
export function createKeyCache(ports: KeyCachePorts): KeyCache {
  const entries = new Map<string, Entry>();
  const askOnce = onceAtATime(ask);
  let revocations = 0;
  const liveKeys = createListing(ports);

  function fresh(hash: string): Caller | undefined {
    const entry = entries.get(hash);
    const now = ports.now();
    if (entry === undefined || now >= entry.freshUntil || hasEnded(entry.key, now)) return undefined;
    if (now >= entry.freshUntil - aheadMs) askOnce(hash).catch(ports.onError);
    return used(entry, ports);
  }

  async function ask(hash: string): Promise<Caller | undefined> {
    const before = revocations;
    const now = ports.now();
    const answer = await ports.lookup(hash).then(
      (key) => ({ key }),
      (error: unknown) => ({ error }),
    );
    // A key was revoked while the database was asked: the answer may be the one from before.
    if (before !== revocations) return ask(hash);
    const entry =
      'error' in answer
        ? keptEntry(entries.get(hash), answer.error, now)
        : foundEntry(entries.get(hash), hash, answer.key, now);
    if ('error' in answer) ports.onError(answer.error);
    if (entry === undefined) {
      entries.delete(hash);
      return undefined;
    }
    entries.set(hash, entry);
    return used(entry, ports);
  }

  function resolve(hash: string): Promise<Caller | undefined> {
    const known = fresh(hash);
    if (known !== undefined) return Promise.resolve(known);
    const asked = askOnce(hash);
    return Promise.race([asked, keptWhileHung(entries, hash, asked, ports)]);
  }

  return {
    fresh,
    resolve,
    isKnown: async (hash) => entries.has(hash) || (await liveKeys()).has(hash),
    ofId: async (id) => {
      const hash = keptHash(entries, id) ?? [...(await liveKeys())].find(([, live]) => live === id)?.[0];
      const caller = hash === undefined ? undefined : await resolve(hash);
      return hash === undefined || caller === undefined ? undefined : { hash, caller };
    },
    forget: (id) => {
      revocations += 1;
      for (const [hash, entry] of entries) if (entry.key.id === id) entries.delete(hash);
    },
  };
}

/** A database that hangs is one that does not answer: a stop must not wait for it. */
async function keptWhileHung(
  entries: Map<string, Entry>,
  hash: string,
  asked: Promise<Caller | undefined>,
  ports: KeyCachePorts,
): Promise<Caller | undefined> {
  const known = entries.get(hash);
  if (known === undefined || isTooOld(known, ports.now())) return asked;
  await ports.patience();
  // It was answered meanwhile, or the key was revoked.
  if (entries.get(hash) !== known) return asked;
  entries.set(hash, { ...known, freshUntil: ports.now() + freshMs });
  asked.catch(ports.onError);
  return used(known, ports);
}

/** Looks up once for all who want the same: whoever comes while it is asked for waits for that answer. */
function onceAtATime<T>(ask: (hash: string) => Promise<T>): (hash: string) => Promise<T> {
  const asking = new Map<string, Promise<T>>();
  return (hash) => {
    const running = asking.get(hash) ?? ask(hash).finally(() => asking.delete(hash));
    asking.set(hash, running);
    return running;
  };
}

/** The caller of a key that is let through, which is noted now and then. */
function used(entry: Entry, { now, touch, onError }: KeyCachePorts): Caller {
  const at = now();
  if (at - entry.touchedAt >= touchEveryMs) {
    entry.touchedAt = at;
    touch(entry.key.id, at).catch(onError);
  }
  return entry.caller;
}

function keptHash(entries: ReadonlyMap<string, Entry>, id: string): string | undefined {
  return [...entries].find(([, { key }]) => key.id === id)?.[0];
}

/** Reads which keys are live, from the database once in `listedMs` at most. */
function createListing({ liveKeys, now }: KeyCachePorts): KeyCachePorts['liveKeys'] {
  let listed: { readonly at: number; readonly keys: ReturnType<typeof liveKeys> } | undefined;
  return () => {
    const at = now();
    if (listed === undefined || Math.abs(at - listed.at) >= listedMs) listed = { at, keys: liveKeys() };
    return listed.keys;
  };
}

/** The entry of a hash that the database was asked about. */
function foundEntry(
  known: Entry | undefined,
  hash: string,
  key: Key | undefined,
  now: number,
): Entry | undefined {
  if (key === undefined || !sameHash(key.hash, hash)) return undefined;
  const touchedAt = known?.touchedAt ?? key.lastUsedAt ?? Number.NEGATIVE_INFINITY;
  return { key, caller: callerOf(key), checkedAt: now, freshUntil: now + freshMs, touchedAt };
}

/** Whether an entry counts no more, even while the database does not answer. */
function isTooOld({ key, checkedAt }: Entry, now: number): boolean {
  return now - checkedAt > staleMs || hasEnded(key, now);
}

/** The entry while the database does not answer; its error is thrown once that lasts too long. */
function keptEntry(known: Entry | undefined, error: unknown, now: number): Entry {
  if (known === undefined || isTooOld(known, now)) throw error;
  return { ...known, freshUntil: now + freshMs };
}
