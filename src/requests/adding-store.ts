import type { Db } from '../platform/database/database.ts';
import { kindOf } from '../rules/desk/desk.ts';
import { entryOf, type RequestEntry } from './change.ts';
import { noteTimes } from './clocks/clock-store.ts';
import { rowIdsOf } from './customer-store.ts';
import type { Customer } from './customers.ts';
import type { OpenDesk } from './ports.ts';
import type { Channel, Contact, Direction, Request, Stamp } from './request.ts';
import { addingRequests, type Origin, takeNumbers, timesOfRequest } from './request-row-store.ts';
import { addingContacts, addingCustomerWords, addingEvents, addingWords } from './request-store.ts';
import type { NewRow } from './vault/vault.ts';
import { wordsOf } from './words.ts';

/** A request to be kept, with its words; the rest of it as it is by then. */
export type Incoming = Omit<
  Request,
  | 'number'
  | 'version'
  | 'customer'
  | 'subject'
  | 'text'
  | 'fields'
  | 'contacts'
  | 'lastContactAt'
  | 'next'
  | 'escalation'
> & {
  readonly customer: Customer;
  readonly words: {
    readonly subject: string;
    readonly text?: string;
    readonly fields?: Readonly<Record<string, string>>;
    readonly next?: { readonly step: string; readonly dueAt?: number };
  };
  readonly contacts: readonly IncomingContact[];
  readonly origin: Origin;
};
export type IncomingContact = {
  readonly direction: Direction;
  readonly channel: Channel;
  readonly at: number;
  readonly text?: string;
};

/** The purpose under which the vault keeps the words of requests. */
export const forAnswers = 'answer_request';

/** The category under which the vault keeps the words of a request. */
export function categoryOf({ rules }: Pick<OpenDesk, 'rules'>, kind: string): string {
  return kindOf(rules, kind).category ?? 'requests';
}

/**
 * Keeps new requests in the caller's transaction, one or thousands, with the same number of statements.
 * Answers them with the entries that the register is to get: one each, which the caller appends as the last
 * step, or sums up where it has thousands.
 */
export async function addRequests(
  tx: Db,
  desk: OpenDesk,
  incoming: readonly Incoming[],
): Promise<{ readonly requests: readonly Request[]; readonly entries: readonly RequestEntry[] }> {
  if (incoming.length === 0) return { requests: [], entries: [] };
  const numbers = await takeNumbers(tx, incoming.length);
  const texts = incoming.map((one) => textsOf(desk, one));
  const ids = await desk.vault.seal(tx, texts.flat());
  let taken = 0;
  const { by } = desk.actor;
  const kept = incoming.map((one, place) => {
    const own = ids.slice(taken, taken + (texts[place]?.length ?? 0));
    taken += own.length;
    return keptOf(one, numbers[place] ?? 0, own, { by, at: desk.at, newId: desk.newId });
  });
  const entries = kept.map(({ request }) =>
    entryOf(request, 'requestReceived', by, {
      customer: request.customer,
      channel: request.channel,
      kind: request.kind,
      priority: request.priority,
      receivedAt: request.received.at,
      owner: request.owner ?? null,
    }),
  );
  const contacts = kept.flatMap((one) => one.contacts.map((contact) => ({ contact })));
  const words = kept.map(({ request }, place) => ({
    request: request.number,
    row: request.subject,
    tokens: wordsOf(incoming[place]?.words.subject ?? '').map((word) => desk.vault.index('word', word)),
  }));
  await Promise.all([
    tx.execute(addingRequests(kept)),
    contacts.length > 0 && tx.execute(addingContacts(contacts)),
    tx.execute(addingWords(words)),
    ...incoming.map((one, place) =>
      tx.execute(addingCustomerWords(numbers[place] ?? 0, rowIdsOf(one.customer))),
    ),
    tx.execute(addingEvents(entries, desk.at)),
    noteTimes(
      tx,
      desk.rules,
      kept.map(({ request }) => ({ after: timesOfRequest(request) })),
      desk.at,
    ),
  ]);
  return { requests: kept.map(({ request }) => request), entries };
}

/** The rows of the vault that a request needs, in the order in which `keptOf` takes their ids. */
function textsOf(desk: OpenDesk, { customer, kind, words, contacts, life }: Incoming): NewRow[] {
  const anchorAt = 'resolved' in life ? life.resolved?.at : undefined;
  const of = { category: categoryOf(desk, kind), purpose: forAnswers, subject: customer.id, anchorAt };
  const { subject, text, fields, next } = words;
  const all = [
    subject,
    text,
    fields && JSON.stringify(fields),
    next?.step,
    ...contacts.map((one) => one.text),
  ];
  return all.flatMap((each) => (each === undefined ? [] : [{ ...of, text: each }]));
}

function keptOf(
  incoming: Incoming,
  number: number,
  ids: readonly string[],
  { by, at, newId }: Stamp & { readonly newId: () => string },
): { readonly request: Request; readonly contacts: readonly Contact[]; readonly origin: Origin } {
  const { customer, words, contacts: told, origin, ...rest } = incoming;
  const left = [...ids];
  const take = (is: unknown) => (is === undefined ? undefined : left.shift());
  const [subject = '', text, fields, step] = [words.subject, words.text, words.fields, words.next].map(take);
  const contacts = told.map(({ text: said, ...one }): Contact => {
    const own = take(said);
    return { ...one, id: newId(), request: number, noted: { at, by }, ...(own && { text: own }) };
  });
  const count = (direction: Direction) => told.filter((one) => one.direction === direction).length;
  const times = told.flatMap((one) => (one.direction === 'note' ? [] : [one.at]));
  const { dueAt } = words.next ?? {};
  const request: Request = {
    ...rest,
    ...{ number, version: 1, customer: customer.id, subject },
    ...(text && { text }),
    ...(fields && { fields }),
    ...(step && { next: { step, ...(dueAt !== undefined && { dueAt }) } }),
    contacts: { in: 1 + count('in'), out: count('out') },
    lastContactAt: Math.max(rest.received.at, ...times),
  };
  return { request, contacts, origin };
}
