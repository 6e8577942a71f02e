import { inArray, lt } from 'drizzle-orm';
import { notices } from '../../notices/tables.ts';
import type { Db } from '../../platform/database/database.ts';
import { insertRows, together } from '../../platform/database/statement.ts';
import { requestAlarmsTable as told } from './tables.ts';

/** An alarm that a person was told of, by its key. */
export type ToldAlarm = typeof told.$inferSelect;

/** One text for an alarm and a person. */
export function toldKey({ key, person }: Pick<ToldAlarm, 'key' | 'person'>): string {
  return `${key} ${person}`;
}

/** The people who were told of alarms of these keys: each as `toldKey`. */
export async function toldOf(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .select({ key: told.key, person: told.person })
    .from(told)
    .where(inArray(told.key, [...keys]));
  return new Set(rows.map(toldKey));
}

/** Notes that people are told, in the transaction that tells them. */
export async function noteTold(tx: Db, rows: readonly ToldAlarm[]): Promise<void> {
  if (rows.length > 0) await tx.execute(together({ told: insertRows(told, [...rows]) }));
}

/** Those of these notices that have been told. */
export async function noticesTold(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .select({ key: notices.key })
    .from(notices)
    .where(inArray(notices.key, [...keys]));
  return new Set(rows.map(({ key }) => key));
}

/** Forgets who was told before an instant, in epoch ms. */
export async function forgetTold(tx: Db, before: number): Promise<void> {
  await tx.delete(told).where(lt(told.toldAt, before));
}
