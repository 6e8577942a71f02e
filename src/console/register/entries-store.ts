import { and, asc, desc, eq, gt, gte, lt, lte } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import type { RegisterEntry } from '../../register/chain.ts';
import { register } from '../../register/tables.ts';

/** Which entries a reader wants to see, a page at a time. Times are epoch milliseconds, both included. */
export type EntryQuery = {
  readonly agent?: string | undefined;
  readonly kind?: string | undefined;
  /** Actor text. */
  readonly actor?: string | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** Entries with a smaller number only, the latest of them first. */
  readonly before?: number | undefined;
  /** Entries with a greater number only, the oldest of them first: a page from the beginning on. */
  readonly after?: number | undefined;
  readonly limit: number;
};

/** A page of entries; `more` when others follow in its direction. */
export type EntryPage = { readonly entries: readonly RegisterEntry[]; readonly more: boolean };

/** Entries the latest first, or, with `after`, the oldest first. */
export async function readEntries(db: Db, query: EntryQuery): Promise<EntryPage> {
  const { agent, kind, actor, from, until, before, after, limit } = query;
  const rows = await db
    .select()
    .from(register)
    .where(
      and(
        agent === undefined ? undefined : eq(register.agent, agent),
        kind === undefined ? undefined : eq(register.kind, kind),
        actor === undefined ? undefined : eq(register.actor, actor),
        from === undefined ? undefined : gte(register.at, from),
        until === undefined ? undefined : lte(register.at, until),
        before === undefined ? undefined : lt(register.seq, before),
        after === undefined ? undefined : gt(register.seq, after),
      ),
    )
    .orderBy(after === undefined ? desc(register.seq) : asc(register.seq))
    .limit(limit + 1);
  const entries = rows.slice(0, limit).map(({ agent: who, incident, plan, ...rest }) => ({
    ...rest,
    ...(who === null ? {} : { agent: who }),
    ...(incident === null ? {} : { incident }),
    ...(plan === null ? {} : { plan }),
  }));
  return { entries, more: rows.length > limit };
}
