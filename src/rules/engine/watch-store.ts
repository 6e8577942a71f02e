import type { Db } from '../../platform/database/database.ts';
import { watchTable } from './alert-tables.ts';
import type { Gap } from './unmeasured.ts';

/** Until when somebody measured, and what had been missed until then: only so can a crash be left out. */
export type StoredWatch = { readonly until: number; readonly gaps: readonly Gap[] };

/** As it was kept last; `undefined` before any. */
export async function loadWatch(db: Db): Promise<StoredWatch | undefined> {
  const [row] = await db.select({ until: watchTable.until, gaps: watchTable.gaps }).from(watchTable);
  return row;
}

/** Keeps it. */
export async function saveWatch(tx: Db, watch: StoredWatch): Promise<void> {
  await tx
    .insert(watchTable)
    .values({ id: 1, ...watch })
    .onConflictDoUpdate({ target: watchTable.id, set: { ...watch } });
}
