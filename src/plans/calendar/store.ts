import { and, asc, eq, gte, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { withoutNulls } from '../../platform/defined.ts';
import type { Plan } from '../plan.ts';
import { planOf } from '../store/plan-row.ts';
import { plans } from '../store/tables.ts';
import { calendarEntries as entriesOf } from './entries.ts';
import { calendarChanges, type KeptEntry } from './ledger.ts';
import { calendarEntries, calendars } from './tables.ts';

/** A live address of a person's calendar. */
export type Calendar = { readonly person: string; readonly openedAt: number; readonly readAt?: number };

/** How exactly `readAt` is kept. */
const readEveryMs = 60_000;
/** Plans closed longer ago stay in calendars as they were last shown. */
const inSightMs = 90 * 86_400_000;
/** Readers ask at least once in this time: who knows a cancelled entry has heard of it by then. */
const cancelledMs = 400 * 86_400_000;

/** Opens an address for a person; one that was open before is closed. Run it in a transaction. */
export async function openCalendar(tx: Db, person: string, hash: string, now: number): Promise<void> {
  await closeCalendar(tx, person, now);
  const opened = { hash, openedAt: now, readAt: null };
  await tx
    .insert(calendars)
    .values({ person, ...opened })
    // Somebody has opened one at the same moment: whoever comes last has the address.
    .onConflictDoUpdate({ target: calendars.person, targetWhere: isNull(calendars.closedAt), set: opened });
}

/** Closes the live address of a person, if there is one. */
export async function closeCalendar(tx: Db, person: string, now: number): Promise<boolean> {
  const live = and(eq(calendars.person, person), isNull(calendars.closedAt));
  const closed = await tx
    .update(calendars)
    .set({ closedAt: now })
    .where(live)
    .returning({ hash: calendars.hash });
  return closed.length > 0;
}

/** The live address of a person. */
export async function calendarOf(db: Db, person: string): Promise<Calendar | undefined> {
  const [row] = await db
    .select()
    .from(calendars)
    .where(and(eq(calendars.person, person), isNull(calendars.closedAt)));
  return row && calendarOfRow(row);
}

/** The calendar that a secret with this hash opens. */
export async function findCalendar(db: Db, hash: string): Promise<Calendar | undefined> {
  const [row] = await db
    .select()
    .from(calendars)
    .where(and(eq(calendars.hash, hash), isNull(calendars.closedAt)));
  return row && calendarOfRow(row);
}

function calendarOfRow({ person, openedAt, readAt }: typeof calendars.$inferSelect): Calendar {
  return withoutNulls({ person, openedAt, readAt });
}

/**
 * A person's calendar at `now`: what it showed last, brought up to date with the plans. Two readers at once
 * wait for each other, so that a number is given once. Run it in a transaction.
 */
export async function readCalendar(tx: Db, person: string, now: number): Promise<readonly KeptEntry[]> {
  const live = and(eq(calendars.person, person), isNull(calendars.closedAt));
  const [calendar] = await tx.select().from(calendars).where(live).for('update');
  if ((calendar?.readAt ?? 0) < now - readEveryMs)
    await tx.update(calendars).set({ readAt: now }).where(live);
  await tx
    .delete(calendarEntries)
    .where(
      and(
        eq(calendarEntries.person, person),
        calendarEntries.isCancelled,
        lt(calendarEntries.changedAt, now - cancelledMs),
      ),
    );
  const known = await keptEntries(tx, person);
  const shown = [...new Set(known.map(({ entry }) => entry.plan))];
  const found = await plansOf(tx, person, shown, now);
  const inSight = new Set(found.map(({ number }) => number));
  const changes = calendarChanges(known, entriesOf(person, found), inSight, now);
  await keepEntries(tx, person, changes);
  const after = new Map([...known, ...changes].map((kept) => [kept.entry.uid, kept]));
  return [...after.values()];
}

/** Plans in which the person has something with a date, or had when the calendar was last read. */
async function plansOf(db: Db, person: string, shown: readonly number[], now: number): Promise<Plan[]> {
  const { document } = plans;
  const named = sql`jsonb_build_object('person', ${person}::text)`;
  const isTheirs = sql`(jsonb_path_exists(${document}, '$.owner ? (@ == $person)', ${named})
    OR jsonb_path_exists(${document}, '$.followedBy ? (@ == $person)', ${named})
    OR jsonb_path_exists(${document}, '$.*[*].owner ? (@ == $person)', ${named}))`;
  const inSight = or(inArray(plans.state, ['draft', 'active']), gte(plans.closedAt, now - inSightMs));
  const rows = await db
    .select({ document })
    .from(plans)
    .where(and(inSight, or(isTheirs, inArray(plans.number, [...shown]))))
    .orderBy(asc(plans.number));
  return rows.map((row) => planOf(row.document, []));
}

async function keptEntries(db: Db, person: string): Promise<KeptEntry[]> {
  const rows = await db
    .select()
    .from(calendarEntries)
    .where(eq(calendarEntries.person, person))
    .orderBy(asc(calendarEntries.uid));
  return rows.map(({ entry, sequence, isCancelled, changedAt }) => ({
    ...{ entry, sequence, isCancelled, changedAt },
  }));
}

async function keepEntries(tx: Db, person: string, kept: readonly KeptEntry[]): Promise<void> {
  if (kept.length === 0) return;
  const rows = kept.map(({ entry, ...rest }) => ({
    ...rest,
    ...{ person, entry, uid: entry.uid, plan: entry.plan },
  }));
  const { entry, sequence, isCancelled, changedAt } = calendarEntries;
  const excluded = (column: { readonly name: string }) => sql.raw(`excluded.${column.name}`);
  await tx
    .insert(calendarEntries)
    .values(rows)
    .onConflictDoUpdate({
      target: [calendarEntries.person, calendarEntries.uid],
      set: {
        entry: excluded(entry),
        sequence: excluded(sequence),
        isCancelled: excluded(isCancelled),
        changedAt: excluded(changedAt),
      },
    });
}
