import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, lte } from 'drizzle-orm';
import { keys } from '../../access/tables.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import type { Db } from '../../platform/database/database.ts';
import { consoleSessions } from './tables.ts';

/** How long a session lasts without signing in again. */
export const sessionMs = 7 * 86_400_000;

/** Browsers that are signed in. A session is known by the token in its cookie. */
export type Sessions = ReturnType<typeof createSessions>;

/** Sessions in this database. */
export function createSessions(db: Db, now: () => number) {
  return {
    /** Begins a session of this key and gives its token. Sessions that are over are cleared away. */
    begin: async (key: string) => {
      const token = randomBytes(32).toString('base64url');
      const expiresAt = now() + sessionMs;
      await db.delete(consoleSessions).where(lte(consoleSessions.expiresAt, now()));
      await db.insert(consoleSessions).values({ token: sha256Hex(token), key, expiresAt });
      return token;
    },
    /** The secret hash of the live key whose session this is: what the key cache asks for. */
    keyHashOf: async (token: string) => {
      const [row] = await db
        .select({ hash: keys.hash })
        .from(consoleSessions)
        .innerJoin(keys, eq(keys.id, consoleSessions.key))
        .where(
          and(
            eq(consoleSessions.token, sha256Hex(token)),
            gt(consoleSessions.expiresAt, now()),
            isNull(keys.revokedAt),
          ),
        );
      return row?.hash;
    },
    /** Ends a session; ending it twice changes nothing. */
    end: async (token: string) => {
      await db.delete(consoleSessions).where(eq(consoleSessions.token, sha256Hex(token)));
    },
  };
}
