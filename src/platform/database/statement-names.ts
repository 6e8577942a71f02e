import type pg from 'pg';
import type { Connection } from './connection.ts';

/**
 * Names for statements by their text, the same in the whole process: the server parses and plans a named one
 * once for each connection. A statement gets its name with its `afterUses`th use, as long as there are fewer
 * than `most`: each takes memory on the server. drizzle's `.prepare(name)` is not it: it exists for its query
 * builders alone, and not for `sql`.
 */
export function createStatementNames(options: {
  readonly prefix: string;
  readonly most: number;
  readonly afterUses: number;
}): (text: string) => string | undefined {
  const { prefix, most, afterUses } = options;
  const names = new Map<string, string>();
  const uses = new Map<string, number>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= most) return known;
    const used = (uses.get(text) ?? 0) + 1;
    if (used < afterUses) {
      if (uses.size < mostCounted) uses.set(text, used);
      return undefined;
    }
    uses.delete(text);
    const name = `${prefix}_${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}

const mostCounted = 2_000;

const nameOf = createStatementNames({ prefix: 'filrouge', most: 200, afterUses: 3 });

/**
 * A client for one transaction, whose frequent statements are named. After `end` it sends nothing any more:
 * of statements that were issued side by side, one may go on when another has failed, and would write outside
 * the transaction.
 */
export function transactionClient(client: Connection): {
  readonly client: Connection;
  readonly end: () => void;
} {
  let isOver = false;
  const query = async (statement: pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> => {
    if (isOver) throw new Error('The transaction is over: nothing can be written in it any more.');
    const name = statement.name ?? nameOf(statement.text);
    return client.query(name === undefined ? statement : { ...statement, name }, values);
  };
  return {
    client: new Proxy(client, {
      get: (target, key) => (key === 'query' ? query : Reflect.get(target, key)),
    }),
    end: () => {
      isOver = true;
    },
  };
}
