import { inArray } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { getCustomers, rowIdsOf } from '../customer-store.ts';
import { customerKeys, hintsOf } from '../customers.ts';
import type { OpenDesk } from '../ports.ts';
import { customerHintsTable } from '../tables.ts';
import { candidatesAmong, type LikenessReason } from './likeness.ts';
import { normalisedEmail } from './normalise.ts';

/** The fields of a customer that somebody is typing. */
export type Entry = {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
};

/** The oddities of an entry: said while it is typed, never in the way. */
export const entryFaults = ['email_malformed', 'phone_unreadable', 'name_is_email'] as const;
export type EntryFault = { readonly field: keyof Entry; readonly code: (typeof entryFaults)[number] };

/** Somebody who may be the same, the likest first, in words; `score` from 0 to 1. */
export type AlikeCustomer = {
  readonly id: string;
  readonly name?: string;
  readonly score: number;
  readonly reasons: readonly LikenessReason[];
};

/** So many are looked at: a name that hundreds have says nothing. */
const mostLookedAt = 40;
const mostTold = 5;

/** The faults of an entry, and who may be the same customer. The vault notes that these were looked at. */
export async function checkEntry(
  desk: OpenDesk,
  entry: Entry,
): Promise<{ readonly faults: readonly EntryFault[]; readonly alike: readonly AlikeCustomer[] }> {
  const { db } = desk.database;
  const found = await getCustomers(db, await candidateIds(db, desk, entry));
  const standing = [...found.values()].filter(({ mergedInto }) => mergedInto === undefined);
  const texts = await desk.vault.open(db, standing.flatMap(rowIdsOf), {
    who: desk.actor.by,
    why: 'duplicates',
  });
  const words = (rows: readonly string[]) => rows.flatMap((row) => texts.get(row) ?? []);
  const people = standing.flatMap(({ id, name, emails, phones }) => {
    const called = name === undefined ? undefined : texts.get(name);
    // Each address is held against what is typed: the likest counts.
    const addresses = emails.length === 0 ? [undefined] : words(emails);
    const numbers = words(phones).flatMap((phone) => desk.readPhones(phone));
    return addresses.map((email) => ({ id, name: called, email, phones: numbers }));
  });
  const phones = entry.phone === undefined ? [] : desk.readPhones(entry.phone);
  const all = candidatesAmong({ name: entry.name, email: entry.email, phones }, people);
  const first = all.filter(
    ({ customer }, at) => all.findIndex((one) => one.customer.id === customer.id) === at,
  );
  const alike = first
    .slice(0, mostTold)
    .map(({ customer, score, reasons }) => defined({ id: customer.id, name: customer.name, score, reasons }));
  return { faults: faultsOf(desk, entry), alike };
}

async function candidateIds(db: Db, desk: OpenDesk, entry: Entry): Promise<string[]> {
  const { vault, readPhones } = desk;
  const { email, phone } = customerKeys(defined(entry), readPhones);
  const exact = [
    ...(email === undefined ? [] : [vault.index('email', email)]),
    ...(phone === undefined ? [] : [vault.index('phone', phone)]),
  ];
  const sounds = hintsOf(entry.name ?? '').flatMap(({ kind, text }) =>
    kind === 'sound' ? [vault.index(kind, text)] : [],
  );
  const by = exact.length === 0 ? [] : await vault.find(db, exact, mostLookedAt);
  const hinted =
    sounds.length === 0
      ? []
      : await db
          .select({ customer: customerHintsTable.customer })
          .from(customerHintsTable)
          .where(inArray(customerHintsTable.token, sounds))
          .limit(mostLookedAt);
  return [...by.map(({ subject }) => subject), ...hinted.map(({ customer }) => customer)];
}

function faultsOf({ readPhones }: OpenDesk, { name, email, phone }: Entry): EntryFault[] {
  const faults: EntryFault[] = [];
  if (email !== undefined && normalisedEmail(email) === undefined)
    faults.push({ field: 'email', code: 'email_malformed' });
  if (phone !== undefined && readPhones(phone).length === 0)
    faults.push({ field: 'phone', code: 'phone_unreadable' });
  if (name !== undefined && normalisedEmail(name) !== undefined)
    faults.push({ field: 'name', code: 'name_is_email' });
  return faults;
}
