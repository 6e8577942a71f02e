import { eq, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { withoutNulls } from '../../platform/defined.ts';
import { anchors } from './tables.ts';

/** How far a place outside has what was signed. Times are epoch ms. */
export type AnchorState = {
  readonly place: string;
  /** Number of the last checkpoint that is there; 0: none. */
  readonly number: number;
  /** When that was written there. */
  readonly at?: number;
  /** Why it takes nothing now, as a code, and since when. */
  readonly fault?: string;
  readonly faultSince?: number;
};

/** The place as it stands; one that was never written to has nothing. */
export async function readAnchor(db: Db, place: string): Promise<AnchorState> {
  const [row] = await db.select().from(anchors).where(eq(anchors.place, place));
  return row === undefined ? { place, number: 0 } : withoutNulls(row);
}

/** Notes how far a place is. */
export async function keepAnchor(tx: Db, { place, ...state }: AnchorState): Promise<void> {
  const row = { at: null, fault: null, faultSince: null, ...state };
  await tx
    .insert(anchors)
    .values({ place, ...row })
    .onConflictDoUpdate({ target: anchors.place, set: { ...row, place: sql`excluded.place` } });
}
