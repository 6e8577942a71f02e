import { and, asc, eq, lt, max, or, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import type { Followed } from './follow.ts';
import { helpdeskEventsTable, helpdeskPollsTable, helpdeskRecordsTable } from './tables.ts';
import { type HelpdeskEvent, Note, type PollStanding, recordKey, Standing } from './told.ts';

const dayMs = 86_400_000;
/** Helpdesks repeat for three days at most; tickets are reopened for longer. */
const keptMs = { events: 4 * dayMs, waiting: 30 * dayMs, records: 180 * dayMs };

/**
 * Keeps events, durable when it resolves; answers how many of them are news. A delivery that is repeated is
 * none, unless its record has changed since: a helpdesk that tries again may tell how it is by then.
 */
export async function keepEvents(db: Db, events: readonly HelpdeskEvent[]): Promise<number> {
  const [events_, records] = [helpdeskEventsTable, helpdeskRecordsTable];
  const { rows } = await db.execute(sql`
    INSERT INTO ${events_} AS kept (source, delivery, record, at, received_at, asked, note)
    SELECT told.source, told.delivery, told.record, told.at, told.received_at, told.asked, told.note
    FROM jsonb_to_recordset(${JSON.stringify(events.map(rowOf))}::jsonb) AS told(
      source text, delivery text, record text, at bigint, received_at bigint, asked boolean, note jsonb)
    WHERE NOT told.asked OR told.note -> 'state' IS NULL OR NOT EXISTS (
      SELECT 1 FROM ${records} known
      WHERE known.source = told.source AND known.record = told.record AND known.at >= told.at)
    ON CONFLICT (source, delivery, record) DO UPDATE
    SET at = excluded.at, received_at = excluded.received_at, note = excluded.note, done = false
    WHERE excluded.at > kept.at
    RETURNING 1`);
  return rows.length;
}

function rowOf({ receivedAt, ...event }: HelpdeskEvent) {
  return { ...event, received_at: receivedAt };
}

/**
 * The events that wait for longest, those about one record in the order of its own times. What cannot be read
 * goes on waiting, and holds up nothing else.
 */
export async function waitingEvents(db: Db, limit: number, offset = 0): Promise<readonly HelpdeskEvent[]> {
  const rows = await db
    .select()
    .from(helpdeskEventsTable)
    .where(eq(helpdeskEventsTable.done, false))
    .orderBy(asc(helpdeskEventsTable.receivedAt))
    .limit(limit)
    .offset(offset);
  const events = rows.flatMap(({ done, note, ...row }) => {
    const read = Note.safeParse(note);
    return read.success ? [{ ...row, note: read.data }] : [];
  });
  if (events.length === 0 && rows.length === limit) return waitingEvents(db, limit, offset + limit);
  return events.toSorted((left, right) => left.at - right.at || left.receivedAt - right.receivedAt);
}

/**
 * How records stand, by `recordKey`; those that nobody has told of are not there, nor what cannot be read.
 */
export async function standingsOf(
  db: Db,
  wanted: readonly { readonly source: string; readonly record: string }[],
): Promise<Map<string, Followed>> {
  const { rows } = await db.execute<typeof helpdeskRecordsTable.$inferSelect>(sql`
    SELECT r.source, r.record, r.at, r.standing FROM ${helpdeskRecordsTable} r
    JOIN (SELECT DISTINCT * FROM unnest(${sql.param(wanted.map((one) => one.source))}::text[],
      ${sql.param(wanted.map((one) => one.record))}::text[])) AS wanted(source, record)
      ON r.source = wanted.source AND r.record = wanted.record`);
  return new Map(
    rows.flatMap(({ source, record, at, standing }) => {
      const read = Standing.safeParse(standing);
      if (!read.success) return [];
      return [[recordKey({ source, record }), { record, at: Number(at), standing: read.data }] as const];
    }),
  );
}

/** Writes how records stand, and that these events are worked off, unless they have changed meanwhile. */
export async function settleEvents(
  tx: Db,
  events: readonly HelpdeskEvent[],
  after: readonly (Followed & { readonly source: string })[],
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO ${helpdeskRecordsTable} (source, record, at, standing)
    SELECT source, record, at, standing FROM jsonb_to_recordset(${JSON.stringify(after)}::jsonb)
      AS told(source text, record text, at bigint, standing jsonb)
    ON CONFLICT (source, record) DO UPDATE SET at = excluded.at, standing = excluded.standing`);
  const column = <K extends 'source' | 'delivery' | 'record' | 'at'>(key: K) =>
    sql.param(events.map((one) => one[key]));
  await tx.execute(sql`
    UPDATE ${helpdeskEventsTable} AS kept SET done = true
    FROM unnest(${column('source')}::text[], ${column('delivery')}::text[], ${column('record')}::text[],
      ${column('at')}::bigint[]) AS over(source, delivery, record, at)
    WHERE kept.source = over.source AND kept.delivery = over.delivery AND kept.record = over.record
      AND kept.at = over.at`);
}

/** Where asking stands, by source. */
export async function readPolls(db: Db): Promise<ReadonlyMap<string, PollStanding>> {
  const rows = await db.select().from(helpdeskPollsTable);
  return new Map(rows.map((row) => [row.source, row]));
}

/** Writes how far a source has been read. */
export async function writePoll(db: Db, standing: PollStanding): Promise<void> {
  const { source, ...set } = standing;
  await db
    .insert(helpdeskPollsTable)
    .values(standing)
    .onConflictDoUpdate({ target: helpdeskPollsTable.source, set });
}

/** When a webhook of each source was heard last, within the days that events are kept. */
export async function heardHooks(db: Db): Promise<ReadonlyMap<string, number>> {
  const { source, receivedAt, asked } = helpdeskEventsTable;
  const rows = await db
    .select({ source, at: max(receivedAt) })
    .from(helpdeskEventsTable)
    .where(eq(asked, false))
    .groupBy(source);
  return new Map(rows.flatMap((row) => (row.at === null ? [] : [[row.source, row.at] as const])));
}

/** Deletes what nobody will repeat or reopen any more. */
export async function purgeHelpdesks(tx: Db, now: number): Promise<void> {
  const { done, receivedAt } = helpdeskEventsTable;
  const isOver = and(eq(done, true), lt(receivedAt, now - keptMs.events));
  // What waits for so long is of a helpdesk that the rules name no more.
  await tx.delete(helpdeskEventsTable).where(or(isOver, lt(receivedAt, now - keptMs.waiting)));
  await tx.delete(helpdeskRecordsTable).where(lt(helpdeskRecordsTable.at, now - keptMs.records));
}
