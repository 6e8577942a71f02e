import { and, desc, inArray, sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { getCustomers, rowIdsOf } from './customer-store.ts';
import { beginningOfTyped, customerKeys } from './customers.ts';
import { nameTokens } from './matching/normalise.ts';
import type { OpenDesk } from './ports.ts';
import { isOpenRow } from './request-row-store.ts';
import { customerHintsTable, requestsTable } from './tables.ts';
import { type CustomerWords, customerWords } from './view-store.ts';

/** The fields of a customer as somebody has typed them so far. */
export type TypedCustomer = {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
};

/** A customer who may be meant. */
export type FoundCustomer = CustomerWords & {
  /** By what he was found; an address or a number says more than a name. */
  readonly by: 'email' | 'phone' | 'name';
  readonly lastContactAt: number;
  /** Numbers of what he waits for, the latest first. */
  readonly open: readonly number[];
};

/** So many are offered; of those whose names begin alike so many are looked at. */
const mostOffered = 5;
const mostLookedAt = 25;

/**
 * Customers with this address or number, then those whose names begin as typed. The vault notes the search.
 */
export async function findCustomers(desk: OpenDesk, typed: TypedCustomer): Promise<readonly FoundCustomer[]> {
  const { db } = desk.database;
  const [keyed, named] = await Promise.all([byKeys(desk, typed), byName(desk, typed.name ?? '')]);
  const found = new Map<string, FoundCustomer['by']>();
  for (const { id, by } of keyed) if (!found.has(id)) found.set(id, by);
  for (const id of named) if (!found.has(id)) found.set(id, 'name');
  if (found.size === 0) return [];
  const all = [...(await getCustomers(db, [...found.keys()])).values()];
  const customers = all.filter(({ mergedInto }) => mergedInto === undefined);
  const texts = await desk.vault.open(db, customers.flatMap(rowIdsOf), {
    who: desk.actor.by,
    why: 'search customer',
  });
  const words = nameTokens(typed.name ?? '');
  const offered = customers
    .map((customer) => ({
      ...customerWords(customer.id, customer, texts),
      by: found.get(customer.id) ?? ('name' as const),
      lastContactAt: customer.lastContactAt,
    }))
    .filter(({ by, name }) => by !== 'name' || beginsLike(name ?? '', words))
    .toSorted((one, other) => rank[one.by] - rank[other.by] || other.lastContactAt - one.lastContactAt)
    .slice(0, mostOffered);
  const open = await openOf(
    db,
    offered.map(({ id }) => id),
  );
  return offered.map((customer) => ({ ...customer, open: open.get(customer.id) ?? [] }));
}

const rank = { email: 0, phone: 1, name: 2 } as const;

async function byKeys({ database: { db }, vault, readPhones }: OpenDesk, typed: TypedCustomer) {
  const { email, phone } = customerKeys(
    { ...(typed.email && { email: typed.email }), ...(typed.phone && { phone: typed.phone }) },
    readPhones,
  );
  const kinds = new Map<string, 'email' | 'phone'>();
  if (email !== undefined) kinds.set(vault.index('email', email), 'email');
  if (phone !== undefined) kinds.set(vault.index('phone', phone), 'phone');
  if (kinds.size === 0) return [];
  const rows = await vault.find(db, [...kinds.keys()], 20);
  return rows.map(({ token, subject }) => ({ id: subject, by: kinds.get(token) ?? ('phone' as const) }));
}

async function byName({ database: { db }, vault }: OpenDesk, name: string): Promise<string[]> {
  const begins = [...new Set(nameTokens(name).flatMap((word) => beginningOfTyped(word) ?? []))];
  if (begins.length === 0) return [];
  const tokens = begins.map((begin) => vault.index('begin', begin));
  const rows = await db
    .select({ customer: customerHintsTable.customer })
    .from(customerHintsTable)
    .where(inArray(customerHintsTable.token, tokens))
    .groupBy(customerHintsTable.customer)
    .having(sql`count(DISTINCT ${customerHintsTable.token}) = ${tokens.length}`)
    .limit(mostLookedAt);
  return rows.map(({ customer }) => customer);
}

/** Whether each word that was typed begins a word of the name. */
function beginsLike(name: string, words: readonly string[]): boolean {
  const own = nameTokens(name);
  return words.length > 0 && words.every((word) => own.some((token) => token.startsWith(word)));
}

async function openOf(db: Db, customers: readonly string[]): Promise<ReadonlyMap<string, number[]>> {
  if (customers.length === 0) return new Map();
  const rows = await db
    .select({ number: requestsTable.number, customer: requestsTable.customer })
    .from(requestsTable)
    .where(and(inArray(requestsTable.customer, [...customers]), isOpenRow))
    .orderBy(desc(requestsTable.number))
    .limit(50);
  const open = new Map<string, number[]>();
  for (const { number, customer } of rows) open.set(customer, [...(open.get(customer) ?? []), number]);
  return open;
}
