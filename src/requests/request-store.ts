import { and, asc, desc, eq, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { insertRows } from '../platform/database/statement.ts';
import { withoutNulls } from '../platform/defined.ts';
import { pageOf } from '../platform/page.ts';
import type { Priority } from '../rules/desk/desk.ts';
import type { RequestEntry, RequestEventKind } from './change.ts';
import { type Contact, openStates, type RequestState, type RequestTimes } from './request.ts';
import { isOpenRow, timeColumns } from './request-row-store.ts';
import { contactsTable, requestEventsTable, requestsTable, requestWordsTable } from './tables.ts';
import { vaultTokens } from './vault/tables.ts';

/** A request in a list, with the vault ids of what is read beside it. */
export type ListedRequest = RequestTimes & {
  readonly version: number;
  readonly channel: string;
  readonly customer: string;
  readonly subject: string;
  readonly nextStep?: string;
  readonly missing: readonly string[];
  readonly validatedAt?: number;
  readonly mergedInto?: number;
};

/** The choice of requests in a list. */
export type RequestQuery = {
  /** `open`: all states in which the desk has something to do or waits. */
  readonly state?: RequestState | 'open' | undefined;
  readonly kind?: string | undefined;
  readonly priority?: Priority | undefined;
  readonly owner?: string | undefined;
  readonly customer?: string | undefined;
  readonly agent?: string | undefined;
  /** For each word that was asked for, the tokens of which one must be there. */
  readonly words?: readonly string[] | undefined;
  /** Numbers smaller than this. */
  readonly before?: number | undefined;
  readonly limit: number;
};

/** A page of requests, the latest number first; `next` is the cursor of the page behind it. */
export async function listRequests(
  db: Db,
  query: RequestQuery,
): Promise<{ readonly items: readonly ListedRequest[]; readonly next: number | undefined }> {
  const rows = await db
    .select({
      ...timeColumns,
      version: requestsTable.version,
      channel: requestsTable.channel,
      customer: requestsTable.customer,
      subject: requestsTable.subject,
      nextStep: requestsTable.nextStep,
      missing: requestsTable.missing,
      validatedAt: requestsTable.validatedAt,
      mergedInto: requestsTable.mergedInto,
    })
    .from(requestsTable)
    .where(and(...conditionsOf(query)))
    .orderBy(desc(requestsTable.number))
    .limit(query.limit + 1);
  const { items, next } = pageOf(rows, query.limit, ({ number }) => number);
  return { items: items.map((row) => withoutNulls(row)), next };
}

function conditionsOf(query: RequestQuery): (SQL | undefined)[] {
  const { kind, priority, owner, customer, agent, before, words = [], state } = query;
  return [
    state === undefined ? undefined : state === 'open' ? isOpenRow : stateIs(state),
    kind === undefined ? undefined : eq(requestsTable.kind, kind),
    priority === undefined ? undefined : eq(requestsTable.priority, priority),
    owner === undefined ? undefined : eq(requestsTable.owner, owner),
    customer === undefined ? undefined : eq(requestsTable.customer, customer),
    agent === undefined ? undefined : eq(requestsTable.agent, agent),
    before === undefined ? undefined : lt(requestsTable.number, before),
    ...words.map(
      (token) =>
        sql`EXISTS (SELECT 1 FROM ${requestWordsTable} w WHERE w.token = ${token} AND w.request = ${requestsTable.number})`,
    ),
  ];
}

/** So that the index of open requests, which are few, is read in place of the one of all. */
function stateIs(state: RequestState): SQL | undefined {
  const isOpenState = openStates.some((one) => one === state);
  return isOpenState ? and(isOpenRow, eq(requestsTable.state, state)) : eq(requestsTable.state, state);
}

/** Contacts of requests, the oldest first. */
export async function contactsOf(db: Db, numbers: readonly number[]): Promise<readonly Contact[]> {
  const rows = await db
    .select()
    .from(contactsTable)
    .where(inArray(contactsTable.request, [...numbers]))
    .orderBy(asc(contactsTable.at), asc(contactsTable.id));
  return rows.map(contactOf);
}

/** The contact that somebody has sent under this id before. */
export async function contactSent(db: Db, clientId: string): Promise<Contact | undefined> {
  const [row] = await db.select().from(contactsTable).where(eq(contactsTable.clientId, clientId));
  return row && contactOf(row);
}

function contactOf({ notedAt, notedBy, clientId: _, ...row }: typeof contactsTable.$inferSelect): Contact {
  return withoutNulls({ ...row, noted: { at: notedAt, by: notedBy } });
}

/** The statement that keeps contacts. */
export function addingContacts(
  contacts: readonly { readonly contact: Contact; readonly clientId?: string }[],
): SQL {
  return insertRows(
    contactsTable,
    contacts.map(({ contact: { noted, ...contact }, clientId }) => ({
      ...contact,
      notedAt: noted.at,
      notedBy: noted.by,
      clientId: clientId ?? null,
    })),
  );
}

/** Something that happened to a request. */
export type RequestEvent = {
  readonly request: number;
  readonly version: number;
  readonly at: number;
  readonly by: string;
  readonly kind: RequestEventKind;
  readonly data: Readonly<Record<string, unknown>>;
  /** Vault id. */
  readonly words?: string;
};

/** The events of these requests, the oldest first. */
export async function eventsOf(db: Db, numbers: readonly number[]): Promise<readonly RequestEvent[]> {
  const rows = await db
    .select()
    .from(requestEventsTable)
    .where(inArray(requestEventsTable.request, [...numbers]))
    .orderBy(asc(requestEventsTable.at), asc(requestEventsTable.request), asc(requestEventsTable.version));
  return rows.map((row) => withoutNulls(row));
}

/** The statement that keeps what happened, as the entries of the register say it. */
export function addingEvents(entries: readonly RequestEntry[], at: number, words?: string): SQL {
  return insertRows(
    requestEventsTable,
    entries.map(({ kind, actor, data: { request, version, ...data } }, place) => ({
      ...{ request: Number(request), version: Number(version), at, by: actor, kind, data },
      words: place === 0 ? (words ?? null) : null,
    })),
  );
}

/** The request that was sent under this id before, and the keyed hash of what was sent. */
export async function requestSent(
  db: Db,
  clientId: string,
): Promise<{ readonly number: number; readonly digest: string | null } | undefined> {
  const [row] = await db
    .select({ number: requestsTable.number, digest: requestsTable.clientDigest })
    .from(requestsTable)
    .where(eq(requestsTable.clientId, clientId));
  return row;
}

/** The numbers of requests that were merged into this one. */
export async function mergedFrom(db: Db, number: number): Promise<number[]> {
  const rows = await db
    .select({ number: requestsTable.number })
    .from(requestsTable)
    .where(eq(requestsTable.mergedInto, number))
    .orderBy(requestsTable.number);
  return rows.map((row) => row.number);
}

/** Leads the requests that were merged into `from` on to `into`, as `from` is merged itself. */
export async function leadOn(tx: Db, from: number, into: number): Promise<void> {
  await tx.update(requestsTable).set({ mergedInto: into }).where(eq(requestsTable.mergedInto, from));
}

/** Requests are found by the words of these rows, and by what their customers are found by. */
export function addingWords(
  words: readonly { readonly request: number; readonly row: string; readonly tokens: readonly string[] }[],
): SQL {
  const rows = words.flatMap(({ request, row, tokens }) =>
    [...new Set(tokens)].map((token) => ({ token, request, row })),
  );
  return sql`${insertRows(requestWordsTable, rows)} ON CONFLICT DO NOTHING`;
}

/** Requests are found by what their customer is found by, as the vault has it. */
export function addingCustomerWords(request: number, rows: readonly string[]): SQL {
  return sql`INSERT INTO ${requestWordsTable} (token, request, row)
    SELECT token, ${request}::int, row FROM ${vaultTokens}
    WHERE row IN (SELECT jsonb_array_elements_text(${JSON.stringify(rows)}::jsonb)) ON CONFLICT DO NOTHING`;
}

/** Numbers of open requests of a customer, the latest first. */
export async function openRequestsOf(db: Db, customer: string, limit = 50): Promise<number[]> {
  const rows = await db
    .select({ number: requestsTable.number })
    .from(requestsTable)
    .where(and(eq(requestsTable.customer, customer), isOpenRow))
    .orderBy(desc(requestsTable.number))
    .limit(limit);
  return rows.map(({ number }) => number);
}

/** A request is no longer found by the words of these rows. */
export function takingWords(request: number, rows: readonly string[]): SQL {
  return sql`DELETE FROM ${requestWordsTable} WHERE request = ${request}::int
    AND row IN (SELECT jsonb_array_elements_text(${JSON.stringify(rows)}::jsonb))`;
}

/** The vault ids of all words of requests: their own, those of their contacts, and those of their history. */
export async function wordRowsOf(db: Db, numbers: readonly number[]): Promise<string[]> {
  const { rows } = await db.execute<{ row: string }>(sql`
    WITH n AS (SELECT value::int AS number FROM jsonb_array_elements_text(${JSON.stringify(numbers)}::jsonb))
    SELECT DISTINCT row FROM (
      SELECT unnest(ARRAY[subject, text, fields, next_step, escalated_why, closed_why]) AS row
        FROM ${requestsTable} WHERE number IN (SELECT number FROM n)
      UNION ALL SELECT text FROM ${contactsTable} WHERE request IN (SELECT number FROM n)
      UNION ALL SELECT words FROM ${requestEventsTable} WHERE request IN (SELECT number FROM n)
    ) all_rows WHERE row <> ''`);
  return rows.map(({ row }) => row);
}
