import type { Db } from '../../platform/database/database.ts';
import { criteriaFollowed } from './tables.ts';

/** Until when the criteria of all open plans were followed, except those of plans that were behind then. */
export type Followed = { readonly until: number; readonly behind: readonly number[] };

/** Keeps it, instead of a row for each criterion that stood still. */
export async function keepFollowed(tx: Db, followed: Followed): Promise<void> {
  const row = { id: 1, ...followed };
  await tx
    .insert(criteriaFollowed)
    .values(row)
    .onConflictDoUpdate({ target: criteriaFollowed.id, set: followed });
}

/** As it was kept last; `undefined` before any. */
export async function readFollowed(db: Db): Promise<Followed | undefined> {
  const { until, behind } = criteriaFollowed;
  const [row] = await db.select({ until, behind }).from(criteriaFollowed);
  return row;
}
