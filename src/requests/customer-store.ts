import { eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { insertRows } from '../platform/database/statement.ts';
import { withoutNulls } from '../platform/defined.ts';
import type { CustomerBody } from './commands.ts';
import {
  type Candidate,
  type Customer,
  customerKeys,
  hintsOf,
  type ReadPhones,
  sameCustomer,
} from './customers.ts';
import type { Stamp } from './request.ts';
import { customerHintsTable, customersTable } from './tables.ts';
import { vaultRows, vaultTokens } from './vault/tables.ts';
import type { NewRow, Vault } from './vault/vault.ts';

/** The category and the purpose under which the vault keeps who a customer is. */
export const ofCustomers = { category: 'customers', purpose: 'answer_request' } as const;

/** The vault, the reader of numbers and the ids that customers are kept with. */
export type CustomerPorts = {
  readonly vault: Vault;
  readonly readPhones: ReadPhones;
  readonly newId: () => string;
};

/** The tokens of what a customer is found by. */
function tokensOf({ vault, readPhones }: CustomerPorts, told: CustomerBody) {
  const { email, phone, words } = customerKeys(told, readPhones);
  return {
    email: email === undefined ? undefined : vault.index('email', email),
    phone: phone === undefined ? undefined : vault.index('phone', phone),
    words: words.map((word) => vault.index('word', word)),
  };
}

/**
 * The customer that somebody is, found by address or number or made anew, with what was not known of him
 * before. Two who come at once with the same address wait for each other.
 */
export async function customerOf(
  tx: Db,
  ports: CustomerPorts,
  told: CustomerBody,
  stamp: Stamp,
): Promise<Customer> {
  const { email, phone, words } = tokensOf(ports, told);
  const keys = [email, phone].filter((token) => token !== undefined);
  for (const key of keys.toSorted())
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 16))`);
  const candidates = await candidatesOf(tx, { email, phone, words });
  const found = sameCustomer(candidates, words.length > 0);
  const known = found === undefined ? undefined : await lockCustomer(tx, found);
  if (known !== undefined) return learnOf(tx, ports, known, told, { at: stamp.at, renames: false });
  const customer: Customer = {
    ...{ id: ports.newId(), created: stamp, emails: [], phones: [], lastContactAt: stamp.at },
  };
  const learnt = await sealed(tx, ports, customer, told, stamp.at);
  await tx.execute(insertRows(customersTable, [rowOf(learnt)]));
  return learnt;
}

/**
 * A customer with what is said of him now: addresses and numbers are added to those that are known, a name
 * takes the place of the old one where somebody corrects it (`renames`), or where there is none.
 */
export async function learnOf(
  tx: Db,
  ports: CustomerPorts,
  customer: Customer,
  told: CustomerBody,
  { at, renames }: { readonly at: number; readonly renames: boolean },
): Promise<Customer> {
  const { email, phone, words } = tokensOf(ports, told);
  const rows = rowIdsOf(customer);
  const known = new Set(
    rows.length === 0
      ? []
      : (
          await tx
            .select({ token: vaultTokens.token })
            .from(vaultTokens)
            .where(inArray(vaultTokens.row, rows))
        ).map(({ token }) => token),
  );
  const isKnown = (token: string | undefined) => token !== undefined && known.has(token);
  const isNews = customer.name === undefined || (renames && !words.every(isKnown));
  const fresh: CustomerBody = {
    ...(told.name !== undefined && isNews && { name: told.name }),
    ...(told.email !== undefined && !isKnown(email) && { email: told.email }),
    ...(told.phone !== undefined && !isKnown(phone) && { phone: told.phone }),
  };
  const lastContactAt = Math.max(customer.lastContactAt, at);
  const learnt = await sealed(tx, ports, { ...customer, lastContactAt }, fresh, lastContactAt);
  await ports.vault.anchor(tx, rowIdsOf(learnt), lastContactAt);
  const { id, ...changed } = rowOf(learnt);
  await tx.update(customersTable).set(changed).where(eq(customersTable.id, id));
  return learnt;
}

/** The vault ids of all that is known of a customer. */
export function rowIdsOf({ name, emails, phones }: Pick<Customer, 'name' | 'emails' | 'phones'>): string[] {
  return [...(name === undefined ? [] : [name]), ...emails, ...phones];
}

/** One customer; who was merged leads to the one that he turned out to be. */
export async function getCustomer(db: Db, id: string): Promise<Customer | undefined> {
  const [row] = await db.select().from(customersTable).where(eq(customersTable.id, id));
  if (row === undefined) return undefined;
  return row.mergedInto === null ? customerFrom(row) : getCustomer(db, row.mergedInto);
}

/** Customers by id. */
export async function getCustomers(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Customer>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(customersTable)
    .where(inArray(customersTable.id, [...new Set(ids)]));
  return new Map(rows.map((row) => [row.id, customerFrom(row)]));
}

async function lockCustomer(tx: Db, id: string): Promise<Customer | undefined> {
  const [row] = await tx.select().from(customersTable).where(eq(customersTable.id, id)).for('update');
  return row && customerFrom(row);
}

type Tokens = {
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly words: string[];
};

/** The customers with the address or the number; for a merged one, the customer that he turned out to be. */
async function candidatesOf(tx: Db, { email, phone, words }: Tokens): Promise<Candidate[]> {
  const keys = [email, phone].filter((token) => token !== undefined);
  if (keys.length === 0) return [];
  const { rows } = await tx.execute<{
    id: string;
    created_at: number;
    by_email: boolean;
    by_phone: boolean;
    named: boolean;
    same_name: boolean;
  }>(sql`
    SELECT c.id, c.created_at, bool_or(k.token = ${email ?? ''}) AS by_email, bool_or(k.token = ${phone ?? ''}) AS by_phone,
      c.name IS NOT NULL AS named,
      (SELECT count(*) FILTER (WHERE w.token IN (SELECT jsonb_array_elements_text(${JSON.stringify(words)}::jsonb)))
        = least(count(*), ${words.length}) FROM ${vaultTokens} w WHERE w.row = c.name) AS same_name
    FROM (SELECT token, subject FROM ${vaultTokens}
      WHERE token IN (SELECT jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb)) LIMIT ${mostCandidates}) k
    JOIN ${customersTable} o ON o.id = k.subject
    JOIN ${customersTable} c ON c.id = coalesce(o.merged_into, o.id)
    GROUP BY c.id, c.created_at, c.name`);
  return rows.map((row) => ({
    id: row.id,
    createdAt: Number(row.created_at),
    by: { email: row.by_email, phone: row.by_phone },
    named: row.named,
    sameName: row.same_name,
  }));
}

/** A firm's number may be that of hundreds: nobody looks at more. */
const mostCandidates = 200;

/** Seals what was told, and answers the customer with the ids of it. */
async function sealed(
  tx: Db,
  ports: CustomerPorts,
  customer: Customer,
  told: CustomerBody,
  anchorAt: number,
): Promise<Customer> {
  const tokens = tokensOf(ports, told);
  const of = { ...ofCustomers, subject: customer.id, anchorAt };
  const rows: { readonly as: 'name' | 'email' | 'phone'; readonly row: NewRow }[] = [];
  if (told.name !== undefined)
    rows.push({ as: 'name', row: { ...of, text: told.name, tokens: tokens.words } });
  if (told.email !== undefined && tokens.email !== undefined)
    rows.push({ as: 'email', row: { ...of, text: told.email, tokens: [tokens.email] } });
  if (told.phone !== undefined && tokens.phone !== undefined)
    rows.push({ as: 'phone', row: { ...of, text: told.phone, tokens: [tokens.phone] } });
  if (rows.length === 0) return customer;
  const ids = await ports.vault.seal(
    tx,
    rows.map(({ row }) => row),
  );
  const idsOf = (kind: 'name' | 'email' | 'phone') => ids.filter((_, place) => rows[place]?.as === kind);
  const [name = customer.name] = idsOf('name');
  if (told.name !== undefined && name !== undefined) {
    const hints = hintsOf(told.name).map(({ kind, text }) => ports.vault.index(kind, text));
    const rowsOfHints = hints.map((token) => ({ token, customer: customer.id, row: name }));
    if (hints.length > 0) await tx.execute(insertRows(customerHintsTable, rowsOfHints));
    if (customer.name !== undefined) await ports.vault.erase(tx, [customer.name], 'replaced');
  }
  return {
    ...customer,
    ...(name !== undefined && { name }),
    emails: [...customer.emails, ...idsOf('email')],
    phones: [...customer.phones, ...idsOf('phone')],
  };
}

function rowOf({ created, name, mergedInto, ...rest }: Customer): typeof customersTable.$inferInsert {
  return {
    ...rest,
    createdAt: created.at,
    createdBy: created.by,
    name: name ?? null,
    mergedInto: mergedInto ?? null,
  };
}

function customerFrom(row: typeof customersTable.$inferSelect): Customer {
  const { createdAt, createdBy, source: _, sourceId: __, ...rest } = row;
  return withoutNulls({ ...rest, created: { at: createdAt, by: createdBy } });
}

/** Rows of the vault become those of another customer, as when a request turns out to be his. */
export async function moveRows(tx: Db, ids: readonly string[], customer: string): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(vaultRows)
    .set({ subject: customer })
    .where(inArray(vaultRows.id, [...ids]));
  await tx
    .update(vaultTokens)
    .set({ subject: customer })
    .where(inArray(vaultTokens.row, [...ids]));
}
