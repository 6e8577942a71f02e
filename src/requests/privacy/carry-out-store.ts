import { and, eq, isNotNull, notInArray } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { EntryData } from '../../register/chain.ts';
import type { RetentionRules } from '../../rules/retention/retention.ts';
import { digestOf } from '../vault/purge-store.ts';
import { vaultRows, vaultSubjects } from '../vault/tables.ts';
import type { Vault } from '../vault/vault.ts';
import { type KeptRow, keptByLaw, keptOf } from './kept.ts';
import type { KeptBack, PrivacyRequest } from './privacy.ts';

type Ports = {
  readonly vault: Pick<Vault, 'erase'>;
  readonly newId: () => string;
  readonly retention: () => { readonly rules: RetentionRules | undefined; readonly timezone: string };
};

/** The effect of carrying a request out. `data` is what the register says of it. */
type Effect = {
  readonly erasure?: { readonly id: string; readonly count: number; readonly kept: readonly KeptBack[] };
  readonly data: EntryData;
};

/**
 * Does by itself what a right asks for: erases, restricts, notes an objection from `since` on; null lifts the
 * last two. What people do by hand (correct, send a copy) was done by them.
 */
export async function carryOut(
  ports: Ports,
  tx: Db,
  { right, customer }: PrivacyRequest,
  since: number | null,
): Promise<Effect> {
  switch (right) {
    case 'erasure':
      return since === null ? { data: {} } : eraseAll(ports, tx, customer, since);
    case 'restriction':
      await mark(tx, customer, { restrictedAt: since });
      return { data: {} };
    case 'objection':
      await mark(tx, customer, { objectedAt: since });
      return { data: {} };
    case 'access':
    case 'portability':
    case 'rectification':
      return { data: {} };
    default:
      return right satisfies never;
  }
}

async function mark(
  tx: Db,
  subject: string,
  set: { readonly restrictedAt?: number | null; readonly objectedAt?: number | null },
): Promise<void> {
  await tx
    .insert(vaultSubjects)
    .values({ subject, ...set })
    .onConflictDoUpdate({ target: vaultSubjects.subject, set });
}

async function eraseAll(
  { vault, newId, retention }: Ports,
  tx: Db,
  subject: string,
  now: number,
): Promise<Effect> {
  const rows = await rowsOf(tx, subject);
  const { rules, timezone } = retention();
  const byLaw = keptByLaw(rows, rules?.categories ?? [], timezone, now);
  const stays = new Set(byLaw.map(({ id }) => id));
  const id = newId();
  const going = rows.filter((row) => !stays.has(row.id));
  const { erased, held } = await vault.erase(
    tx,
    going.map((row) => row.id),
    id,
  );
  const isHeld = new Set(held);
  const heldRows: KeptRow[] = going
    .filter((row) => isHeld.has(row.id))
    .map((row) => ({ ...row, why: 'hold' }));
  const kept = keptOf([...byLaw, ...heldRows]);
  const erasure = { id, count: erased.length, kept };
  const data = {
    ...{ erasure: id, count: erased.length, digest: digestOf(erased) },
    kept: kept.map((one) => defined({ ...one })),
  };
  return { erasure, data };
}

/** The rows kept of somebody, without those that prove what they have asked, and what they were answered. */
async function rowsOf(tx: Db, subject: string) {
  return tx
    .select({ id: vaultRows.id, category: vaultRows.category, anchorAt: vaultRows.anchorAt })
    .from(vaultRows)
    .where(
      and(
        eq(vaultRows.subject, subject),
        isNotNull(vaultRows.sealed),
        notInArray(vaultRows.category, ['privacy_request', 'legal_hold']),
      ),
    );
}

/**
 * Why nothing may be erased, if so: what no rule is about might have to be kept by law, and nothing brings it
 * back.
 */
export async function whyNotErased(
  tx: Db,
  subject: string,
  rules: RetentionRules | undefined,
): Promise<Refusal | undefined> {
  const known = new Set((rules?.categories ?? []).map(({ id }) => id));
  const rows = await rowsOf(tx, subject);
  const unknown = [...new Set(rows.map(({ category }) => category))].filter((id) => !known.has(id));
  if (unknown.length === 0) return undefined;
  return {
    kind: 'conflict',
    code: 'category_without_rule',
    detail: `retention.yaml says nothing of ${unknown.toSorted().join(', ')}: whether the law has it kept is not known, and erasing is for good. Add ${unknown.length === 1 ? 'it' : 'them'}, then carry the request out.`,
  };
}
