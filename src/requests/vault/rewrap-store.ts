import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/database.ts';
import type { KeyRing, MasterKey } from '../../platform/sealing/master-key.ts';
import { ofKey } from './state-store.ts';
import { vaultKeys } from './tables.ts';
import type { Rewrapped } from './vault.ts';

/** Few enough that nothing else waits longer than some milliseconds. */
const batch = 500;

/**
 * Wraps the keys of rows anew that are still wrapped by a master key of before, so that it is needed no more.
 * Answers how many it wrapped, and those that it could not unwrap: they were changed by hand.
 */
export async function rewrapKeys(
  { transaction }: Pick<Database, 'transaction'>,
  { current, all }: KeyRing,
  pause: () => Promise<void>,
): Promise<Rewrapped> {
  const unreadable: string[] = [];
  let wrapped = 0;
  for (const old of all.values()) {
    if (old.id === current.id) continue;
    let after: string | undefined = '';
    while (after !== undefined) {
      const from: string = after;
      const done = await transaction((tx) => rewrapBatch(tx, { old, current, after: from }));
      wrapped += done.wrapped;
      unreadable.push(...done.unreadable);
      after = done.last;
      await pause();
    }
  }
  return { wrapped, unreadable };
}

async function rewrapBatch(
  tx: Parameters<Parameters<Database['transaction']>[0]>[0],
  { old, current, after }: { readonly old: MasterKey; readonly current: MasterKey; readonly after: string },
) {
  const rows = await tx
    .select({ row: vaultKeys.row, wrapped: vaultKeys.wrapped })
    .from(vaultKeys)
    .where(and(eq(vaultKeys.master, old.id), gt(vaultKeys.row, after)))
    .orderBy(asc(vaultKeys.row))
    .limit(batch)
    .for('update');
  const anew = rows.map(({ row, wrapped }) => {
    const key = old.unwrap(wrapped, ofKey(row));
    return { row, wrapped: key && current.wrap(key, ofKey(row)) };
  });
  const readable = anew.filter(({ wrapped }) => wrapped !== undefined);
  if (readable.length > 0)
    await tx.execute(sql`
      UPDATE ${vaultKeys} SET master = ${current.id}, wrapped = anew.wrapped
      FROM jsonb_to_recordset(${JSON.stringify(readable)}::jsonb) AS anew(row text, wrapped text)
      WHERE ${vaultKeys.row} = anew.row`);
  return {
    wrapped: readable.length,
    unreadable: anew.flatMap(({ row, wrapped }) => (wrapped === undefined ? [row] : [])),
    last: rows.length < batch ? undefined : rows.at(-1)?.row,
  };
}
