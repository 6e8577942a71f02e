import { defined } from '../../platform/defined.ts';
import { normalisedEmail, plain } from '../matching/normalise.ts';
import type { Channel } from '../request.ts';
import type { Column, Columns, TableOf } from './columns.ts';
import type { TableRow } from './table.ts';
import { readTime } from './values.ts';
import { channelOf, type ImportedState, priorityOf, stateOf } from './words.ts';

/**
 * Why a row is refused, or a remark on one that is taken; `found` is a text of the row, for whoever gave it.
 */
export type RowFault = { readonly code: RowFaultCode; readonly column?: string; readonly found?: string };
export const rowFaultCodes = [
  // refusals
  'no_subject',
  'no_customer',
  'time_unreadable',
  'time_ahead',
  'times_not_in_order',
  'text_too_long',
  'same_as_row',
  // remarks
  'email_unreadable',
  'phone_unreadable',
  'phone_not_sure',
  'phones_more',
  'state_unknown',
  'priority_unknown',
  'kind_unknown',
  'no_time',
  'no_end_time',
  'is_hidden',
  'alike',
  'kept_other',
  'cut',
] as const;
export type RowFaultCode = (typeof rowFaultCodes)[number];

/** A customer as a row tells of him; `phones` in E.164, the first one is how it is called. */
export type RowCustomer = {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly phones: readonly string[];
  /** How the other program calls him. */
  readonly ref?: string;
};

/** A request as a row tells of it. Times are epoch milliseconds. */
export type RowRequest = {
  readonly subject: string;
  readonly text?: string;
  readonly channel: Channel;
  readonly kind?: string;
  readonly priority?: 'low' | 'normal' | 'high' | 'urgent';
  readonly state: ImportedState;
  readonly at: number;
  readonly answeredAt?: number;
  readonly endedAt?: number;
};

/** A row that says something: `id` is that of the other program, where it has one. */
export type ReadRow = {
  readonly line: number;
  readonly id?: string;
  readonly customer: RowCustomer;
  readonly request?: RowRequest;
  readonly remarks: readonly RowFault[];
};

/** A row that is taken, or why it is not. */
export type RowReading = ReadRow | { readonly line: number; readonly refused: readonly RowFault[] };

/** The zone, time and kinds that rows are read by; `phones` reads a field of numbers (language/phone.ts). */
export type RowPorts = {
  readonly timezone: string;
  readonly now: number;
  readonly kinds: readonly { readonly id: string; readonly names: readonly string[] }[];
  readonly phones: (field: string) => {
    readonly numbers: readonly { readonly e164: string; readonly isSure: boolean }[];
    readonly rest: string;
  };
};

/** So long a text is taken; what is longer is refused, as it is at the desk. */
const longest = { subject: 300, text: 20_000, name: 200 } as const;
/** How far a time may lie ahead of the clock here: clocks differ. */
const aheadMs = 5 * 60_000;

type Cell = (column: Column) => string | undefined;

/** Reads a row of a table of customers or of requests. */
export function readRow(row: TableRow, columns: Columns, holds: TableOf, ports: RowPorts): RowReading {
  const cell: Cell = (column) => {
    const place = columns.places.get(column);
    const text = place === undefined ? '' : settled(row.cells[place] ?? '');
    // Other programs write a dash where they know nothing.
    return /^(?:[-–—]*|n\/a)$/i.test(text) ? undefined : text;
  };
  const { line } = row;
  const remarks: RowFault[] = row.isHidden ? [{ code: 'is_hidden' }] : [];
  const refused: RowFault[] = [];
  const id = cell('id');
  const customer = customerOf(cell, ports, remarks);
  if ((customer.name?.length ?? 0) > longest.name)
    refused.push({ code: 'text_too_long', column: 'customer' });
  if (holds === 'requests') {
    const request = requestOf(cell, ports, remarks, refused);
    if (request === undefined || refused.length > 0) return { line, refused };
    return defined({ line, id, customer, request, remarks });
  }
  const { name, email, phone } = customer;
  if (name === undefined && email === undefined && phone === undefined) refused.push({ code: 'no_customer' });
  if (refused.length > 0) return { line, refused };
  return defined({ line, id, customer: defined({ ...customer, ref: customer.ref ?? id }), remarks });
}

