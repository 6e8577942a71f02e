import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, lte } from 'drizzle-orm';
import { keys } from '../../access/tables.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import type { Db } from '../../platform/database/database.ts';
import { consoleSessions } from './tables.ts';

/** How long a session lasts without signing in again. */
export const sessionMs = 7 * 86_400_000;

/** Begins a session of this key and returns what the cookie is to hold. Sessions that are over are cleared away. */
export async function beginSession(db: Db, key: string, now: number): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db.delete(consoleSessions).where(lte(consoleSessions.expiresAt, now));
  await db.insert(consoleSessions).values({ token: sha256Hex(token), key, expiresAt: now + sessionMs });
  return token;
}

/** The secret hash of the live key whose session this is: what the key cache asks for. */
export async function sessionKeyHash(db: Db, token: string, now: number): Promise<string | undefined> {
  const [row] = await db
    .select({ hash: keys.hash })
    .from(consoleSessions)
    .innerJoin(keys, eq(keys.id, consoleSessions.key))
    .where(
      and(
        eq(consoleSessions.token, sha256Hex(token)),
        gt(consoleSessions.expiresAt, now),
        isNull(keys.revokedAt),
      ),
    );
  return row?.hash;
}

/** Ends a session; ending it twice changes nothing. */
export async function endSession(db: Db, token: string): Promise<void> {
  await db.delete(consoleSessions).where(eq(consoleSessions.token, sha256Hex(token)));
}
