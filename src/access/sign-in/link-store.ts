import { randomBytes } from 'node:crypto';
import { and, eq, gt, lte } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { isoTimes } from '../../platform/iso.ts';
import { appendEntries } from '../../register/store.ts';
import { hashSecret, newSecret } from '../keys.ts';
import type { PersonRole } from './provider.ts';
import { signInLinks } from './tables.ts';

/** How long a link signs somebody in. */
export const linkLifeMs = 3_600_000;

/** The beginning of a link's secret: none of a key. */
export const linkPrefix = 'once_';
const shape = new RegExp(`^${linkPrefix}[0-9A-Za-z]{40}$`);

/** Whether a text can be the secret of a link. */
export function isLinkShaped(text: string): boolean {
  return shape.test(text);
}

/** The role that a link lets somebody in with, and perhaps which person of people.yaml they are. */
export const NewLink = z.strictObject({
  role: z.enum(['viewer', 'operator', 'approver', 'admin']).default('admin'),
  person: z.string().min(1).max(63).optional(),
});
export type NewLink = z.output<typeof NewLink>;

/** Makes a link that signs in once, within an hour. Its secret is in this answer and nowhere else. */
export async function makeLink(
  tx: Db,
  { role, person }: NewLink,
  actor: string,
  now: number,
): Promise<{ readonly secret: string; readonly expiresAt: number }> {
  const secret = linkPrefix + newSecret(randomBytes).slice(-40);
  const expiresAt = now + linkLifeMs;
  await tx.delete(signInLinks).where(lte(signInLinks.expiresAt, now));
  await tx.insert(signInLinks).values({ hash: hashSecret(secret), role, expiresAt, ...defined({ person }) });
  const data = { role, ...isoTimes({ until: expiresAt }), ...defined({ person }) };
  await appendEntries(tx, [{ kind: 'linkMade', actor, data }], now);
  return { secret, expiresAt };
}

/** Uses a link up: who comes in by it; nothing where it was used, is too old, or never was. */
export async function takeLink(
  tx: Db,
  secret: string,
  now: number,
): Promise<{ readonly role: PersonRole; readonly person?: string } | undefined> {
  const [row] = await tx
    .delete(signInLinks)
    .where(and(eq(signInLinks.hash, hashSecret(secret)), gt(signInLinks.expiresAt, now)))
    .returning({ role: signInLinks.role, person: signInLinks.person });
  if (row === undefined) return undefined;
  const link = { role: row.role, ...defined({ person: row.person ?? undefined }) };
  await appendEntries(tx, [{ kind: 'linkUsed', actor: 'link', data: link }], now);
  return link;
}
