import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { insertRows } from '../platform/database/statement.ts';
import { withoutNulls } from '../platform/defined.ts';
import { openStates, type Request, type RequestLife, type RequestTimes, type Stamp } from './request.ts';
import { requestsTable } from './tables.ts';

type Row = typeof requestsTable.$inferSelect;

/** How a request came to be here: what makes that it is taken once. */
export type Origin = {
  readonly clientId?: string;
  readonly clientDigest?: string;
  /** `zendesk`, and its id there. */
  readonly source?: string;
  readonly sourceId?: string;
};

/** The statement that keeps new requests. It fails (unique violation) for an origin that is there already. */
export function addingRequests(all: readonly { readonly request: Request; readonly origin: Origin }[]): SQL {
  return insertRows(
    requestsTable,
    all.map(({ request, origin }) => ({ ...rowOf(request), ...origin })),
  );
}

/** Keeps a request that changed. Throws where somebody else has changed it meanwhile: it must be locked. */
export async function saveRequest(tx: Db, request: Request): Promise<void> {
  const { number, ...changed } = rowOf(request);
  const saved = await tx
    .update(requestsTable)
    .set(changed)
    .where(and(eq(requestsTable.number, number), eq(requestsTable.version, request.version - 1)))
    .returning({ number: requestsTable.number });
  if (saved.length === 0) throw new Error(`Request ${number} was changed meanwhile, though it was locked.`);
}

