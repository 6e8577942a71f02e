import { NodePgSession } from 'drizzle-orm/node-postgres';
import type { PgPreparedQuery, PreparedQueryConfig } from 'drizzle-orm/pg-core';

/** A statement is prepared on the server once it has been used so often; not all of them, since each takes memory there. */
const usesBeforeNamed = 3;
const mostNamed = 200;
const mostCounted = 2_000;

type Untyped = NodePgSession<Record<string, never>, Record<string, never>>;
type Prepared = Parameters<Untyped['prepareQuery']>;

/**
 * The session of one transaction. Frequent statements are parsed and planned by the server once for each connection; names
 * are the same for the same text in the whole process. Once it `isOver` nothing is sent any more: of statements that were
 * issued side by side, one may go on when another has failed, and would write outside the transaction.
 */
export class PreparingSession extends NodePgSession<Record<string, never>, Record<string, never>> {
  isOver = false;

  override prepareQuery<T extends PreparedQueryConfig = PreparedQueryConfig>(
    query: Prepared[0],
    fields: Prepared[1],
    name: Prepared[2],
    isResponseInArrayMode: Prepared[3],
    customResultMapper?: (rows: unknown[][]) => T['execute'],
    queryMetadata?: Prepared[5],
    cacheConfig?: Prepared[6],
  ): PgPreparedQuery<T> {
    if (this.isOver) throw new Error('The transaction is over: nothing can be written in it any more.');
    const known = name ?? nameOf(query.sql);
    return super.prepareQuery(
      query,
      fields,
      known,
      isResponseInArrayMode,
      customResultMapper,
      queryMetadata,
      cacheConfig,
    );
  }
}

const names = new Map<string, string>();
const uses = new Map<string, number>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostNamed) return known;
  const used = (uses.get(text) ?? 0) + 1;
  if (used < usesBeforeNamed) {
    if (uses.size < mostCounted) uses.set(text, used);
    return undefined;
  }
  uses.delete(text);
  const name = `filrouge_${names.size + 1}`;
  names.set(text, name);
  return name;
}
