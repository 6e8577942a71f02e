import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import { mayCommand } from '../access/commands.ts';
import type { Caller } from '../access/roles.ts';
import type { Db } from '../platform/database/database.ts';
import { defined, withoutNulls } from '../platform/defined.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type FieldError, type Result, refused } from '../platform/refusal.ts';
import { appendEntries } from '../register/store.ts';
import { kindOf, otherKind } from '../rules/desk/desk.ts';
import { houseLanguage } from '../rules/ruleset.ts';
import { addRequests, forAnswers } from './adding-store.ts';
import { type Call, type CallBody, endOfCall, readCall, type ToldCall, toldAgain } from './calls.ts';
import { customerOf, getCustomer } from './customer-store.ts';
import type { Customer } from './customers.ts';
import { missingOf } from './fields.ts';
import { decideRequest } from './life.ts';
import { type DeskPorts, type OpenDesk, openDesk, toldTime } from './ports.ts';
import { invalid, knownOf, nameFaults } from './receive-store.ts';
import type { Contact } from './request.ts';
import { lockRequests } from './request-row-store.ts';
import { addingContacts, openRequestsOf } from './request-store.ts';
import { callsTable } from './tables.ts';
import { saveChange, undo, undoing } from './writing-store.ts';

/** A call as it was taken: the file to be opened, and what it is about as far as that is known. */
export type TakenCall = {
  readonly call: string;
  readonly customer: string;
  /** Open requests of the customer, the latest first. */
  readonly open: readonly number[];
  readonly request?: number;
};

/** The category under which the vault keeps the numbers of calls. */
const ofCalls = { category: 'calls', purpose: forAnswers } as const;

/** Takes a call of telephony: once, however often it is told. */
export async function noteCall(ports: DeskPorts, body: CallBody, caller: Caller): Promise<Result<TakenCall>> {
  const forbidden = mayCommand(caller, { kind: 'noteCall' });
  if (forbidden !== undefined) return refused(forbidden);
  const opened = openDesk(ports, caller);
  if (!opened.ok) return opened;
  const desk = opened.value;
  const told = readCall(body);
  const start = toldTime(told.start, desk.at);
  if (!start.ok)
    return refused(
      invalid('call_time', [
        { pointer: '/start', detail: 'expected a time of the last years, not in the future' },
      ]),
    );
  const faults = callFaults(desk, told);
  if (faults.length > 0) return refused(invalid('call_facts', faults));
  const taken = await undoing(() => ports.database.transaction((tx) => write(tx, desk, told, start.value)));
  if (taken.ok) ports.changed();
  return taken;
}

function callFaults(desk: OpenDesk, { start, end, answered, person }: ToldCall): FieldError[] {
  const isIn = (at: number | undefined) => at === undefined || (at >= start && at <= (end ?? at));
  const names = nameFaults(desk, defined({ owner: person }));
  return [
    ...names.map(({ detail }) => ({ pointer: '/person', detail })),
    ...(end !== undefined && end < start
      ? [{ pointer: '/end', detail: 'expected a time that is not before start' }]
      : []),
    ...(typeof answered === 'number' && !isIn(answered)
      ? [{ pointer: '/answered', detail: 'expected a time between start and end' }]
      : []),
  ];
}

