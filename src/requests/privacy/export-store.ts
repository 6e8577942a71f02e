import { and, asc, desc, eq, gt, isNotNull } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import type { RetentionRules } from '../../rules/retention/retention.ts';
import { endOfRetention } from '../vault/retention.ts';
import { vaultReads, vaultRows } from '../vault/tables.ts';
import type { Reading, Vault } from '../vault/vault.ts';
import type { KeptText, PersonalCopy } from './copy.ts';
import type { PrivacyRequest } from './privacy.ts';

const page = 500;
const mostReadings = 10_000;

/** Gathers what is kept of a customer. That is itself a reading, and noted as one. */
export async function copyOf(
  db: Db,
  vault: Pick<Vault, 'open' | 'standing'>,
  { number, customer }: PrivacyRequest,
  options: {
    readonly who: string;
    readonly now: number;
    readonly rules: RetentionRules | undefined;
    readonly timezone: string;
  },
): Promise<PersonalCopy> {
  const { who, now, rules, timezone } = options;
  const known = new Map((rules?.categories ?? []).map((category) => [category.id, category]));
  const readings = await db
    .select({ at: vaultReads.at, why: vaultReads.why })
    .from(vaultReads)
    .where(eq(vaultReads.subject, customer))
    .orderBy(desc(vaultReads.seq))
    .limit(mostReadings);
  const rows: KeptText[] = [];
  const reading = { who, why: `privacy ${number}`, despiteRestriction: true } as const;
  for (let after = ''; ; ) {
    const some = await pageOf(db, vault, { customer, after, reading });
    for (const { id, category, purpose, sealedAt, anchorAt, text } of some) {
      const keep = known.get(category)?.keep;
      const until = keep && anchorAt !== null ? endOfRetention(anchorAt, keep, timezone) : undefined;
      rows.push({ id, category, purpose, since: sealedAt, ...defined({ until, text }) });
    }
    const last = some.at(-1);
    if (last === undefined || some.length < page) break;
    after = last.id;
  }
  const standing = (await vault.standing(db, [customer])).get(customer);
  const categories = [...new Set(rows.map(({ category }) => category))].toSorted().map((id) => {
    const { name, purpose, basis } = known.get(id) ?? {};
    return { id, ...defined({ name, purpose, basis }) };
  });
  const sorted = rows.toSorted((left, right) => left.since - right.since);
  return {
    ...standing,
    privacy: number,
    customer,
    madeAt: now,
    timezone,
    categories,
    rows: sorted,
    readings,
  };
}

async function pageOf(
  db: Db,
  vault: Pick<Vault, 'open'>,
  {
    customer,
    after,
    reading,
  }: { readonly customer: string; readonly after: string; readonly reading: Reading },
) {
  const { id, category, purpose, sealedAt, anchorAt, subject, sealed } = vaultRows;
  const rows = await db
    .select({ id, category, purpose, sealedAt, anchorAt })
    .from(vaultRows)
    .where(and(eq(subject, customer), isNotNull(sealed), gt(id, after)))
    .orderBy(asc(id))
    .limit(page);
  const texts = await vault.open(
    db,
    rows.map((row) => row.id),
    reading,
  );
  return rows.map((row) => ({ ...row, text: texts.get(row.id) }));
}
