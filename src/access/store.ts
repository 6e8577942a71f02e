import { randomBytes } from 'node:crypto';
import { and, asc, count, eq, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { Database, Db } from '../platform/database/database.ts';
import { withoutNulls } from '../platform/defined.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import { hashSecret, type Key, type NewKey, newKeyId, newSecret } from './keys.ts';
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

/** The live key whose secret has this hash. */
export async function findKey(db: Db, secretHash: string): Promise<Key | undefined> {
  const [row] = await db
    .select()
    .from(keys)
    .where(and(eq(keys.hash, secretHash), isNull(keys.revokedAt)));
  return row === undefined ? undefined : keyOfRow(row);
}

/** The ids of all live keys, by the hashes of their secrets. */
export async function liveKeys(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db.select({ hash: keys.hash, id: keys.id }).from(keys).where(isNull(keys.revokedAt));
  return new Map(rows.map(({ hash, id }) => [hash, id]));
}

/** Those of these keys that were revoked. */
export async function revokedAmong(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await db
    .select({ id: keys.id })
    .from(keys)
    .where(and(inArray(keys.id, [...ids]), isNotNull(keys.revokedAt)));
  return rows.map(({ id }) => id);
}

/**
 * Revokes a key for good; revoking it again changes nothing. Refused (`last_admin_key`) for the last live
 * admin key: without it nobody could make another. Run it in a transaction.
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
  if (row.role === 'admin' && (await liveAdmins(tx)) === 1) return refused(lastAdminKey);
  await tx.update(keys).set({ revokedAt: now }).where(eq(keys.id, id));
  return done({ key: keyOfRow({ ...row, revokedAt: now }), changed: true });
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
    if ((await liveAdmins(tx)) > 0) return { created: false };
    const { secret } = await createKey(tx, { role: 'admin', name: 'first start' }, now);
    return { created: true, secret };
  });
}

async function insertKey(tx: Db, key: NewKey, secret: string, now: number): Promise<string> {
  const id = newKeyId(randomBytes);
  await tx.insert(keys).values({ ...key, id, hash: hashSecret(secret), createdAt: now });
  return id;
}

/** Holds everybody else who would count or change keys until this transaction ends; reading goes on. */
async function lockKeys(tx: Db): Promise<void> {
  await tx.execute(sql`LOCK TABLE ${keys} IN SHARE ROW EXCLUSIVE MODE`);
}

async function liveAdmins(tx: Db): Promise<number> {
  const [row] = await tx
    .select({ live: count() })
    .from(keys)
    .where(and(eq(keys.role, 'admin'), isNull(keys.revokedAt)));
  return row?.live ?? 0;
}

function keyOfRow(row: typeof keys.$inferSelect): Key {
  const { person, agent, lastUsedAt, revokedAt, ...key } = row;
  return withoutNulls({ ...key, person, agent, lastUsedAt, revokedAt });
}

const lastAdminKey: Refusal = {
  kind: 'conflict',
  code: 'last_admin_key',
  detail: 'This is the last live admin key. Make another admin key first, then revoke this one.',
};
