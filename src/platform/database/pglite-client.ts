import pg from 'pg';
import { createTurns } from '../turns.ts';
import './bigint.ts';
import type { Connection, Lend } from './connection.ts';

type Channels = Map<string, Set<(payload: string) => void>>;

export type EmbeddedClient = {
  readonly lend: Lend;
  /** The same, ahead of all who wait. */
  readonly lendUrgently: Lend;
  /** A client for single statements, each in a turn of its own. */
  readonly client: Connection;
  /** The same, ahead of all who wait. */
  readonly urgentClient: Connection;
  /** Hears `pg_notify` on this channel. Resolves to a function that stops it. */
  readonly listen: (channel: string, onPayload: (payload: string) => void) => Promise<() => Promise<void>>;
  /** Closes the database when all turns are over. */
  readonly close: () => Promise<void>;
};

/**
 * The one connection of the embedded database, lent in turns, because it has one session. A connection that
 * is not clean any more is ended with the database behind it, and another is opened in its place: it comes
 * back with everything that was committed.
 */
export function createEmbeddedClient(options: pg.ClientConfig): EmbeddedClient {
  const turns = createTurns();
  const channels: Channels = new Map();
  let open: Promise<pg.Client> | undefined;
  let isClosed = false;

  const borrow: Lend = async (work) => {
    if (isClosed) throw new Error('The embedded database is closed: nothing can be asked of it any more.');
    open ??= connect(options, channels, () => {
      open = undefined;
    });
    const client = await open;
    let clean = false;
    try {
      return await work(client, () => {
        clean = true;
      });
    } finally {
      if (!clean) await client.end();
    }
  };
  const lend: Lend = (work) => turns.add(() => borrow(work));
  const lendUrgently: Lend = (work) => turns.addUrgent(() => borrow(work));

  return {
    lend,
    lendUrgently,
    client: singleStatements(lend),
    urgentClient: singleStatements(lendUrgently),
    listen: async (channel, onPayload) => {
      const subscribers = channels.get(channel) ?? new Set();
      channels.set(channel, subscribers.add(onPayload));
      await lend(async (client, isClean) => {
        await client.query(`LISTEN "${channel}"`);
        isClean();
      });
      return async () => {
        subscribers.delete(onPayload);
      };
    },
    close: () =>
      turns.add(async () => {
        isClosed = true;
        await (await open)?.end();
      }),
  };
}

/** Connects and listens on all channels so far. `onEnd` is called when there is no connection any more. */
async function connect(options: pg.ClientConfig, channels: Channels, onEnd: () => void): Promise<pg.Client> {
  const client = new pg.Client({ ...options, user: 'postgres', database: 'postgres', pipeline: true });
  client.on('error', () => {});
  client.on('end', onEnd);
  client.on('notification', ({ channel, payload = '' }) => {
    for (const onPayload of channels.get(channel) ?? []) onPayload(payload);
  });
  try {
    await client.connect();
    for (const channel of channels.keys()) await client.query(`LISTEN "${channel}"`);
    return client;
  } catch (error) {
    onEnd();
    throw error;
  }
}

/** A client whose every statement is lent a connection. */
function singleStatements(lend: Lend): Connection {
  const query = (statement: pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> =>
    lend(async (client, isClean) => {
      try {
        const result = await client.query(statement, values);
        isClean();
        return result;
      } catch (error) {
        // The server has answered, so the next statement finds it ready.
        if (error instanceof pg.DatabaseError) isClean();
        throw error;
      }
    });
  return new Proxy(new pg.Client(), {
    get: (target, key) => (key === 'query' ? query : Reflect.get(target, key)),
  });
}
