import { and, eq, inArray } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { insertRows } from '../../platform/database/statement.ts';
import { getCustomers, learnOf, ofCustomers, rowIdsOf } from '../customer-store.ts';
import { type Customer, customerKeys, hintsOf } from '../customers.ts';
import { findingRequestsBy } from '../matching/words-store.ts';
import type { OpenDesk } from '../ports.ts';
import { customerHintsTable, customersTable } from '../tables.ts';
import { vaultTokens } from '../vault/tables.ts';
import type { NewRow } from '../vault/vault.ts';
import { isSameParty, type PartyTokens, type RowOutcome, sharesContact } from './plan.ts';
import type { ReadRow, RowCustomer } from './row.ts';

/** A person of the file, found or to be made once, however many rows tell of him. */
export type Party = {
  readonly told: RowCustomer;
  readonly tokens: PartyTokens;
  /** The one that he is at the desk, if he is there. */
  readonly known: Customer | undefined;
  readonly outcome: Exclude<RowOutcome, 'refused'>;
  /** Id of somebody with the same address or number and another name. */
  readonly alike: string | undefined;
  /** The last time of his requests in the file, epoch ms; unknown of a list of customers. */
  readonly lastAt: number | undefined;
};

/** The persons of a file, and by the line of each row whom it tells of. */
export type Parties = { readonly all: readonly Party[]; readonly byLine: ReadonlyMap<number, Party> };

type Told = { told: RowCustomer; tokens: PartyTokens; lastAt: number | undefined; readonly lines: number[] };

/** So many rows of the vault are looked at in one question. */
const atOnce = 1_000;

/** Finds out who the persons of a file are, in the file and at the desk. Nothing is opened for it. */
export async function partiesOf(
  db: Db,
  desk: OpenDesk,
  rows: readonly ReadRow[],
  source: string,
): Promise<Parties> {
  const told = gathered(desk, rows);
  const known = await knownOf(db, desk, told, source);
  const all = told.map((one) => ({ party: partyOf(one, known), lines: one.lines }));
  const byLine = new Map(all.flatMap(({ party, lines }) => lines.map((line) => [line, party] as const)));
  return { all: all.map(({ party }) => party), byLine };
}

/** The persons of a file, each once: rows that tell of one are put together. */
function gathered(desk: OpenDesk, rows: readonly ReadRow[]): Told[] {
  const found: Told[] = [];
  const byToken = new Map<string, Told[]>();
  for (const { customer, request, line } of rows) {
    const tokens = tokensOf(desk, customer);
    const keys = [...tokens.contacts, ...(tokens.ref === undefined ? [] : [`ref ${tokens.ref}`])];
    const near = keys.flatMap((key) => byToken.get(key) ?? []);
    const same = near.find((one) => isSameParty(one.tokens, tokens));
    const one = same ?? { told: customer, tokens, lastAt: undefined, lines: [] };
    one.lines.push(line);
    const lastAt = request && Math.max(request.at, request.answeredAt ?? 0, request.endedAt ?? 0);
    if (lastAt !== undefined) one.lastAt = Math.max(one.lastAt ?? 0, lastAt);
    if (same === undefined) found.push(one);
    else {
      one.told = joined(one.told, customer);
      one.tokens = tokensOf(desk, one.told);
    }
    for (const key of keys)
      byToken.set(key, [...(byToken.get(key) ?? []).filter((each) => each !== one), one]);
  }
  return found;
}

/** All that is told of one person; the first of two names that is not within the other stands. */
function joined(one: RowCustomer, other: RowCustomer): RowCustomer {
  const name = (other.name?.length ?? 0) > (one.name?.length ?? 0) ? other.name : one.name;
  const phones = [...new Set([...one.phones, ...other.phones])];
  return { ...other, ...one, phones, ...(name !== undefined && { name }) };
}

function tokensOf({ vault, readPhones }: OpenDesk, { name, email, phones, ref }: RowCustomer): PartyTokens {
  const { words } = customerKeys(name === undefined ? {} : { name }, readPhones);
  return {
    ref,
    contacts: [
      ...(email === undefined ? [] : [vault.index('email', email)]),
      ...phones.map((phone) => vault.index('phone', phone)),
    ],
    words: words.map((word) => vault.index('word', word)),
  };
}

type Known = { readonly customer: Customer; readonly tokens: PartyTokens };

async function knownOf(db: Db, desk: OpenDesk, told: readonly Told[], source: string): Promise<Known[]> {
  const contacts = [...new Set(told.flatMap(({ tokens }) => tokens.contacts))];
  const refs = told.flatMap(({ tokens }) => tokens.ref ?? []);
  const ids = new Set<string>();
  for (const some of inPieces(contacts)) {
    const found = await desk.vault.find(db, some, atOnce * 20);
    for (const { subject } of found) ids.add(subject);
  }
  const refOf = new Map<string, string>();
  for (const some of inPieces(refs)) {
    const rows = await db
      .select({ id: customersTable.id, into: customersTable.mergedInto, ref: customersTable.sourceId })
      .from(customersTable)
      .where(and(eq(customersTable.source, source), inArray(customersTable.sourceId, [...some])));
    for (const { id, into, ref } of rows) {
      ids.add(into ?? id);
      if (ref !== null) refOf.set(into ?? id, ref);
    }
  }
  const customers: Customer[] = [];
  for (const some of inPieces([...ids])) customers.push(...(await getCustomers(db, some)).values());
  const standing = customers.filter(({ mergedInto }) => mergedInto === undefined);
  const tokens = await tokensOfRows(
    db,
    standing.flatMap(({ name, emails, phones }) => [
      ...(name === undefined ? [] : [name]),
      ...emails,
      ...phones,
    ]),
  );
  const of = (rows: readonly string[]) => rows.flatMap((row) => tokens.get(row) ?? []);
  return standing
    .toSorted((one, other) => one.created.at - other.created.at || (one.id < other.id ? -1 : 1))
    .map((customer) => ({
      customer,
      tokens: {
        ref: refOf.get(customer.id),
        contacts: of([...customer.emails, ...customer.phones]),
        words: customer.name === undefined ? [] : of([customer.name]),
      },
    }));
}

