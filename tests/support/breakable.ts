import type { Database, Db } from '../../src/platform/database/database.ts';

/** A database whose connection a test can break at a chosen moment. What is behind it is real. */
export type Breakable = Database & {
  /** Of the transactions to come, the one after `skip` others fails: before its commit, or after it, the answer being lost. */
  readonly breakOnce: (when: 'before_commit' | 'after_commit', skip: number, error?: Error) => void;
  /** Every transaction fails like this until the answer is `undefined`. */
  readonly breakWhile: (error: () => Error | undefined) => void;
  /** As if the process had died: nothing reaches the database any more. */
  readonly cut: () => void;
  /** How many transactions have begun. */
  readonly begun: () => number;
};

/** What a lost connection looks like. */
export function connectionLost(): Error {
  return Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
}

/** Wraps a database. Closing the wrapper leaves the database open, for whoever comes after. */
export function breakable(database: Database): Breakable {
  let isCut = false;
  let begun = 0;
  let once: { when: 'before_commit' | 'after_commit'; at: number; error: Error } | undefined;
  let standing: () => Error | undefined = () => undefined;
  const live = (): Database => {
    if (isCut) throw connectionLost();
    return database;
  };
  return {
    engine: database.engine,
    get db(): Db {
      return isCut ? (dead() as Db) : database.db;
    },
    get ahead(): Db {
      return isCut ? (dead() as Db) : database.ahead;
    },
    transaction: async (work, opening) => {
      begun += 1;
      const broken = once?.at === begun ? once : undefined;
      const lasting = standing();
      if (lasting !== undefined) throw lasting;
      const value = await live().transaction(async (tx, opened) => {
        const done = await work(tx, opened);
        if (isCut) throw connectionLost();
        if (broken?.when === 'before_commit') throw broken.error;
        return done;
      }, opening);
      if (broken?.when === 'after_commit') throw broken.error;
      return value;
    },
    atOnce: async (statement) => {
      begun += 1;
      const broken = once?.at === begun ? once : undefined;
      const lasting = standing();
      if (lasting !== undefined) throw lasting;
      if (broken?.when === 'before_commit') throw broken.error;
      await live().atOnce(statement);
      if (broken?.when === 'after_commit') throw broken.error;
    },
    listen: (channel, onPayload, onGap) => live().listen(channel, onPayload, onGap),
    migrating: (work) => live().migrating(work),
    snapshot: (work) => live().snapshot(work),
    close: async () => {},
    breakOnce: (when, skip, error = connectionLost()) => {
      once = { when, at: begun + skip + 1, error };
    },
    breakWhile: (error) => {
      standing = error;
    },
    cut: () => {
      isCut = true;
    },
    begun: () => begun,
  };
}

/** Whatever is asked of it, in however long a chain: it fails when it is waited for. */
function dead(): unknown {
  return new Proxy(() => {}, {
    apply: () => dead(),
    get: (_, member) =>
      member === 'then' ? (_done: unknown, fail: (error: Error) => void) => fail(connectionLost()) : dead(),
  });
}