/** Requests by number, locked in the order of their numbers until the transaction ends. */
export async function lockRequests(
  tx: Db,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, Request>> {
  const rows = await tx
    .select()
    .from(requestsTable)
    .where(inArray(requestsTable.number, [...numbers]))
    .orderBy(requestsTable.number)
    .for('update');
  return new Map(rows.map((row) => [row.number, requestOf(row)]));
}

/** One request. */
export async function getRequest(db: Db, number: number): Promise<Request | undefined> {
  const [row] = await db.select().from(requestsTable).where(eq(requestsTable.number, number));
  return row && requestOf(row);
}

/** The next numbers, which nobody else is given. */
export async function takeNumbers(tx: Db, count: number): Promise<readonly number[]> {
  const { rows } = await tx.execute<{ number: number }>(
    sql`SELECT nextval('request_numbers')::int AS number FROM generate_series(1, ${count}::int)`,
  );
  return rows.map(({ number }) => Number(number));
}

/** That a row is open, in the words of the index of open requests. */
export const isOpenRow: SQL = sql.raw(
  `"requests"."state" in (${openStates.map((state) => `'${state}'`).join(', ')})`,
);

/** The columns of `RequestTimes`. */
export const timeColumns = {
  number: requestsTable.number,
  kind: requestsTable.kind,
  priority: requestsTable.priority,
  state: requestsTable.state,
  owner: requestsTable.owner,
  agent: requestsTable.agent,
  receivedAt: requestsTable.receivedAt,
  answeredAt: requestsTable.answeredAt,
  waitingFor: requestsTable.waitingFor,
  waitingSince: requestsTable.waitingSince,
  nextDueAt: requestsTable.nextDueAt,
  escalatedAt: requestsTable.escalatedAt,
  escalatedTo: requestsTable.escalatedTo,
  takenUpAt: requestsTable.takenUpAt,
  resolvedAt: requestsTable.resolvedAt,
  closedAt: requestsTable.closedAt,
  reopenings: requestsTable.reopenings,
  contactsIn: requestsTable.contactsIn,
  contactsOut: requestsTable.contactsOut,
};

/** The times of a row of `timeColumns`. */
export function timesOf(row: Pick<Row, keyof typeof timeColumns>): RequestTimes {
  return withoutNulls(row);
}

/** The times of a request. */
export function timesOfRequest(request: Request): RequestTimes {
  return timesOf(rowOf(request));
}

/** The times of requests by their numbers; those that are not there are left out. */
export async function timesOfNumbers(db: Db, numbers: readonly number[]): Promise<readonly RequestTimes[]> {
  if (numbers.length === 0) return [];
  const rows = await db
    .select(timeColumns)
    .from(requestsTable)
    .where(inArray(requestsTable.number, [...numbers]));
  return rows.map(timesOf);
}

function rowOf(request: Request): Omit<Row, 'clientId' | 'clientDigest' | 'source' | 'sourceId'> {
  const { life, received, answered, next, escalation, validated, contacts } = request;
  return {
    ...{ number: request.number, version: request.version, state: life.state, kind: request.kind },
    ...{ priority: request.priority, channel: request.channel, customer: request.customer },
    ...{ subject: request.subject, text: request.text ?? null, fields: request.fields ?? null },
    ...{ missing: request.missing, agent: request.agent ?? null, reason: request.reason ?? null },
    ...{ receivedAt: received.at, receivedBy: received.by, owner: request.owner ?? null },
    ...{ answeredAt: answered?.at ?? null, answeredBy: answered?.by ?? null },
    ...{ nextStep: next?.step ?? null, nextDueAt: next?.dueAt ?? null },
    ...{ escalatedAt: escalation?.at ?? null, escalatedBy: escalation?.by ?? null },
    ...{ escalatedTo: escalation?.to ?? null, escalatedWhy: escalation?.why ?? null },
    ...{ takenUpAt: escalation?.takenUp?.at ?? null, takenUpBy: escalation?.takenUp?.by ?? null },
    ...{ validatedAt: validated?.at ?? null, validatedBy: validated?.by ?? null },
    ...lifeColumns(life),
    reopenings: request.reopenings,
    ...{ contactsIn: contacts.in, contactsOut: contacts.out, lastContactAt: request.lastContactAt },
  };
}

function lifeColumns(life: RequestLife) {
  const isReopened = life.state === 'reopened';
  const waiting = life.state === 'waiting' ? life : undefined;
  const resolved = 'resolved' in life ? life.resolved : undefined;
  const closed = life.state === 'closed' ? life.closed : undefined;
  const confirmed = life.state === 'resolved' ? life.confirmed : undefined;
  const merged = life.state === 'merged' ? life : undefined;
  return {
    waitingFor: waiting?.for ?? (isReopened ? ('us' as const) : null),
    waitingSince: waiting?.since ?? (isReopened ? life.since : null),
    ...{ resolvedAt: resolved?.at ?? null, resolvedBy: resolved?.by ?? null },
    confirmedAt: confirmed?.at ?? (closed?.how === 'confirmed' ? closed.confirmedAt : null),
    confirmedBy: confirmed?.by ?? (closed?.how === 'confirmed' ? closed.by : null),
    ...{ closedAt: closed?.at ?? null, closedBy: closed?.by ?? null },
    closedWhy: closed?.how === 'unconfirmed' ? closed.why : null,
    ...{
      mergedInto: merged?.into ?? null,
      mergedAt: merged?.merged.at ?? null,
      mergedBy: merged?.merged.by ?? null,
    },
  };
}

function requestOf(row: Row): Request {
  const next = row.nextStep === null ? null : withoutNulls({ step: row.nextStep, dueAt: row.nextDueAt });
  return withoutNulls({
    ...{
      number: row.number,
      version: row.version,
      life: lifeOf(row),
      kind: row.kind,
      priority: row.priority,
    },
    ...{
      channel: row.channel,
      customer: row.customer,
      subject: row.subject,
      text: row.text,
      fields: row.fields,
    },
    ...{ missing: row.missing, agent: row.agent, reason: row.reason, owner: row.owner },
    received: { at: row.receivedAt, by: row.receivedBy },
    answered: stampOf(row.answeredAt, row.answeredBy),
    next,
    escalation: escalationOf(row),
    validated: stampOf(row.validatedAt, row.validatedBy),
    reopenings: row.reopenings,
    contacts: { in: row.contactsIn, out: row.contactsOut },
    lastContactAt: row.lastContactAt,
  });
}

function escalationOf(row: Row) {
  const { escalatedAt: at, escalatedBy: by, escalatedTo: to, escalatedWhy: why } = row;
  if (at === null || by === null) return null;
  return withoutNulls({ at, by, to, why: why ?? '', takenUp: stampOf(row.takenUpAt, row.takenUpBy) });
}

function lifeOf(row: Row): RequestLife {
  const { state, number } = row;
  const resolved = stampOf(row.resolvedAt, row.resolvedBy);
  switch (state) {
    case 'received':
    case 'answered':
      return { state };
    case 'waiting':
      return { state, for: row.waitingFor ?? 'us', since: row.waitingSince ?? row.receivedAt };
    case 'reopened':
      return { state, since: row.waitingSince ?? row.receivedAt };
    case 'resolved':
      return withoutNulls({
        state,
        resolved: sure(resolved, number),
        confirmed: stampOf(row.confirmedAt, row.confirmedBy),
      });
    case 'closed': {
      const closed = sure(stampOf(row.closedAt, row.closedBy), number);
      const { confirmedAt, closedWhy } = row;
      if (closedWhy === null)
        return {
          state,
          resolved: sure(resolved, number),
          closed: { ...closed, how: 'confirmed', confirmedAt: confirmedAt ?? closed.at },
        };
      return withoutNulls({
        state,
        resolved,
        closed: { ...closed, how: 'unconfirmed' as const, why: closedWhy },
      });
    }
    case 'merged':
      return { state, into: row.mergedInto ?? 0, merged: sure(stampOf(row.mergedAt, row.mergedBy), number) };
    default:
      return state satisfies never;
  }
}

function stampOf(at: number | null, by: string | null): Stamp | null {
  return at === null || by === null ? null : { at, by };
}

function sure(stamp: Stamp | null, number: number): Stamp {
  if (stamp === null) throw new Error(`Request ${number} has a state without the time that belongs to it.`);
  return stamp;
}
