import { and, eq, inArray, sql } from 'drizzle-orm';
import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import type { Db } from '../../platform/database/database.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { appendEntries } from '../../register/store.ts';
import { kindOf, otherKind } from '../../rules/desk/desk.ts';
import { addRequests, type Incoming } from '../adding-store.ts';
import type { Customer } from '../customers.ts';
import { missingOf } from '../fields.ts';
import { type DeskPorts, type OpenDesk, openDesk } from '../ports.ts';
import { conflict } from '../refusals.ts';
import type { RequestLife, Stamp } from '../request.ts';
import { requestsTable } from '../tables.ts';
import { guessKind } from '../words.ts';
import type { ImportSource } from './columns.ts';
import type { FileReader, FileReading } from './intake/reader.ts';
import { keepParties, type Parties, type Party, partiesOf } from './party-store.ts';
import { countsOf, keyOf, type PlanCounts, type PlannedRow } from './plan.ts';
import type { ReadRow, RowRequest } from './row.ts';

/** The ports of imports: those of the desk, and the reader of files. */
export type ImportPorts = DeskPorts & { readonly read: FileReader };

/** The order to take a file in. `preview`: only say what would become of it. */
export type ImportOrder = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sheet?: string | undefined;
  readonly source?: ImportSource | undefined;
  readonly preview: boolean;
  /** Take the other rows where some are refused: else nothing is taken. */
  readonly leaveOut?: boolean | undefined;
};

/** The outcome of an import, row by row: what became of a file, or would become of it. */
export type Imported = Pick<FileReading, 'source' | 'holds' | 'ignored' | 'otherSheets' | 'sheet'> & {
  readonly rows: readonly PlannedRow[];
  readonly counts: PlanCounts;
  readonly isTaken: boolean;
};

/**
 * Takes customers or requests of a file in: all rows in one transaction, or none. What was taken before, by
 * the id of the other program or word by word, is known and left as it is.
 */
export async function importFile(
  ports: ImportPorts,
  order: ImportOrder,
  caller: Caller,
): Promise<Result<Imported>> {
  const desk = openDesk(ports, caller);
  if (!desk.ok) return desk;
  const { rules, actor, at } = desk.value;
  const forbidden = mayCommand(caller, { kind: 'importDesk', desk: actor.role });
  if (forbidden !== undefined) return refused(forbidden);
  const kinds = rules.kinds.map(({ id, name }) => ({ id, names: [name.fr, name.en] }));
  const { bytes, sheet, source } = order;
  const read = await ports.read({ bytes, sheet, source, kinds, timezone: rules.timezone, now: at });
  if (!read.ok) return read;
  const { db } = ports.database;
  const file = { ...read.value, digest: sha256Hex(Buffer.from(bytes).toString('base64')) };
  if (order.preview) return done(previewOf(file, await plannedOf(db, desk.value, file), false));
  const isRefused = file.rows.some((row) => 'refused' in row);
  if (isRefused && order.leaveOut !== true) {
    const planned = await plannedOf(db, desk.value, file);
    return refused(rowsRefused(planned.rows));
  }
  const planned = await ports.database.transaction(async (tx) => {
    // Two imports wait for each other: the same file sent twice at once is taken once.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(16, 9)`);
    const plan = await plannedOf(tx, desk.value, file);
    await take(tx, desk.value, file, plan);
    return plan;
  });
  ports.changed();
  return done(previewOf(file, planned, true));
}

type Planned = {
  readonly rows: readonly PlannedRow[];
  readonly fresh: readonly ReadRow[];
  readonly parties: Parties;
};
type File = FileReading & { readonly digest: string };

/** The outcome of each row, by what is at the desk now. */
async function plannedOf(db: Db, desk: OpenDesk, { rows, source, holds }: File): Promise<Planned> {
  const readable = rows.filter((row): row is ReadRow => !('refused' in row));
  const numbers =
    holds === 'requests'
      ? await numbersOf(
          db,
          source,
          readable.map((row) => sourceIdOf(desk, row, source)),
        )
      : new Map();
  const fresh = readable.filter((row) => !numbers.has(sourceIdOf(desk, row, source)));
  const parties = await partiesOf(db, desk, holds === 'requests' ? fresh : readable, source);
  const first = new Set<Party>();
  const planned = rows.map((row): PlannedRow => {
    if ('refused' in row) return { line: row.line, outcome: 'refused', refused: row.refused };
    const { line, remarks } = row;
    const number: number | undefined = numbers.get(sourceIdOf(desk, row, source));
    if (number !== undefined) return { line, outcome: 'known', number, remarks };
    const party = parties.byLine.get(line);
    const customer = party?.outcome ?? 'created';
    // A second row about somebody new adds to him.
    const outcome = party !== undefined && customer === 'created' && first.has(party) ? 'merged' : customer;
    if (party !== undefined) first.add(party);
    const alike = party?.alike;
    const said = alike === undefined ? remarks : [...remarks, { code: 'alike' as const, found: alike }];
    return { line, outcome: holds === 'requests' ? 'created' : outcome, customer: outcome, remarks: said };
  });
  return { rows: planned, fresh, parties };
}