async function write(tx: Db, desk: OpenDesk, told: ToldCall, startedAt: number): Promise<Result<TakenCall>> {
  const [phone = told.number.replace(/\s/g, '')] = desk.readPhones(told.number);
  const id = told.id ?? desk.vault.index('call', `${phone} ${told.direction} ${told.start}`);
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${id}, 17))`);
  const [row] = await tx.select().from(callsTable).where(eq(callsTable.id, id)).for('update');
  const known = row && callOf(row);
  const customer = await customerOfCall(tx, desk, told, known);
  const { answered, end } = told;
  const answeredAt = answered === true ? startedAt : answered === false ? undefined : answered;
  const call = toldAgain(known, {
    ...{ id, direction: told.direction, startedAt, customer: customer.id },
    ...defined({ answeredAt, endedAt: end, person: told.person }),
  });
  const open = await openRequestsOf(tx, customer.id);
  const about =
    known?.request === undefined
      ? await settle(tx, desk, { call, customer, open, named: told.request })
      : known;
  if (row === undefined) {
    const sealing = { ...ofCalls, subject: customer.id, anchorAt: startedAt, text: told.number };
    const [number = ''] = await desk.vault.seal(tx, [sealing]);
    await tx.insert(callsTable).values({ ...call, ...about, number, toldBy: desk.actor.by });
  } else
    await tx
      .update(callsTable)
      .set({ ...call, ...about })
      .where(eq(callsTable.id, id));
  return done({ call: id, customer: customer.id, open, ...defined({ request: about.request }) });
}

/** The customer of a call: a known call's own, else the one with its number, made where there is none. */
async function customerOfCall(
  tx: Db,
  desk: OpenDesk,
  told: ToldCall,
  known: Call | undefined,
): Promise<Customer> {
  const found = known && (await getCustomer(tx, known.customer));
  if (found !== undefined) return found;
  const isHidden = desk.readPhones(told.number).length === 0;
  return customerOf(tx, desk, isHidden ? {} : { phone: told.number }, { at: desk.at, by: desk.actor.by });
}

type Settled = { readonly request?: number; readonly contact?: string };
type Ended = {
  readonly call: Call;
  readonly customer: Customer;
  readonly open: readonly number[];
  readonly named: number | undefined;
};

async function settle(tx: Db, desk: OpenDesk, ended: Ended): Promise<Settled> {
  const { call, open, named } = ended;
  const end = endOfCall(call, open, desk.rules.calls, named);
  switch (end.kind) {
    case 'lasting':
    case 'loose':
      return {};
    case 'contact':
      return asContact(tx, desk, call, end.request, named !== undefined);
    case 'request':
      return asRequest(tx, desk, ended);
    default:
      return end satisfies never;
  }
}

/**
 * Notes a call as a contact; the call in which a request was noted is how that was received, and no contact.
 */
async function asContact(
  tx: Db,
  desk: OpenDesk,
  call: Call,
  number: number,
  isNamed: boolean,
): Promise<Settled> {
  const request = (await lockRequests(tx, [number])).get(number);
  if (request === undefined) return undo(noSuch('request', number));
  const { startedAt: at, answeredAt, endedAt, direction } = call;
  if (at < request.received.at && request.received.at <= (endedAt ?? at)) return { request: number };
  const isTaken = answeredAt !== undefined;
  const id = desk.newId();
  const about = { contact: id, channel: 'phone', at } as const;
  const decided = decideRequest(
    { request, actor: desk.actor },
    {
      ...{ kind: 'noteContact', ...about },
      // Nobody heard a call out that was not taken: it is no answer.
      direction: direction === 'out' && !isTaken ? 'note' : direction,
      ...(direction === 'in' && isTaken && { answered: true }),
    },
    desk.at,
  );
  if (!decided.ok) return isNamed ? undo(decided.refusal) : {};
  const contact: Contact = {
    ...{ id, request: number, channel: 'phone', at, noted: { at: desk.at, by: desk.actor.by } },
    direction: direction === 'out' && !isTaken ? 'note' : direction,
    ...defined({ endedAt }),
  };
  await tx.execute(addingContacts([{ contact }]));
  await saveChange(tx, desk, request, { change: decided.value });
  return { request: number, contact: id };
}

/** The subject of a request that a call has made, until somebody says what it was about. */
const subjects = {
  missed: { fr: 'Appel manqué : rappeler', en: 'Missed call: call back' },
  answered: { fr: 'Appel reçu', en: 'Call taken' },
} as const;

async function asRequest(tx: Db, desk: OpenDesk, { call, customer }: Ended): Promise<Settled> {
  const isMissed = call.answeredAt === undefined;
  const received = { at: call.startedAt, by: desk.actor.by };
  const subject = subjects[isMissed ? 'missed' : 'answered'][houseLanguage(desk.ruleSet())];
  const { requests, entries } = await addRequests(tx, desk, [
    {
      ...{ kind: otherKind, priority: kindOf(desk.rules, otherKind).priority, channel: 'phone' },
      ...{ customer, received, words: { subject }, contacts: [], origin: {}, reopenings: 0 },
      life: isMissed ? { state: 'received' } : { state: 'answered' },
      ...(!isMissed && { answered: received }),
      ...defined({ owner: call.person }),
      missing: missingOf(desk.rules, otherKind, knownOf(customer, {}, {})),
    },
  ]);
  await appendEntries(tx, entries, desk.at);
  return defined({ request: requests[0]?.number });
}

/** A page of calls, the latest first: all, or those that nobody has noted yet. */
export async function readCalls(
  desk: OpenDesk,
  query: { readonly isLoose: boolean; readonly before: number | undefined; readonly limit: number },
): Promise<readonly (Call & { readonly number?: string })[]> {
  const { db } = desk.database;
  const rows = await db
    .select()
    .from(callsTable)
    .where(
      and(
        query.isLoose ? isNull(callsTable.request) : undefined,
        query.before === undefined ? undefined : lt(callsTable.startedAt, query.before),
      ),
    )
    .orderBy(desc(callsTable.startedAt), desc(callsTable.id))
    .limit(query.limit);
  const reading = { who: desk.actor.by, why: 'calls' };
  const texts = await desk.vault.open(
    db,
    rows.map(({ number }) => number),
    reading,
  );
  return rows.map((row) => ({ ...callOf(row), ...defined({ number: texts.get(row.number) }) }));
}

function callOf(row: typeof callsTable.$inferSelect): Call {
  const { number: _, contact: __, toldBy: ___, customer, ...rest } = row;
  return { ...withoutNulls(rest), customer: customer ?? '' };
}
