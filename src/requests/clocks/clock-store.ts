import { and, asc, count, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { insertRows, together } from '../../platform/database/statement.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';
import { addingFacts } from '../board/fact-store.ts';
import { type BoardFact, boardFacts, type TimesChange } from '../board/facts.ts';
import type { RequestTimes } from '../request.ts';
import { alarmsOf } from './alarms.ts';
import { requestClocksTable as clocks } from './tables.ts';
import { type Paused, pausedAfter } from './targets.ts';

/** The row of a request's clocks. Epoch ms. */
export type ClockRow = typeof clocks.$inferSelect;

/**
 * Notes what changes of requests mean for their clocks and for the board, in the transaction that makes them.
 * Each request is in `changes` once; `at` is when they are made.
 */
export async function noteTimes(
  tx: Db,
  desk: DeskRules,
  changes: readonly TimesChange[],
  at: number,
): Promise<void> {
  if (changes.length === 0) return;
  const known = await pausedOf(
    tx,
    changes.flatMap(({ before, after }) => (before === undefined ? [] : [after.number])),
  );
  const rows: ClockRow[] = [];
  const facts: BoardFact[] = [];
  for (const change of changes) {
    const paused = known.get(change.after.number) ?? none;
    facts.push(...boardFacts(desk, change, paused, at));
    rows.push(clockRow(desk, change.after, pausedAfter(desk, change.before, change.after, paused, at), at));
  }
  await tx.execute(together({ request_clock: puttingRows(rows), ...addingFacts(facts) }));
}

const none: Paused = { pausedMs: 0 };

/** The clocks of a request as its times and the rules have them at `now`. */
export function clockRow(desk: DeskRules, times: RequestTimes, paused: Paused, now: number): ClockRow {
  const alarms = alarmsOf(desk, times, paused, now);
  const first = (all: typeof alarms) =>
    all.length === 0 ? null : Math.min(...all.map(({ dueAt }) => dueAt));
  return {
    number: times.number,
    isOpen: isOpen(times),
    pausedMs: paused.pausedMs,
    lateAt: first(alarms.filter(({ kind }) => kind !== 'answer_near' && kind !== 'resolve_near')),
    lookAt: first(alarms),
  };
}

function isOpen({ state }: RequestTimes): boolean {
  return state !== 'resolved' && state !== 'closed' && state !== 'merged';
}

function puttingRows(rows: readonly ClockRow[]) {
  return sql`${insertRows(clocks, [...rows])}
    ON CONFLICT (number) DO UPDATE SET is_open = excluded.is_open, paused_ms = excluded.paused_ms,
      late_at = excluded.late_at, look_at = excluded.look_at`;
}

/** Puts the clocks of requests. */
export async function putClocks(tx: Db, rows: readonly ClockRow[]): Promise<void> {
  if (rows.length > 0) await tx.execute(together({ request_clock: puttingRows(rows) }));
}

async function pausedOf(db: Db, numbers: readonly number[]): Promise<ReadonlyMap<number, Paused>> {
  if (numbers.length === 0) return new Map();
  const rows = await db
    .select({ number: clocks.number, pausedMs: clocks.pausedMs })
    .from(clocks)
    .where(inArray(clocks.number, [...numbers]));
  return new Map(rows.map(({ number, pausedMs }) => [number, { pausedMs }]));
}

/** The clocks to look at by `now`, the first due in front; nobody else changes them meanwhile. */
export function clocksToLookAt(tx: Db, now: number, limit: number): Promise<ClockRow[]> {
  return tx
    .select()
    .from(clocks)
    .where(lte(clocks.lookAt, now))
    .orderBy(asc(clocks.lookAt))
    .limit(limit)
    .for('update');
}

/** Clocks of open requests behind a number, in order. */
export function openClocksAfter(tx: Db, number: number, limit: number): Promise<ClockRow[]> {
  return tx
    .select()
    .from(clocks)
    .where(and(eq(clocks.isOpen, true), gt(clocks.number, number)))
    .orderBy(asc(clocks.number))
    .limit(limit)
    .for('update');
}

/** The requests that are late at `now`: those that have been for longest, and how many there are. */
export async function lateRequests(
  db: Db,
  now: number,
  limit: number,
): Promise<{ readonly first: readonly ClockRow[]; readonly total: number }> {
  const isLate = lte(clocks.lateAt, now);
  const [first, [counted]] = await Promise.all([
    db.select().from(clocks).where(isLate).orderBy(asc(clocks.lateAt)).limit(limit),
    db.select({ total: count() }).from(clocks).where(isLate),
  ]);
  return { first, total: counted?.total ?? 0 };
}
