import { createHmac, randomBytes } from 'node:crypto';
import { and, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { Database, Db } from '../../platform/database/database.ts';
import { insertRows, together } from '../../platform/database/statement.ts';
import { withoutNulls } from '../../platform/defined.ts';
import { keyBytes, openBytes, sealBytes } from '../../platform/sealing/cipher.ts';
import type { KeyRing } from '../../platform/sealing/master-key.ts';
import { rewrapKeys } from './rewrap-store.ts';
import { ofKey, readIndexKey } from './state-store.ts';
import {
  vaultHolds,
  vaultKeys,
  vaultReads,
  vaultRows,
  vaultState,
  vaultSubjects,
  vaultTokens,
} from './tables.ts';
import type { Found, NewRow, Reading, Standing, Vault } from './vault.ts';

/** The surroundings of a vault. */
export type VaultPorts = {
  readonly database: Pick<Database, 'db' | 'transaction'>;
  readonly ring: KeyRing;
  readonly now: () => number;
  readonly newId: () => string;
  /** Hears of rows that were changed by hand, or whose key is not there: nothing of them can be read. */
  readonly onUnreadable: (ids: readonly string[]) => void;
};

/** Opens the vault of a database. Throws `StartupError` where another master key than this one sealed it. */
export async function openVault(ports: VaultPorts): Promise<Vault> {
  const indexKey = await readIndexKey(ports.database, ports.ring);
  return {
    seal: (tx, rows) => seal(ports, tx, rows),
    open: (db, ids, reading) => open(ports, db, ids, reading),
    erase: (tx, ids, erasure) => erase(tx, ids, { erasure, at: ports.now() }),
    anchor: async (tx, ids, at) => {
      if (ids.length === 0) return;
      await tx
        .update(vaultRows)
        .set({ anchorAt: at })
        .where(and(inArray(vaultRows.id, [...ids]), isNull(vaultRows.erasedAt)));
    },
    index: (kind, normalised) =>
      createHmac('sha256', indexKey)
        .update(JSON.stringify([kind, normalised]))
        .digest()
        .subarray(0, tokenBytes)
        .toString('base64url'),
    find,
    rewrap: (pause) => rewrapKeys(ports.database, ports.ring, pause),
    standing,
  };
}

/** Two of many millions meet once in the life of a universe. */
const tokenBytes = 16;

/** The `bound` of the seal of a row's text: it opens in that row and category alone. */
const ofText = (row: string, category: string) => JSON.stringify(['vault row', row, category]);

async function seal(
  { ring, now, newId }: VaultPorts,
  tx: Db,
  rows: readonly NewRow[],
): Promise<readonly string[]> {
  if (rows.length === 0) return [];
  const sealedAt = now();
  const made = rows.map(({ category, subject, purpose, anchorAt, text, tokens = [] }) => {
    const id = newId();
    const key = randomBytes(keyBytes);
    const sealed = sealBytes(key, Buffer.from(text, 'utf8'), ofText(id, category));
    const row = { id, category, subject, purpose, sealed, sealedAt, anchorAt: anchorAt ?? null };
    const wrapped = { row: id, master: ring.current.id, wrapped: ring.current.wrap(key, ofKey(id)) };
    return { row, wrapped, tokens: [...new Set(tokens)].map((token) => ({ token, row: id, subject })) };
  });
  const tokens = made.flatMap((one) => one.tokens);
  const parts: Record<string, SQL> = {
    sealed_rows: insertRows(
      vaultRows,
      made.map(({ row }) => ({ ...row, erasedAt: null, erasure: null })),
    ),
    sealed_keys: insertRows(
      vaultKeys,
      made.map(({ wrapped }) => wrapped),
    ),
    ...(tokens.length > 0 && { sealed_tokens: insertRows(vaultTokens, tokens) }),
  };
  const master = sql`(SELECT ${vaultState.master} FROM ${vaultState}) AS master`;
  const { rows: found } = await tx.execute<{ master: string | null }>(together(parts, master));
  // Another process has been given another key meanwhile: what is sealed by the old one would soon be lost.
  if (found[0]?.master !== ring.current.id)
    throw new Error(
      `The vault is sealed by the key ${found[0]?.master ?? 'of nobody'} now, and this process has ${ring.current.id}: start it again with FILROUGE_VAULT_KEY as the other processes have it.`,
    );
  return made.map(({ row }) => row.id);
}

/** Of rows `r`: nobody has asked that they only be kept. */
const notRestricted = sql`AND NOT EXISTS (
  SELECT 1 FROM ${vaultSubjects} s WHERE s.subject = r.subject AND s.restricted_at IS NOT NULL
)`;

type Sealed = {
  readonly id: string;
  readonly category: string;
  readonly sealed: string | null;
  readonly master: string | null;
  readonly wrapped: string | null;
};

async function open(
  { ring, now, onUnreadable }: VaultPorts,
  db: Db,
  ids: readonly string[],
  { who, why, despiteRestriction }: Reading,
): Promise<ReadonlyMap<string, string | undefined>> {
  const asked = [...new Set(ids)];
  const texts = new Map<string, string | undefined>(asked.map((id) => [id, undefined]));
  if (asked.length === 0) return texts;
  const { rows } = await db.execute<Sealed>(sql`
    WITH found AS (
      SELECT r.id, r.category, r.subject, r.sealed, k.master, k.wrapped
      FROM ${vaultRows} r LEFT JOIN ${vaultKeys} k ON k.row = r.id
      WHERE r.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(asked)}::jsonb)) AND r.sealed IS NOT NULL ${
        despiteRestriction ? sql`` : notRestricted
      }
    ), noted AS (
      INSERT INTO ${vaultReads} (at, who, why, subject, rows)
      SELECT ${now()}::bigint, ${who}, ${why}, subject, jsonb_agg(id ORDER BY id) FROM found GROUP BY subject
    )
    SELECT id, category, sealed, master, wrapped FROM found`);
  const unreadable: string[] = [];
  for (const row of rows) {
    const text = textOf(ring, row);
    texts.set(row.id, text);
    if (text === undefined) unreadable.push(row.id);
  }
  if (unreadable.length > 0) onUnreadable(unreadable);
  return texts;
}

function textOf(ring: KeyRing, { id, category, sealed, master, wrapped }: Sealed): string | undefined {
  if (sealed === null || master === null || wrapped === null) return undefined;
  const key = ring.all.get(master)?.unwrap(wrapped, ofKey(id));
  return key && openBytes(key, sealed, ofText(id, category))?.toString('utf8');
}

async function erase(
  tx: Db,
  ids: readonly string[],
  { erasure, at }: { readonly erasure: string; readonly at: number },
): Promise<{ readonly erased: readonly string[]; readonly held: readonly string[] }> {
  if (ids.length === 0) return { erased: [], held: [] };
  // In the order of their ids: two that erase the same rows wait for each other, and never both.
  const { rows } = await tx.execute<{ id: string; is_held: boolean }>(sql`
    SELECT r.id, EXISTS (
      SELECT 1 FROM ${vaultHolds} h WHERE h.subject = r.subject AND h.ended_at IS NULL
    ) AS is_held
    FROM ${vaultRows} r
    WHERE r.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)) AND r.sealed IS NOT NULL
    ORDER BY r.id FOR UPDATE OF r`);
  const held = rows.filter((row) => row.is_held).map(({ id }) => id);
  const erased = rows.filter((row) => !row.is_held).map(({ id }) => id);
  if (erased.length === 0) return { erased, held };
  const those = sql`(SELECT jsonb_array_elements_text(${JSON.stringify(erased)}::jsonb))`;
  await tx.execute(
    together({
      gone_keys: sql`DELETE FROM ${vaultKeys} WHERE ${vaultKeys.row} IN ${those}`,
      gone_tokens: sql`DELETE FROM ${vaultTokens} WHERE ${vaultTokens.row} IN ${those}`,
      gone_rows: sql`UPDATE ${vaultRows} SET sealed = NULL, erased_at = ${at}, erasure = ${erasure}
        WHERE ${vaultRows.id} IN ${those}`,
    }),
  );
  return { erased, held };
}

async function find(db: Db, tokens: readonly string[], limit: number): Promise<readonly Found[]> {
  if (tokens.length === 0) return [];
  return db
    .select({ token: vaultTokens.token, row: vaultTokens.row, subject: vaultTokens.subject })
    .from(vaultTokens)
    .where(inArray(vaultTokens.token, [...new Set(tokens)]))
    .limit(limit);
}

async function standing(db: Db, subjects: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
  if (subjects.length === 0) return new Map();
  const rows = await db
    .select()
    .from(vaultSubjects)
    .where(inArray(vaultSubjects.subject, [...new Set(subjects)]));
  return new Map(
    rows.map(({ subject, restrictedAt, objectedAt }) => [
      subject,
      withoutNulls({ restrictedAt, objectedAt }),
    ]),
  );
}
