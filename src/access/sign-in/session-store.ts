import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, lte, or, type SQL } from 'drizzle-orm';
import { sha256Hex } from '../../platform/canonical.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { newKeyId } from '../keys.ts';
import { keys } from '../tables.ts';
import type { PersonRole } from './provider.ts';
import { consoleSessions } from './tables.ts';

/** The holder of a session, and how they came in: by a key, a link or a provider. */
export type SessionOf =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'link'; readonly role: PersonRole; readonly person?: string }
  | {
      readonly kind: 'provider';
      readonly provider: string;
      readonly issuer: string;
      readonly subject: string;
      readonly person: string;
      /** As their groups give it; absent where people.yaml says it. */
      readonly role?: PersonRole;
    };

/** A session as it is stored. Times are epoch ms. */
export type StoredSession = {
  readonly id: string;
  readonly of: SessionOf;
  /** Of the key that it is of. */
  readonly hash?: string;
  readonly begunAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  /** When the provider last vouched for the person. */
  readonly checkedAt: number;
  readonly confirmedAt?: number;
  readonly sealed?: string;
};

/** A new token of a session: 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Keeps a new session under its token. Sessions that are over by themselves are cleared away. */
export async function insertSession(
  db: Db,
  token: string,
  session: Pick<StoredSession, 'of' | 'expiresAt' | 'sealed'>,
  now: number,
): Promise<string> {
  const id = newKeyId(randomBytes);
  const { of, expiresAt, sealed } = session;
  await db.delete(consoleSessions).where(lte(consoleSessions.expiresAt, now));
  await db.insert(consoleSessions).values({
    ...{ token: sha256Hex(token), id, expiresAt, begunAt: now, seenAt: now },
    ...columnsOf(of),
    ...defined({ sealed, checkedAt: of.kind === 'provider' ? now : undefined }),
  });
  return id;
}

function columnsOf(of: SessionOf) {
  const { kind: _, ...columns } = of;
  return columns;
}

/** The session of a token, with the hash of its key; whether it still counts is not asked here. */
export async function findSession(db: Db, token: string): Promise<StoredSession | undefined> {
  const [row] = await db
    .select({ session: consoleSessions, hash: keys.hash })
    .from(consoleSessions)
    .leftJoin(keys, eq(keys.id, consoleSessions.key))
    .where(eq(consoleSessions.token, sha256Hex(token)));
  const of = row === undefined ? undefined : ownerOf(row.session);
  if (row === undefined || of === undefined) return undefined;
  const { id, begunAt, seenAt, checkedAt, expiresAt, confirmedAt, sealed } = row.session;
  return {
    // A session of before there were ids was begun nobody knows when, and goes on until its end.
    ...{ id: id ?? '', of, expiresAt, begunAt: begunAt ?? expiresAt, seenAt: seenAt ?? expiresAt },
    checkedAt: checkedAt ?? 0,
    ...defined({
      hash: row.hash ?? undefined,
      confirmedAt: confirmedAt ?? undefined,
      sealed: sealed ?? undefined,
    }),
  };
}

function ownerOf(row: typeof consoleSessions.$inferSelect): SessionOf | undefined {
  const { key, role, provider, issuer, subject } = row;
  const person = defined({ person: row.person ?? undefined });
  if (key !== null) return { kind: 'key', key };
  if (provider !== null && issuer !== null && subject !== null && row.person !== null)
    return {
      ...{ kind: 'provider', provider, issuer, subject, person: row.person },
      ...defined({ role: role ?? undefined }),
    };
  return role === null ? undefined : { kind: 'link', role, ...person };
}

/** Notes that a session was used; at most once a minute. */
export async function touchSession(db: Db, token: string, now: number): Promise<void> {
  await db
    .update(consoleSessions)
    .set({ seenAt: now })
    .where(eq(consoleSessions.token, sha256Hex(token)));
}

/**
 * Takes it on oneself to ask the provider about a session, unless somebody did after `before`: a refresh
 * token that two processes send at once is taken for a stolen one.
 */
export async function claimAsking(db: Db, token: string, before: number, now: number): Promise<boolean> {
  const due = or(isNull(consoleSessions.askedAt), lte(consoleSessions.askedAt, before));
  const claimed = await db
    .update(consoleSessions)
    .set({ askedAt: now })
    .where(and(eq(consoleSessions.token, sha256Hex(token)), due))
    .returning({ id: consoleSessions.id });
  return claimed.length > 0;
}

/** Keeps what the provider has answered about a session. */
export async function noteVouched(
  db: Db,
  token: string,
  vouched: { readonly role: PersonRole | undefined; readonly sealed: string },
  now: number,
): Promise<void> {
  await db
    .update(consoleSessions)
    .set({ role: vouched.role ?? null, sealed: vouched.sealed, checkedAt: now })
    .where(eq(consoleSessions.token, sha256Hex(token)));
}

/**
 * Notes that the person of a session has proved anew to this issuer who they are. `false`, and no note, where
 * the session is somebody else's, or over.
 */
export async function confirmSession(
  db: Db,
  id: string,
  who: { readonly issuer: string; readonly subject: string },
  now: number,
): Promise<boolean> {
  const confirmed = await db
    .update(consoleSessions)
    .set({ confirmedAt: now })
    .where(
      and(
        eq(consoleSessions.id, id),
        eq(consoleSessions.issuer, who.issuer),
        eq(consoleSessions.subject, who.subject),
        gt(consoleSessions.expiresAt, now),
      ),
    )
    .returning({ id: consoleSessions.id });
  return confirmed.length > 0;
}

/** The proof was used: the next signature asks again. */
export async function spendConfirmation(db: Db, id: string): Promise<void> {
  await db.update(consoleSessions).set({ confirmedAt: null }).where(eq(consoleSessions.id, id));
}

/** Ends the session of a token; ending it twice changes nothing. */
export async function endSession(db: Db, token: string): Promise<void> {
  await db.delete(consoleSessions).where(eq(consoleSessions.token, sha256Hex(token)));
}

/** Ends every session of a person, and of each of their keys; without a person, those of one key. */
export async function endSessionsOf(
  db: Db,
  whose: { readonly person?: string | undefined; readonly key?: string | undefined },
): Promise<number> {
  const { person, key } = whose;
  const ofPerson = person === undefined ? undefined : eq(consoleSessions.person, person);
  const ownKeys =
    person === undefined ? [] : await db.select({ id: keys.id }).from(keys).where(eq(keys.person, person));
  const ids = [...ownKeys.map(({ id }) => id), ...(key === undefined ? [] : [key])];
  const any: SQL | undefined = or(ofPerson, ...ids.map((id) => eq(consoleSessions.key, id)));
  if (any === undefined) return 0;
  const ended = await db.delete(consoleSessions).where(any).returning({ token: consoleSessions.token });
  return ended.length;
}
