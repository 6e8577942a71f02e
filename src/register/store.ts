import { and, asc, desc, eq, gt, gte, lt, lte, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { insertRows } from '../platform/database/statement.ts';
import { withoutNulls } from '../platform/defined.ts';
import {
  type ChainSource,
  type ChainVerdict,
  chainEntries,
  type NewEntry,
  type ReadEntry,
  type RegisterEntry,
  type RegisterHead,
  verifyChain,
} from './chain.ts';
import { type ChainWithStates, verifyWithStates } from './checkpoint/judge.ts';
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

/**
 * The statement that appends chained entries. The database moves the head along with each row, and refuses
 * (integrity violation) a row that does not follow it.
 */
export function addingEntries(chained: readonly RegisterEntry[]): SQL {
  return insertRows(register, chained);
}

/** The end of the register as it is now; nobody is kept from appending. */
export async function readRegisterHead(db: Db): Promise<RegisterHead> {
  return theHead(await db.select({ seq: registerHead.seq, hash: registerHead.hash }).from(registerHead));
}

/** For a statement that appends: locks the head before anything is written, as all that append do. */
export const registerLock: SQL = sql`(SELECT seq FROM ${registerHead} FOR UPDATE)`;

/**
 * Appends entries in the caller's transaction and gives them back numbered and chained. Take this as the last
 * step of one: nobody else can append until it ends.
 */
export async function appendEntries(
  tx: Db,
  entries: readonly NewEntry[],
  now: number,
): Promise<readonly RegisterEntry[]> {
  if (entries.length === 0) return [];
  const chained = chainEntries(await lockRegister(tx), entries, now);
  await tx.execute(addingEntries(chained));
  return chained;
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
  readonly plan?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
};

/** A page of entries. Whoever must know whether more follow asks for one entry more than a page holds. */
export async function readRegister(db: Db, query: RegisterQuery): Promise<RegisterEntry[]> {
  const { after, before, agent, kind, actor, incident, plan, from, to } = query;
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
        plan === undefined ? undefined : eq(register.plan, plan),
        from === undefined ? undefined : gte(register.at, from),
        to === undefined ? undefined : lte(register.at, to),
      ),
    )
    .orderBy(query.order === 'latest_first' ? desc(register.seq) : asc(register.seq))
    .limit(query.limit);
  return rows.map(({ agent, incident, plan, ...row }) => withoutNulls({ ...row, agent, incident, plan }));
}

/** Few enough that nothing else waits longer than some ten milliseconds while a page is recomputed. */
const pageSize = 1_000;

/**
 * Recomputes the whole chain. A whole one gives its head, which an auditor may note down: it must turn up in
 * every later state of the register. `onPage` hears behind which entry it reads on.
 */
export function verifyRegister(db: Db, onPage?: (after: number) => void): Promise<ChainVerdict> {
  return verifyChain(chainIn(db, onPage));
}

/** The same, with its states at these numbers of entries, to be held against what was signed of them. */
export function verifyRegisterAt(
  db: Db,
  sizes: readonly number[],
  onPage?: (after: number) => void,
): Promise<ChainWithStates> {
  return verifyWithStates(chainIn(db, onPage), sizes);
}

/** The chain of a database, to be verified. */
export function chainIn(db: Db, onPage: (after: number) => void = () => {}): ChainSource {
  return {
    page: async (after) => {
      onPage(after ?? 0);
      return pageAfter(db, after);
    },
    end: (after) => endOfRegister(db, after),
  };
}

/** Rows as the driver reads them: mapping a million of them once more takes as long as recomputing them. */
async function pageAfter(db: Db, after: number | undefined): Promise<ReadEntry[]> {
  const behind = after === undefined ? sql`` : sql`WHERE seq > ${after}`;
  const { rows } = await db.execute<ReadEntry & Record<string, unknown>>(
    sql`SELECT seq, at, kind, actor, agent, incident, plan, data, previous, hash FROM ${register} ${behind}
      ORDER BY seq LIMIT ${pageSize}`,
  );
  return rows;
}

/** The head row, and whether entries stand behind `seq`, as of one moment; `undefined`: no head row. */
async function endOfRegister(
  db: Db,
  seq: number,
): Promise<(RegisterHead & { readonly grown: boolean }) | undefined> {
  const grown = sql<boolean>`exists (select 1 from ${register} where ${register.seq} > ${seq})`;
  const [row] = await db.select({ seq: registerHead.seq, hash: registerHead.hash, grown }).from(registerHead);
  return row;
}