async function tokensOfRows(
  db: Db,
  rows: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const some of inPieces(rows)) {
    const tokens = await db
      .select({ token: vaultTokens.token, row: vaultTokens.row })
      .from(vaultTokens)
      .where(inArray(vaultTokens.row, [...some]));
    for (const { token, row } of tokens) found.set(row, [...(found.get(row) ?? []), token]);
  }
  return found;
}

function partyOf({ told, tokens, lastAt }: Told, known: readonly Known[]): Party {
  const same = known.find((one) => isSameParty(one.tokens, tokens));
  const alike = same === undefined ? known.find((one) => sharesContact(one.tokens, tokens)) : undefined;
  const isNews =
    same !== undefined &&
    (tokens.contacts.some((token) => !same.tokens.contacts.includes(token)) ||
      (same.tokens.words.length === 0 && tokens.words.length > 0));
  return {
    ...{ told, tokens, lastAt, known: same?.customer, alike: alike?.customer.id },
    outcome: same === undefined ? 'created' : isNews ? 'merged' : 'known',
  };
}

/**
 * Makes the new persons, with the same number of statements however many they are, and adds to the others
 * what was not known of them; the name of somebody who is here stays. Answers the customer of each.
 */
export async function keepParties(
  tx: Db,
  desk: OpenDesk,
  { all }: Parties,
  source: string,
): Promise<ReadonlyMap<Party, Customer>> {
  const kept = new Map<Party, Customer>();
  const { by } = desk.actor;
  const fresh = all.filter(({ known }) => known === undefined);
  const made = fresh.map((party) => ({ party, id: desk.newId() }));
  const texts = made.map(({ party, id }) => textsOf(desk, party, id));
  const ids = await desk.vault.seal(
    tx,
    texts.flat().map(({ row }) => row),
  );
  let taken = 0;
  const rows: (typeof customersTable.$inferInsert)[] = [];
  const hints: (typeof customerHintsTable.$inferInsert)[] = [];
  for (const [place, { party, id }] of made.entries()) {
    const own = (texts[place] ?? []).map(({ as }) => ({ as, row: ids[taken++] ?? '' }));
    const of = (kind: string) => own.filter(({ as }) => as === kind).map(({ row }) => row);
    const [name] = of('name');
    const customer: Customer = {
      ...{ id, created: { at: desk.at, by }, emails: of('email'), phones: of('phone') },
      lastContactAt: party.lastAt ?? desk.at,
      ...(name !== undefined && { name }),
    };
    kept.set(party, customer);
    const { ref } = party.tokens;
    rows.push({
      ...{ id, createdAt: desk.at, createdBy: by, name: name ?? null, mergedInto: null },
      ...{ emails: customer.emails, phones: customer.phones, lastContactAt: customer.lastContactAt },
      source: ref === undefined ? null : source,
      sourceId: ref ?? null,
    });
    if (name !== undefined)
      for (const { kind, text } of hintsOf(party.told.name ?? ''))
        hints.push({ token: desk.vault.index(kind, text), customer: id, row: name });
  }
  for (const some of inPieces(rows)) await tx.execute(insertRows(customersTable, some));
  for (const some of inPieces(hints)) await tx.execute(insertRows(customerHintsTable, some));
  for (const party of all) {
    const { known, outcome } = party;
    if (known === undefined) continue;
    kept.set(party, outcome === 'merged' ? await learnt(tx, desk, party, known) : known);
  }
  return kept;
}

async function learnt(tx: Db, desk: OpenDesk, party: Party, known: Customer): Promise<Customer> {
  const { told, tokens } = party;
  const { email, phones, name } = told;
  let customer = known;
  const isNamed = known.name !== undefined || tokens.words.length === 0;
  const first = { ...(email !== undefined && { email }), ...(!isNamed && name !== undefined && { name }) };
  const facts = [first, ...phones.map((phone) => ({ phone }))];
  for (const fact of facts)
    customer = await learnOf(tx, desk, customer, fact, {
      at: party.lastAt ?? known.lastContactAt,
      renames: false,
    });
  await tx.execute(findingRequestsBy(customer.id, rowIdsOf(customer)));
  return customer;
}

type Text = { readonly as: 'name' | 'email' | 'phone'; readonly row: NewRow };

function textsOf({ vault, at }: OpenDesk, { told, tokens, lastAt = at }: Party, id: string): Text[] {
  const of = { ...ofCustomers, subject: id, anchorAt: lastAt };
  const { name, email, phones } = told;
  return [
    ...(name === undefined
      ? []
      : [{ as: 'name' as const, row: { ...of, text: name, tokens: tokens.words } }]),
    ...(email === undefined
      ? []
      : [{ as: 'email' as const, row: { ...of, text: email, tokens: [vault.index('email', email)] } }]),
    ...phones.map((phone) => ({
      as: 'phone' as const,
      row: { ...of, text: phone, tokens: [vault.index('phone', phone)] },
    })),
  ];
}

function inPieces<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / atOnce) }, (_, piece) =>
    all.slice(piece * atOnce, (piece + 1) * atOnce),
  );
}
