import { noSuch } from '../platform/no-such.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import { getCustomers, rowIdsOf } from './customer-store.ts';
import type { Customer } from './customers.ts';
import { normalisedEmail } from './matching/normalise.ts';
import type { OpenDesk } from './ports.ts';
import type { Contact, Request } from './request.ts';
import { getRequest } from './request-row-store.ts';
import {
  contactsOf,
  eventsOf,
  type ListedRequest,
  listRequests,
  mergedFrom,
  type RequestEvent,
  type RequestQuery,
  wordRowsOf,
} from './request-store.ts';
import { wordsOf } from './words.ts';

/** The opened texts by their vault ids; `undefined` for one that was erased. */
type Texts = ReadonlyMap<string, string | undefined>;

/** A customer in words. */
export type CustomerWords = {
  readonly id: string;
  readonly name?: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
};

/** A request with everything about it in words. */
export type RequestFile = {
  readonly request: Request;
  readonly customer: CustomerWords;
  readonly subject?: string;
  readonly text?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly nextStep?: string;
  /** Of this request and of those that were merged into it, the oldest first. */
  readonly contacts: readonly (Omit<Contact, 'text'> & { readonly text?: string })[];
  readonly events: readonly (Omit<RequestEvent, 'words'> & { readonly words?: string })[];
  readonly mergedFrom: readonly number[];
};

/** Reads a request and all that was said about it. The vault notes who read it. */
export async function readRequest(desk: OpenDesk, number: number): Promise<Result<RequestFile>> {
  const { db } = desk.database;
  const request = await getRequest(db, number);
  if (request === undefined) return refused(noSuch('request', number));
  const merged = await mergedFrom(db, number);
  const numbers = [number, ...merged];
  const [contacts, events, rows, customers] = await Promise.all([
    contactsOf(db, numbers),
    eventsOf(db, numbers),
    wordRowsOf(db, numbers),
    getCustomers(db, [request.customer]),
  ]);
  const customer = customers.get(request.customer);
  const own = customer === undefined ? [] : rowIdsOf(customer);
  const reading = { who: desk.actor.by, why: `request ${number}` };
  const texts = await desk.vault.open(db, [...rows, ...own], reading);
  const word = (id: string | undefined) => (id === undefined ? undefined : texts.get(id));
  return done({
    request,
    customer: customerWords(request.customer, customer, texts),
    ...named('subject', word(request.subject)),
    ...named('text', word(request.text)),
    fields: fieldsIn(word(request.fields)),
    ...named('nextStep', word(request.next?.step)),
    contacts: contacts.map(({ text, ...rest }) => ({ ...rest, ...named('text', word(text)) })),
    events: events.map(({ words, ...rest }) => ({ ...rest, ...named('words', word(words)) })),
    mergedFrom: merged,
  });
}

/** A request in a list, with its subject and who it is of in words. */
export type RequestLine = Omit<ListedRequest, 'subject' | 'nextStep' | 'customer'> & {
  readonly subject?: string;
  readonly nextStep?: string;
  readonly customer: CustomerWords;
};

/** A page of requests in words, the latest first. The vault notes who read them. */
export async function readRequests(
  desk: OpenDesk,
  { q, ...query }: Omit<RequestQuery, 'words'> & { readonly q?: string | undefined },
): Promise<{ readonly items: readonly RequestLine[]; readonly next: number | undefined }> {
  const { db } = desk.database;
  const page = await found(desk, query, q);
  const customers = await getCustomers(
    db,
    page.items.map(({ customer }) => customer),
  );
  const rows = page.items.flatMap(({ subject, nextStep, customer }) => {
    const known = customers.get(customer);
    return [
      subject,
      ...(nextStep === undefined ? [] : [nextStep]),
      ...(known === undefined ? [] : rowIdsOf(known)),
    ];
  });
  const texts = await desk.vault.open(db, rows, {
    who: desk.actor.by,
    why: q === undefined ? 'list' : 'search',
  });
  const items = page.items.map(({ subject, nextStep, customer, ...rest }) => ({
    ...rest,
    ...named('subject', texts.get(subject)),
    ...named('nextStep', nextStep === undefined ? undefined : texts.get(nextStep)),
    customer: customerWords(customer, customers.get(customer), texts),
  }));
  return { items, next: page.next };
}

/** A number alone names a request; all else is looked for by its words, which must all be there. */
async function found(desk: OpenDesk, query: Omit<RequestQuery, 'words'>, q: string | undefined) {
  if (q === undefined || q.trim() === '') return listRequests(desk.database.db, query);
  const number = /^\s*(?:n[°º]\s*|#)?(\d{1,9})\s*$/i.exec(q)?.[1];
  const tokens = tokensOf(desk, q);
  const page =
    tokens.length === 0
      ? { items: [], next: undefined }
      : await listRequests(desk.database.db, { ...query, words: tokens });
  if (number === undefined || query.before !== undefined) return page;
  const before = Number(number) + 1;
  const { items } = await listRequests(desk.database.db, { ...query, before, limit: 1 });
  const named = items.filter((one) => one.number === Number(number));
  return { ...page, items: [...named, ...page.items.filter((one) => one.number !== Number(number))] };
}

/** The tokens of what was typed: an address, a telephone number, or words. */
function tokensOf({ vault, readPhones }: OpenDesk, q: string): string[] {
  const emails = q.split(/\s+/).flatMap((part) => normalisedEmail(part) ?? []);
  const rest = q
    .split(/\s+/)
    .filter((part) => normalisedEmail(part) === undefined)
    .join(' ');
  const phones = /^[+\d\s().-]{6,}$/.test(rest) ? readPhones(rest) : [];
  const words = phones.length > 0 ? [] : wordsOf(rest);
  return [
    ...emails.map((email) => vault.index('email', email)),
    ...phones.map((phone) => vault.index('phone', phone)),
    ...words.map((word) => vault.index('word', word)),
  ];
}

/** A customer in the words that were opened. */
export function customerWords(id: string, customer: Customer | undefined, texts: Texts): CustomerWords {
  const all = (rows: readonly string[] = []) => rows.flatMap((row) => texts.get(row) ?? []);
  return {
    id: customer?.mergedInto ?? id,
    ...named('name', customer?.name === undefined ? undefined : texts.get(customer.name)),
    emails: all(customer?.emails),
    phones: all(customer?.phones),
  };
}

function fieldsIn(text: string | undefined): Readonly<Record<string, string>> {
  return text === undefined ? {} : JSON.parse(text);
}

function named<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: string });
}