/** A text as a database can keep it, with line ends of one kind. An apostrophe against formulas goes. */
function settled(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\u0000', '')
    .replace(/\r\n?/g, '\n')
    .replace(/^'(?=[=+\-@])/, '')
    .trim();
}

function customerOf(cell: Cell, { phones: read }: RowPorts, remarks: RowFault[]): RowCustomer {
  const parts = [cell('firstName'), cell('lastName')].filter((part) => part !== undefined);
  const name = cell('customer') ?? (parts.length === 0 ? undefined : parts.join(' '));
  const written = cell('email');
  const email = written === undefined ? undefined : normalisedEmail(written);
  if (written !== undefined && email === undefined)
    remarks.push({ code: 'email_unreadable', column: 'email', found: written });
  const numbers = (['phone', 'mobile'] as const).flatMap((column) => phonesIn(cell, column, read, remarks));
  const phones = [...new Set(numbers.map(({ e164 }) => e164))];
  if (phones.length > 1)
    remarks.push({ code: 'phones_more', column: 'phone', found: phones.slice(1).join(', ') });
  // Zendesk puts the address where there is no name.
  const isAddress = name !== undefined && normalisedEmail(name) !== undefined;
  return defined({
    name: isAddress ? undefined : name?.replace(/\s+/gu, ' '),
    email: email ?? (isAddress ? normalisedEmail(name) : undefined),
    phone: phones[0],
    phones,
    ref: cell('customerId'),
  });
}

function phonesIn(
  cell: Cell,
  column: 'phone' | 'mobile',
  read: RowPorts['phones'],
  remarks: RowFault[],
): readonly { readonly e164: string }[] {
  const written = cell(column);
  if (written === undefined) return [];
  const { numbers } = read(written);
  if (numbers.length === 0) remarks.push({ code: 'phone_unreadable', column, found: written });
  for (const { e164, isSure } of numbers)
    if (!isSure) remarks.push({ code: 'phone_not_sure', column, found: e164 });
  return numbers;
}

function requestOf(
  cell: Cell,
  ports: RowPorts,
  remarks: RowFault[],
  refused: RowFault[],
): RowRequest | undefined {
  const text = cell('text');
  const subject = cell('subject') ?? text?.split('\n')[0]?.slice(0, longest.subject);
  if (subject === undefined) {
    refused.push({ code: 'no_subject', column: 'subject' });
    return undefined;
  }
  if (subject.length > longest.subject) refused.push({ code: 'text_too_long', column: 'subject' });
  if ((text?.length ?? 0) > longest.text) refused.push({ code: 'text_too_long', column: 'text' });
  const times = timesOf(cell, ports, remarks, refused);
  if (times === undefined) return undefined;
  const word = cell('state');
  const told = word === undefined ? undefined : stateOf(word);
  if (word !== undefined && told === undefined)
    remarks.push({ code: 'state_unknown', column: 'state', found: word });
  const { at, answeredAt, ended } = times;
  const state =
    told ?? (ended !== undefined ? 'resolved' : answeredAt !== undefined ? 'answered' : 'received');
  const isOver = state === 'resolved' || state === 'closed';
  if (isOver && ended === undefined) remarks.push({ code: 'no_end_time', column: 'closedAt' });
  const endedAt = isOver ? (ended ?? times.changedAt ?? ports.now) : undefined;
  return defined({
    subject,
    text: text === subject ? undefined : text,
    channel: channelOf(cell('channel') ?? ''),
    kind: kindOf(cell('kind'), ports, remarks),
    priority: priorityIn(cell('priority'), remarks),
    state,
    at,
    answeredAt,
    endedAt: endedAt === undefined ? undefined : Math.max(endedAt, answeredAt ?? at),
  });
}

function kindOf(word: string | undefined, { kinds }: RowPorts, remarks: RowFault[]): string | undefined {
  if (word === undefined) return undefined;
  const found = kinds.find(({ id, names }) => [id, ...names].some((name) => plain(name) === plain(word)));
  if (found === undefined) remarks.push({ code: 'kind_unknown', column: 'kind', found: word });
  return found?.id;
}

function priorityIn(word: string | undefined, remarks: RowFault[]): RowRequest['priority'] {
  const found = word === undefined ? undefined : priorityOf(word);
  if (word !== undefined && found === undefined)
    remarks.push({ code: 'priority_unknown', column: 'priority', found: word });
  return found;
}

type Times = {
  readonly at: number;
  readonly answeredAt: number | undefined;
  readonly ended: number | undefined;
  readonly changedAt: number | undefined;
};

/** The times of a row; one that cannot be read, lies ahead or ends before it begins refuses the row. */
function timesOf(cell: Cell, ports: RowPorts, remarks: RowFault[], refused: RowFault[]): Times | undefined {
  const before = refused.length;
  const timeIn = (column: Column) => {
    const hour = column === 'at' ? cell('hour') : undefined;
    const written = [cell(column), hour].filter((part) => part !== undefined).join(' ');
    if (written === '') return undefined;
    const at = readTime(written, ports.timezone);
    if (at === undefined) refused.push({ code: 'time_unreadable', column, found: written });
    else if (at > ports.now + aheadMs) refused.push({ code: 'time_ahead', column, found: written });
    return at;
  };
  const at = timeIn('at');
  const answeredAt = timeIn('answeredAt');
  const ended = timeIn('resolvedAt') ?? timeIn('closedAt');
  const changedAt = timeIn('changedAt');
  if (refused.length > before) return undefined;
  const from = at ?? answeredAt ?? ended ?? changedAt ?? ports.now;
  if (at === undefined) remarks.push({ code: 'no_time', column: 'at' });
  if ((ended ?? from) < from) refused.push({ code: 'times_not_in_order', column: 'closedAt' });
  // A day alone is its beginning: an answer on the day of the call is not before it.
  const answered = answeredAt === undefined ? undefined : Math.max(answeredAt, from);
  return { at: Math.min(from, ports.now), answeredAt: answered, ended, changedAt };
}
