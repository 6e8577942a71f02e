import { and, asc, desc, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { insertRows } from '../../platform/database/statement.ts';
import { defined, withoutNulls } from '../../platform/defined.ts';
import { getCustomer } from '../customer-store.ts';
import type { Request } from '../request.ts';
import { getRequest } from '../request-row-store.ts';
import { contactsTable, requestsTable } from '../tables.ts';
import type { Vault } from '../vault/vault.ts';
import type { MailAfter } from './mailing.ts';
import { relancesTable } from './tables.ts';

/** A relance as it is kept. */
export type KeptRelance = ReturnType<typeof keptOf>;

type Row = typeof relancesTable.$inferSelect;

function keptOf({ mailAttempts: _, mailDueAt: __, ...row }: Row) {
  return withoutNulls(row);
}

/** All relances about these requests, oldest first. */
export async function relancesOf(db: Db, requests: readonly number[]): Promise<readonly KeptRelance[]> {
  const rows = await db
    .select()
    .from(relancesTable)
    .where(inArray(relancesTable.request, [...requests]))
    .orderBy(asc(relancesTable.at), asc(relancesTable.contact));
  return rows.map(keptOf);
}

/** Keeps a relance. `mailed`: the mail is to be sent at once. */
export async function keepRelance(
  tx: Db,
  relance: Omit<KeptRelance, 'mail' | 'mailReason'>,
  mailed: boolean,
): Promise<void> {
  const mail = mailed ? { mail: 'waiting' as const, mailDueAt: relance.at } : { mail: null, mailDueAt: null };
  await tx.execute(insertRows(relancesTable, [{ ...relance, ...mail, mailAttempts: 0, mailReason: null }]));
}

/** A request whose customer owes an answer, as far as its chase needs it. */
export type Chased = { readonly number: number; readonly owner?: string } & Pick<Request, 'life' | 'next'>;

/**
 * The requests whose customers may owe an answer: those that wait for them, and those resolved since `since`
 * without their word.
 */
export async function chasedRequests(db: Db, since: number, limit: number): Promise<readonly Chased[]> {
  const { number, owner, state, waitingFor, waitingSince, resolvedAt, confirmedAt, nextDueAt } =
    requestsTable;
  const rows = await db
    .select({ number, owner, state, waitingSince, resolvedAt, nextDueAt })
    .from(requestsTable)
    .where(
      or(
        and(eq(state, 'waiting'), eq(waitingFor, 'customer')),
        and(eq(state, 'resolved'), isNull(confirmedAt), gte(resolvedAt, since)),
      ),
    )
    .orderBy(desc(number))
    .limit(limit);
  return rows.map((row) => ({
    ...withoutNulls({ number: row.number, owner: row.owner }),
    life:
      row.state === 'waiting'
        ? { state: 'waiting', for: 'customer', since: row.waitingSince ?? 0 }
        : { state: 'resolved', resolved: { at: row.resolvedAt ?? 0, by: '' } },
    ...(row.nextDueAt === null ? {} : { next: { step: '', dueAt: row.nextDueAt } }),
  }));
}

/** How many mails go out at once, and for how long one is ours to send. */
const batch = 8;
const claimMs = 90_000;

/** A mail that is ours to send. `attempts` counts this one. */
export type ClaimedMail = Pick<Row, 'contact' | 'request' | 'at'> & { readonly attempts: number };

/** Claims mails that are due at `now`: nobody else sends them until the claim ends. */
export async function claimMails(db: Db, now: number): Promise<readonly ClaimedMail[]> {
  const { rows } = await db.execute<{ contact: string; request: number; at: string; attempts: number }>(sql`
    UPDATE ${relancesTable} SET mail_attempts = mail_attempts + 1, mail_due_at = ${now + claimMs}::bigint
    WHERE contact IN (
      SELECT contact FROM ${relancesTable} WHERE mail = 'waiting' AND mail_due_at <= ${now}::bigint
      ORDER BY mail_due_at LIMIT ${batch} FOR UPDATE SKIP LOCKED
    ) RETURNING contact, request, at, mail_attempts AS attempts`);
  return rows.map(({ contact, request, at, attempts }) => ({
    ...{ contact, request: Number(request), at: Number(at), attempts: Number(attempts) },
  }));
}

/** Notes how an attempt ended. */
export async function noteMail(db: Db, contact: string, after: MailAfter): Promise<void> {
  await db.update(relancesTable).set(after).where(eq(relancesTable.contact, contact));
}

/** A mail in words: the address of the customer as it is known now, and what was written. */
export type MailWords = { readonly to: string; readonly name?: string; readonly text: string };

/** The words of a mail; nothing once they, or the address, were erased. The vault notes this reading. */
export async function mailWords(
  db: Db,
  vault: Vault,
  { contact, request: number }: ClaimedMail,
): Promise<MailWords | undefined> {
  const [request, [kept]] = await Promise.all([
    getRequest(db, number),
    db.select({ text: contactsTable.text }).from(contactsTable).where(eq(contactsTable.id, contact)),
  ]);
  const customer = request && (await getCustomer(db, request.customer));
  const [address] = customer?.emails ?? [];
  const text = kept?.text;
  if (address === undefined || text === null || text === undefined) return undefined;
  const ids = [address, text, ...(customer?.name === undefined ? [] : [customer.name])];
  const words = await vault.open(db, ids, { who: 'engine', why: `send relance of request ${number}` });
  const [to, body] = [words.get(address), words.get(text)];
  if (to === undefined || body === undefined) return undefined;
  const name = customer?.name === undefined ? undefined : words.get(customer.name);
  return { to, text: body, ...defined({ name }) };
}
