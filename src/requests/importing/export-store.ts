import { asc, gt, inArray } from 'drizzle-orm';
import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import { csvLines, csvText } from '../../language/csv.ts';
import type { Language } from '../../language/language.ts';
import { iso } from '../../platform/iso.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { type DeskPorts, type OpenDesk, openDesk } from '../ports.ts';
import { contactsTable, customersTable, requestsTable } from '../tables.ts';

export const exportSubjects = ['customers', 'requests', 'contacts'] as const;
export const exportFormats = ['csv', 'json'] as const;

/** An order for an export: its subject, its format and the language it is written in. */
export type ExportOrder = {
  readonly what: (typeof exportSubjects)[number];
  readonly format: (typeof exportFormats)[number];
  readonly language: Language;
};

/** So many rows are read at once: what must not wait has its turn between them. */
const atOnce = 200;

type Value = string | number | undefined;
type Line = Readonly<Record<string, Value>>;

/** Everything of the desk, piece by piece. The vault notes each reading. */
export function exportOf(
  ports: DeskPorts,
  { what, format, language }: ExportOrder,
  caller: Caller,
): Result<AsyncIterable<string>> {
  const desk = openDesk(ports, caller);
  if (!desk.ok) return desk;
  const forbidden = mayCommand(caller, { kind: 'exportDesk', desk: desk.value.actor.role });
  if (forbidden !== undefined) return refused(forbidden);
  const pages = { customers: customerLines, requests: requestLines, contacts: contactLines }[what](
    desk.value,
  );
  return done(format === 'csv' ? asCsv(pages, columnsOf[what], language) : asJson(pages));
}

const columnsOf = {
  customers: ['filrouge customer', 'name', 'email', 'phone', 'created at', 'last contact at', 'merged into'],
  requests: [
    ...[
      'filrouge number',
      'subject',
      'text',
      'kind',
      'priority',
      'channel',
      'state',
      'customer id',
      'customer',
    ],
    ...[
      'email',
      'phone',
      'created at',
      'answered at',
      'resolved at',
      'closed at',
      'owner',
      'agent',
      'merged into',
    ],
    ...['source', 'source id'],
  ],
  contacts: ['id', 'filrouge number', 'direction', 'channel', 'at', 'noted at', 'noted by', 'text'],
} as const satisfies Record<ExportOrder['what'], readonly string[]>;

async function* asCsv(
  pages: AsyncIterable<readonly Line[]>,
  columns: readonly string[],
  language: Language,
): AsyncGenerator<string> {
  yield csvText([columns], language);
  for await (const lines of pages)
    yield csvLines(
      lines.map((line) => columns.map((column) => line[column] ?? '')),
      language,
    );
}

async function* asJson(pages: AsyncIterable<readonly Line[]>): AsyncGenerator<string> {
  for await (const lines of pages) yield lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

type Texts = ReadonlyMap<string, string | undefined>;

async function* customerLines(desk: OpenDesk): AsyncGenerator<readonly Line[]> {
  const { db } = desk.database;
  for (let after = ''; ; ) {
    const rows = await db
      .select()
      .from(customersTable)
      .where(gt(customersTable.id, after))
      .orderBy(asc(customersTable.id))
      .limit(atOnce);
    const last = rows.at(-1);
    if (last === undefined) return;
    const texts = await open(
      desk,
      rows.flatMap(({ name, emails, phones }) => [name, ...emails, ...phones]),
    );
    yield rows.map((row) => ({
      'filrouge customer': row.id,
      ...personOf(row, texts, 'name'),
      'created at': iso(row.createdAt),
      'last contact at': iso(row.lastContactAt),
      'merged into': row.mergedInto ?? undefined,
    }));
    after = last.id;
  }
}

async function* requestLines(desk: OpenDesk): AsyncGenerator<readonly Line[]> {
  const { db } = desk.database;
  for (let after = 0; ; ) {
    const rows = await db
      .select()
      .from(requestsTable)
      .where(gt(requestsTable.number, after))
      .orderBy(asc(requestsTable.number))
      .limit(atOnce);
    const last = rows.at(-1);
    if (last === undefined) return;
    const people = await db
      .select()
      .from(customersTable)
      .where(inArray(customersTable.id, [...new Set(rows.map(({ customer }) => customer))]));
    const byId = new Map(people.map((one) => [one.id, one]));
    const texts = await open(desk, [
      ...rows.flatMap(({ subject, text }) => [subject, text]),
      ...people.flatMap(({ name, emails, phones }) => [name, ...emails, ...phones]),
    ]);
    yield rows.map((row) => requestLine(row, byId.get(row.customer), texts));
    after = last.number;
  }
}

type Request = typeof requestsTable.$inferSelect;
type Customer = typeof customersTable.$inferSelect;

function requestLine(row: Request, customer: Customer | undefined, texts: Texts): Line {
  const time = (at: number | null) => (at === null ? undefined : iso(at));
  return {
    'filrouge number': row.number,
    subject: texts.get(row.subject),
    text: row.text === null ? undefined : texts.get(row.text),
    ...{ kind: row.kind, priority: row.priority, channel: row.channel, state: row.state },
    'customer id': row.customer,
    ...(customer && personOf(customer, texts, 'customer')),
    'created at': iso(row.receivedAt),
    'answered at': time(row.answeredAt),
    'resolved at': time(row.resolvedAt),
    'closed at': time(row.closedAt),
    ...{ owner: row.owner ?? undefined, agent: row.agent ?? undefined },
    'merged into': row.mergedInto ?? undefined,
    source: row.source ?? undefined,
    'source id': row.sourceId ?? undefined,
  };
}

async function* contactLines(desk: OpenDesk): AsyncGenerator<readonly Line[]> {
  const { db } = desk.database;
  for (let after = ''; ; ) {
    const rows = await db
      .select()
      .from(contactsTable)
      .where(gt(contactsTable.id, after))
      .orderBy(asc(contactsTable.id))
      .limit(atOnce);
    const last = rows.at(-1);
    if (last === undefined) return;
    const texts = await open(
      desk,
      rows.map(({ text }) => text),
    );
    yield rows.map((row) => ({
      ...{ id: row.id, 'filrouge number': row.request, direction: row.direction, channel: row.channel },
      ...{ at: iso(row.at), 'noted at': iso(row.notedAt), 'noted by': row.notedBy },
      text: row.text === null ? undefined : texts.get(row.text),
    }));
    after = last.id;
  }
}

function personOf({ name, emails, phones }: Customer, texts: Texts, as: 'name' | 'customer'): Line {
  const all = (rows: readonly string[]) =>
    rows.flatMap((row) => texts.get(row) ?? []).join(', ') || undefined;
  return { [as]: name === null ? undefined : texts.get(name), email: all(emails), phone: all(phones) };
}

async function open({ vault, database, actor }: OpenDesk, ids: readonly (string | null)[]): Promise<Texts> {
  return vault.open(
    database.db,
    ids.filter((id) => id !== null),
    { who: actor.by, why: 'export' },
  );
}