/** The id under which a row is known afterwards: keyed, where it has none of its own. */
function sourceIdOf({ vault }: OpenDesk, row: ReadRow, source: ImportSource): string {
  return row.id ?? `row:${vault.index('note', keyOf(row, source))}`;
}

async function numbersOf(
  db: Db,
  source: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: requestsTable.sourceId, number: requestsTable.number })
    .from(requestsTable)
    .where(and(eq(requestsTable.source, source), inArray(requestsTable.sourceId, [...ids])));
  return new Map(rows.map(({ id, number }) => [id ?? '', number]));
}

function previewOf(file: File, { rows, parties }: Planned, isTaken: boolean): Imported {
  const { digest: _, rows: __, ...facts } = file;
  const newCustomers = parties.all.filter(({ outcome }) => outcome === 'created').length;
  return { ...facts, rows, counts: countsOf(rows, newCustomers), isTaken };
}

async function take(tx: Db, desk: OpenDesk, file: File, { rows, fresh, parties }: Planned): Promise<void> {
  const { source, holds, digest } = file;
  const customers = await keepParties(tx, desk, parties, source);
  const counts = countsOf(rows, parties.all.filter(({ outcome }) => outcome === 'created').length);
  const isChanged = counts.created + counts.merged > 0;
  if (!isChanged) return;
  if (holds === 'requests') {
    const why = await whyClosed(tx, desk, source, fresh);
    const incoming = fresh.map((row) => {
      const party = parties.byLine.get(row.line);
      const customer = party && customers.get(party);
      if (customer === undefined || row.request === undefined)
        throw new Error(`row ${row.line} has no customer`);
      return incomingOf(desk, row.request, customer, {
        why,
        origin: { source, sourceId: sourceIdOf(desk, row, source) },
      });
    });
    await addRequests(tx, desk, incoming);
  }
  await appendEntries(
    tx,
    [{ kind: 'deskImported', actor: desk.actor.by, data: { source, holds, digest, ...counts } }],
    desk.at,
  );
}

/** The words for requests that were closed elsewhere: nobody has confirmed them here. */
async function whyClosed(
  tx: Db,
  desk: OpenDesk,
  source: ImportSource,
  rows: readonly ReadRow[],
): Promise<string> {
  if (!rows.some(({ request }) => request?.state === 'closed')) return '';
  const text = `Closed before it was taken over (${source}).`;
  const of = { category: 'requests', subject: 'import', purpose: 'answer_request', anchorAt: desk.at };
  const [id = ''] = await desk.vault.seal(tx, [{ ...of, text }]);
  return id;
}

function incomingOf(
  desk: OpenDesk,
  request: RowRequest,
  customer: Customer,
  { why, origin }: { readonly why: string; readonly origin: Incoming['origin'] },
): Incoming {
  const { rules, actor } = desk;
  const { subject, text, channel, at, answeredAt } = request;
  const kind = request.kind ?? guessKind(rules.kinds, subject) ?? otherKind;
  const stamp = (when: number): Stamp => ({ at: when, by: actor.by });
  const known = {
    ...{
      name: customer.name !== undefined,
      email: customer.emails.length > 0,
      phone: customer.phones.length > 0,
    },
    ...{ text: text !== undefined, agent: false, fields: {} },
  };
  return {
    ...{ kind, channel, customer, origin, contacts: [], reopenings: 0 },
    priority: request.priority ?? kindOf(rules, kind).priority,
    received: stamp(at),
    ...(answeredAt !== undefined && { answered: stamp(answeredAt) }),
    missing: missingOf(rules, kind, known),
    life: lifeOf(request, stamp, why),
    words: { subject, ...(text !== undefined && { text }) },
  };
}

function lifeOf(
  { state, at, answeredAt, endedAt = at }: RowRequest,
  stamp: (when: number) => Stamp,
  why: string,
): RequestLife {
  const since = answeredAt ?? at;
  switch (state) {
    case 'received':
      return { state };
    case 'answered':
      return { state };
    case 'waitingForUs':
      return { state: 'waiting', for: 'us', since };
    case 'waitingForCustomer':
      return { state: 'waiting', for: 'customer', since };
    case 'resolved':
      return { state, resolved: stamp(endedAt) };
    case 'closed':
      return {
        state,
        resolved: stamp(endedAt),
        closed: { ...stamp(endedAt), how: 'unconfirmed', why },
      };
    default:
      return state satisfies never;
  }
}

/** So many refused rows are named in a refusal; the preview names all. */
const mostNamed = 20;

function rowsRefused(rows: readonly PlannedRow[]) {
  const bad = rows.filter(({ outcome }) => outcome === 'refused');
  const told = bad.slice(0, mostNamed).map(({ line, refused: faults = [] }) => ({
    pointer: `/${line}`,
    detail: `Line ${line}: ${faults.map(({ code, column }) => (column === undefined ? code : `${column}: ${code}`)).join(', ')}`,
  }));
  return {
    ...conflict(
      'rows_refused',
      `${bad.length} of ${rows.length} rows cannot be taken, so nothing was. Correct them, or leave them out (leaveOut=refused).`,
      { refused: bad.length, rows: rows.length },
    ),
    errors: told,
  };
}
