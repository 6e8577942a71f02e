import { and, eq, lte } from 'drizzle-orm';
import { sha256Hex } from '../../platform/canonical.ts';
import type { Db } from '../../platform/database/database.ts';
import type { Claims, SignInPerson } from './provider.ts';
import { signInIdentities, usedFlows } from './tables.ts';

/** The person that a subject was found to be before, and the SHA-256 of the address that showed it. */
export async function findIdentity(
  db: Db,
  { issuer, subject }: Claims,
): Promise<{ readonly person: string; readonly mail: string } | undefined> {
  const [row] = await db
    .select({ person: signInIdentities.person, mail: signInIdentities.mail })
    .from(signInIdentities)
    .where(and(eq(signInIdentities.issuer, issuer), eq(signInIdentities.subject, subject)));
  return row;
}

/** The mark of an address: enough to see that people.yaml has another one by now. */
export function mailMark({ email = '' }: Pick<SignInPerson, 'email'>): string {
  return sha256Hex(email.toLowerCase());
}

/** Remembers whom a subject was found to be. */
export async function rememberIdentity(
  db: Db,
  { issuer, subject }: Claims,
  person: SignInPerson,
  now: number,
): Promise<void> {
  const found = { person: person.id, mail: mailMark(person), at: now };
  await db
    .insert(signInIdentities)
    .values({ issuer, subject, ...found })
    .onConflictDoUpdate({ target: [signInIdentities.issuer, signInIdentities.subject], set: found });
}

/** Whether a sign-in that came back is taken: once, and never again. Clears away marks that are of no use. */
export async function useFlow(db: Db, mark: string, until: number, now: number): Promise<boolean> {
  await db.delete(usedFlows).where(lte(usedFlows.expiresAt, now));
  const used = await db
    .insert(usedFlows)
    .values({ mark, expiresAt: until })
    .onConflictDoNothing()
    .returning({ mark: usedFlows.mark });
  return used.length > 0;
}
