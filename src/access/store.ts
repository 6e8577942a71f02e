import { randomBytes } from 'node:crypto';
import { and, asc, count, eq, gt, inArray, isNotNull, isNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { Database, Db } from '../platform/database/database.ts';
import { defined, withoutNulls } from '../platform/defined.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import { agentsOf, hasEnded, hashSecret, type Key, NewKey, newKeyId, newSecret } from './keys.ts';
import { keys } from './tables.ts';

/** How exactly `last_used_at` is kept: written at most this often for a key. */
const usedEveryMs = 60_000;

/** Makes a key. The secret is in this answer and nowhere else. */
export async function createKey(
  tx: Db,
  key: NewKey,
  now: number,
): Promise<{ readonly id: string; readonly secret: string }> {
  const secret = newSecret(randomBytes);
  return { id: await insertKey(tx, key, secret, now), secret };
}

/** Keys, the oldest first, revoked ones too: all of them, or a page of those behind the key `after`. */
export async function listKeys(
  db: Db,
  page: { readonly limit?: number; readonly after?: string | undefined } = {},
): Promise<Key[]> {
  const before = sql`(${keys.createdAt}, ${keys.id}) > (SELECT created_at, id FROM ${keys} WHERE id = ${page.after})`;
  const query = db
    .select()
    .from(keys)
    .where(page.after === undefined ? undefined : before)
    .orderBy(asc(keys.createdAt), asc(keys.id));
  const rows = await (page.limit === undefined ? query : query.limit(page.limit));
  return rows.map(keyOfRow);
}

/** Neither revoked nor at its end. */
const isLive = (now: number) =>
  and(isNull(keys.revokedAt), or(isNull(keys.expiresAt), gt(keys.expiresAt, now)));

/** The live key whose secret has this hash. */
export async function findKey(db: Db, secretHash: string, now: number): Promise<Key | undefined> {
  const [row] = await db
    .select()
    .from(keys)
    .where(and(eq(keys.hash, secretHash), isLive(now)));
  return row === undefined ? undefined : keyOfRow(row);
}

/** The ids of all live keys, by the hashes of their secrets. */
export async function liveKeys(db: Db, now: number): Promise<ReadonlyMap<string, string>> {
  const rows = await db.select({ hash: keys.hash, id: keys.id }).from(keys).where(isLive(now));
  return new Map(rows.map(({ hash, id }) => [hash, id]));
}

/** Those of these keys that were revoked, or have come to their end. */
export async function overAmong(db: Db, ids: readonly string[], now: number): Promise<readonly string[]> {
  const rows = await db
    .select({ id: keys.id })
    .from(keys)
    .where(and(inArray(keys.id, [...ids]), or(isNotNull(keys.revokedAt), lte(keys.expiresAt, now))));
  return rows.map(({ id }) => id);
}

/**
 * Revokes a key for good; revoking it again changes nothing. Refused (`last_admin_key`) for the last live
 * admin key, and for the last that has no end: without it nobody could make another. Run it in a
 * transaction.
 */
export async function revokeKey(
  tx: Db,
  id: string,
  now: number,
): Promise<Result<{ readonly key: Key; readonly changed: boolean }>> {
  await lockKeys(tx);
  const [row] = await tx.select().from(keys).where(eq(keys.id, id));
  if (row === undefined) return refused(noSuch('key', id));
  if (row.revokedAt !== null) return done({ key: keyOfRow(row), changed: false });
  if (row.role === 'admin' && (await otherAdmins(tx, row, now)) === 0) return refused(lastAdminKey);
  await tx.update(keys).set({ revokedAt: now }).where(eq(keys.id, id));
  return done({ key: keyOfRow({ ...row, revokedAt: now }), changed: true });
}

/** How a key is rotated: the secret of its successor, and until when the old one lives on. */
export type Rotation = {
  readonly key: Key;
  readonly secret: string;
  readonly old: Key;
};

/**
 * Makes a key that may do what this one may, and ends this one after `overlapMs`, in which both live. A key
 * with an end has a successor that lives as long as it was to live. Refused for a key that is over
 * (`key_over`), and for one whose successor lives (`key_rotated`). Run it in a transaction.
 */
export async function rotateKey(
  tx: Db,
  id: string,
  overlapMs: number,
  now: number,
): Promise<Result<Rotation>> {
  await lockKeys(tx);
  const [row] = await tx.select().from(keys).where(eq(keys.id, id));
  if (row === undefined) return refused(noSuch('key', id));
  const old = keyOfRow(row);
  if (old.revokedAt !== undefined || hasEnded(old, now)) return refused(keyOver(id));
  const [successor] = await tx
    .select({ id: keys.id })
    .from(keys)
    .where(and(eq(keys.replaces, id), isLive(now)));
  if (successor !== undefined) return refused(keyRotated(id, successor.id));
  const lifeMs = old.expiresAt === undefined ? undefined : old.expiresAt - old.createdAt;
  const secret = newSecret(randomBytes);
  const next = NewKey.parse(successorOf(old));
  const expiresAt = lifeMs === undefined ? undefined : now + lifeMs;
  const made = await insertKey(tx, { ...next, ...defined({ expiresAt }) }, secret, now, id);
  const endsAt = Math.min(old.expiresAt ?? Number.POSITIVE_INFINITY, now + overlapMs);
  await tx.update(keys).set({ expiresAt: endsAt }).where(eq(keys.id, id));
  const [written] = await tx.select().from(keys).where(eq(keys.id, made));
  if (written === undefined) throw new Error(`the key ${made} was not written`);
  return done({ key: keyOfRow(written), secret, old: { ...old, expiresAt: endsAt } });
}

function successorOf({ role, name, person, agents }: Key) {
  return { role, name, ...defined({ person, agents }) };
}

function keyOver(id: string): Refusal {
  const detail = `The key ${id} was revoked or has ended: make a new one.`;
  return { kind: 'conflict', code: 'key_over', detail };
}

function keyRotated(id: string, successor: string): Refusal {
  const detail = `The key ${id} was rotated: ${successor} came in its place. Rotate that one, or revoke it first.`;
  return { kind: 'conflict', code: 'key_rotated', detail, facts: { successor } };
}

/** Notes that a key was used; writes nothing when that was noted within the last minute. */
export async function touchKey(db: Db, id: string, now: number): Promise<void> {
  const stale = or(isNull(keys.lastUsedAt), lt(keys.lastUsedAt, now - usedEveryMs));
  await db
    .update(keys)
    .set({ lastUsedAt: now })
    .where(and(eq(keys.id, id), stale));
}

/** Whether a key was made whose secret must be shown now or never; a given key needs no showing. */
export type AdminKey = { readonly created: true; readonly secret: string } | { readonly created: false };

/**
 * Makes sure that there is a way in. With `given` (FILROUGE_ADMIN_KEY): that secret is an admin key from now
 * on, unless it was revoked. Without: an admin key is made when no live one stands. However many processes
 * start at once, one makes it and alone hears the secret.
 */
export function ensureAdminKey(
  database: Pick<Database, 'transaction'>,
  { given }: { readonly given?: string },
  now: number,
): Promise<AdminKey> {
  return database.transaction(async (tx) => {
    await lockKeys(tx);
    if (given !== undefined) {
      const [row] = await tx
        .select({ id: keys.id })
        .from(keys)
        .where(eq(keys.hash, hashSecret(given)));
      if (row !== undefined) return { created: false };
      await insertKey(tx, { role: 'admin', name: 'FILROUGE_ADMIN_KEY' }, given, now);
      return { created: false };
    }
    if ((await liveAdmins(tx, now)) > 0) return { created: false };
    const { secret } = await createKey(tx, { role: 'admin', name: 'first start' }, now);
    return { created: true, secret };
  });
}

async function insertKey(
  tx: Db,
  key: NewKey,
  secret: string,
  now: number,
  replaces?: string,
): Promise<string> {
  const id = newKeyId(randomBytes);
  const { role, name, expiresAt } = key;
  const person = 'person' in key ? key.person : undefined;
  const agents = agentsOf(key);
  const own = role === 'agent' ? agents?.[0] : undefined;
  await tx.insert(keys).values({
    ...{ id, role, name, hash: hashSecret(secret), createdAt: now },
    ...defined({ person, agent: own, expiresAt, replaces }),
    agents: agents === undefined || (own !== undefined && agents.length === 1) ? null : [...agents],
  });
  return id;
}

/** Holds everybody else who would count or change keys until this transaction ends; reading goes on. */
async function lockKeys(tx: Db): Promise<void> {
  await tx.execute(sql`LOCK TABLE ${keys} IN SHARE ROW EXCLUSIVE MODE`);
}

async function liveAdmins(tx: Db, now: number): Promise<number> {
  const [row] = await tx
    .select({ live: count() })
    .from(keys)
    .where(and(eq(keys.role, 'admin'), isLive(now)));
  return row?.live ?? 0;
}

/** The live admin keys beside this one; beside one without an end, those without an end. */
async function otherAdmins(tx: Db, key: typeof keys.$inferSelect, now: number): Promise<number> {
  const lasting = key.expiresAt === null ? isNull(keys.expiresAt) : undefined;
  const [row] = await tx
    .select({ others: count() })
    .from(keys)
    .where(and(eq(keys.role, 'admin'), isLive(now), ne(keys.id, key.id), lasting));
  return row?.others ?? 0;
}

function keyOfRow(row: typeof keys.$inferSelect): Key {
  const { agent, agents, ...key } = row;
  return withoutNulls({ ...key, agents: agents ?? (agent === null ? null : [agent]) });
}

const lastAdminKey: Refusal = {
  kind: 'conflict',
  code: 'last_admin_key',
  detail:
    'This is the last live admin key, or the last without an end. Make another admin key without an end first, then revoke this one.',
};
