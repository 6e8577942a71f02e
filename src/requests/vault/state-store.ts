import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { Database, Db } from '../../platform/database/database.ts';
import { keyBytes } from '../../platform/sealing/cipher.ts';
import type { KeyRing, MasterKey } from '../../platform/sealing/master-key.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { vaultKeys, vaultState, vaultTokens } from './tables.ts';

const ofIndex = JSON.stringify(['vault index']);

/** The `bound` of the seal of a row's key: it opens in that row alone. */
export const ofKey = (row: string): string => JSON.stringify(['vault key', row]);

/**
 * The key of the tokens. Makes it where there is none yet; wraps it anew where the master key has changed.
 * Throws `StartupError` where the vault was sealed by a key that is not at hand.
 */
export async function readIndexKey(
  { transaction }: Pick<Database, 'transaction'>,
  ring: KeyRing,
): Promise<Buffer> {
  return transaction(async (tx) => {
    await tx.insert(vaultState).values(newState(ring.current)).onConflictDoNothing();
    const [state] = await tx.select().from(vaultState).for('update');
    if (state === undefined) throw new Error('the row of vault_state is gone as soon as it was written');
    const known = ring.all.get(state.master);
    if (known === undefined) {
      await refuseStrangers(tx, state.master, ring);
      // Nothing was ever sealed by the other key.
      const anew = newState(ring.current);
      await tx.update(vaultState).set(anew).where(eq(vaultState.id, 1));
      return unwrapped(ring.current, anew.indexKey);
    }
    const indexKey = unwrapped(known, state.indexKey);
    await refuseStrangers(tx, undefined, ring);
    if (known !== ring.current)
      await tx
        .update(vaultState)
        .set({ master: ring.current.id, indexKey: ring.current.wrap(indexKey, ofIndex) })
        .where(eq(vaultState.id, 1));
    return indexKey;
  });
}

/** Which master key the vault of a database was sealed by last, where it holds anything at all. */
export async function masterOf(db: Db): Promise<string | undefined> {
  const [state] = await db
    .select({ master: vaultState.master })
    .from(vaultState)
    .where(sql`EXISTS (SELECT 1 FROM ${vaultKeys}) OR EXISTS (SELECT 1 FROM ${vaultTokens})`);
  return state?.master;
}

function newState(master: MasterKey) {
  return { id: 1, master: master.id, indexKey: master.wrap(randomBytes(keyBytes), ofIndex) };
}

function unwrapped(master: MasterKey, wrapped: string): Buffer {
  const key = master.unwrap(wrapped, ofIndex);
  if (key !== undefined) return key;
  throw new StartupError(
    'vault_damaged',
    'The row of vault_state was changed: what the vault is searched by cannot be read.',
    'Restore the row from a backup (docs/backup.md); the rows of the vault are not concerned.',
  );
}

/** Refuses to go on where rows are sealed by a key that is not at hand. */
async function refuseStrangers(tx: Db, current: string | undefined, ring: KeyRing): Promise<void> {
  const stranger = (await strangerIn(tx, ring)) ?? (current && (await masterOf(tx)));
  if (stranger === undefined || stranger === '') return;
  const at = [...ring.all.keys()].join(', ');
  throw new StartupError(
    'vault_key_wrong',
    `The vault of this database is sealed by the key ${stranger}; found the key ${at}.`,
    'Put the key back that it was sealed by: FILROUGE_VAULT_KEY, FILROUGE_VAULT_KEY_COMMAND, or the file vault.key of FILROUGE_DATA. To change it, give the new one and the old one with a comma between.',
  );
}

/** A master key of a row that is not in the ring: the index answers, however many rows there are. */
async function strangerIn(tx: Db, ring: KeyRing): Promise<string | undefined> {
  const ids = [...ring.all.keys()].toSorted();
  const gaps = [...ids.map((id, place) => [ids[place - 1], id] as const), [ids.at(-1), undefined] as const];
  for (const [above, below] of gaps) {
    const from = above === undefined ? sql`true` : sql`${vaultKeys.master} > ${above}`;
    const to = below === undefined ? sql`true` : sql`${vaultKeys.master} < ${below}`;
    const [found] = await tx
      .select({ master: vaultKeys.master })
      .from(vaultKeys)
      .where(sql`${from} AND ${to}`)
      .limit(1);
    if (found !== undefined) return found.master;
  }
  return undefined;
}
