import { and, asc, desc, eq, gt, gte, lt, lte, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { insertRows } from '../platform/database/statement.ts';
import {
  type ChainVerdict,
  chainEntries,
  emptyRegister,
  entryFault,
  headFault,
  type NewEntry,
  type RegisterEntry,
  type RegisterHead,
} from './chain.ts';
import { register, registerHead } from './tables.ts';

/** The end of the register. Whoever else appends waits for the caller's transaction to end from here on. */
export async function lockRegister(tx: Db): Promise<RegisterHead> {
  return theHead(
    await tx.select({ seq: registerHead.seq, hash: registerHead.hash }).from(registerHead).for('update'),
  );
}

function theHead([head]: readonly RegisterHead[]): RegisterHead {
  if (head === undefined)
    throw new Error('The register has lost its head row; run `filrouge register verify`.');
  return head;
}

/** Appends entries behind a locked `head`, in the transaction that locked it, and gives them back numbered and chained. */
async function appendAfter(
  tx: Db,
  head: RegisterHead,
  entries: readonly NewEntry[],
  now: number,
): Promise<readonly RegisterEntry[]> {
  if (entries.length === 0) return [];
  const chained = chainEntries(head, entries, now);
  await tx.execute(addingEntries(chained));
  return chained;
}

/**
 * The statement that appends chained entries. The database moves the head along with each row, and refuses (integrity
 * violation) a row that does not follow it.
 */
export function addingEntries(chained: readonly RegisterEntry[]): SQL {
  return insertRows(register, chained.map(rowOf));
}

/** The end of the register as it is now; nobody is kept from appending. */
export async function readRegisterHead(db: Db): Promise<RegisterHead> {
  return theHead(await db.select({ seq: registerHead.seq, hash: registerHead.hash }).from(registerHead));
}

/** For a statement that appends: to lock the head before anything is written, as everybody who appends does. */
export const registerLock: SQL = sql`(SELECT seq FROM ${registerHead} FOR UPDATE)`;

/**
 * Appends entries in the caller's transaction and gives them back numbered and chained. Take this as the last step of one:
 * nobody else can append until it ends.
 */
export async function appendEntries(
  tx: Db,
  entries: readonly NewEntry[],
  now: number,
): Promise<readonly RegisterEntry[]> {
  return entries.length === 0 ? [] : appendAfter(tx, await lockRegister(tx), entries, now);
}

/** Which entries to read. Times are epoch milliseconds, both included. */
export type RegisterQuery = {
  /** Entries with a greater number only. */
  readonly after?: number | undefined;
  /** Entries with a smaller number only. */
  readonly before?: number | undefined;
  /** Where a page begins: at the oldest entry unless said otherwise. */
  readonly order?: 'oldest_first' | 'latest_first';
  readonly limit: number;
  readonly agent?: string | undefined;
  readonly kind?: string | undefined;
  /** Actor text. */
  readonly actor?: string | undefined;
  readonly incident?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
};

/** A page of entries. Whoever must know whether more follow asks for one entry more than a page holds. */
export async function readRegister(db: Db, query: RegisterQuery): Promise<RegisterEntry[]> {
  const { after, before, agent, kind, actor, incident, from, to } = query;
  const rows = await db
    .select()
    .from(register)
    .where(
      and(
        after === undefined ? undefined : gt(register.seq, after),
        before === undefined ? undefined : lt(register.seq, before),
        agent === undefined ? undefined : eq(register.agent, agent),
        kind === undefined ? undefined : eq(register.kind, kind),
        actor === undefined ? undefined : eq(register.actor, actor),
        incident === undefined ? undefined : eq(register.incident, incident),
        from === undefined ? undefined : gte(register.at, from),
        to === undefined ? undefined : lte(register.at, to),
      ),
    )
    .orderBy(query.order === 'latest_first' ? desc(register.seq) : asc(register.seq))
    .limit(query.limit);
  return rows.map(entryOf);
}

const pageSize = 1_000;

/**
 * Recomputes the whole chain in pages and compares its end with the head row. Entries may be appended meanwhile. The
 * first broken entry is named; a whole chain gives its head, which an auditor may note down: it must turn up in every
 * later state of the register.
 */
export async function verifyRegister(db: Db): Promise<ChainVerdict> {
  let last = emptyRegister;
  for (;;) {
    const page = await readRegister(db, { after: last.seq === 0 ? undefined : last.seq, limit: pageSize });
    for (const entry of page) {
      const fault = entryFault(last, entry);
      if (fault !== undefined) return fault;
      last = { seq: entry.seq, hash: entry.hash };
    }
    if (page.length === pageSize) continue;
    const end = await endOfRegister(db, last.seq);
    if (end === undefined) return { ok: false, brokenAt: last.seq + 1, why: 'head' };
    if (!end.grown) return headFault(last, end);
  }
}

/** The head row, and whether entries stand behind `seq`, as of one moment. `undefined`: the head row is gone. */
async function endOfRegister(
  db: Db,
  seq: number,
): Promise<(RegisterHead & { readonly grown: boolean }) | undefined> {
  const grown = sql<boolean>`exists (select 1 from ${register} where ${register.seq} > ${seq})`;
  const [row] = await db.select({ seq: registerHead.seq, hash: registerHead.hash, grown }).from(registerHead);
  return row;
}

function rowOf(entry: RegisterEntry): typeof register.$inferInsert {
  const { agent, incident, plan, ...rest } = entry;
  return { ...rest, agent: agent ?? null, incident: incident ?? null, plan: plan ?? null };
}

function entryOf(row: typeof register.$inferSelect): RegisterEntry {
  const { agent, incident, plan, ...rest } = row;
  return {
    ...rest,
    ...(agent === null ? {} : { agent }),
    ...(incident === null ? {} : { incident }),
    ...(plan === null ? {} : { plan }),
  };
}
