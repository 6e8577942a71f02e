import type { Client } from 'pg';
import { backoffMs } from '../backoff.ts';
import { defined } from '../defined.ts';
import type { Database, DatabaseLogger } from './database.ts';

type Subscriber = { readonly onPayload: (payload: string) => void; readonly onGap?: () => void };
type Channels = Map<string, Set<Subscriber>>;

/** Where notifications come from: the `listen` of a `Database`, and the end of it. */
export type Listener = { readonly listen: Database['listen']; readonly close: () => Promise<void> };

const reconnecting = { firstMs: 100, longestMs: 5_000 };
const heartbeatMs = 10_000;

/**
 * Listens on one dedicated connection for all channels, and makes it again whenever it is lost. Not
 * `pg-listen` 1.7.0: it tells of a gap as well (`connected`), but not by channel, and gives up when a LISTEN
 * fails as it reconnects.
 */
export function createListener(newClient: () => Client, logger: DatabaseLogger): Listener {
  const channels: Channels = new Map();
  let client: Promise<Client> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  function reconnect(error: unknown, failures = 1): void {
    client = undefined;
    if (closed) return;
    logger.warn({ err: error }, 'the listening database connection was lost, connecting again');
    retry = setTimeout(
      () => {
        retry = undefined;
        client = connect(newClient(), channels, reconnect);
        client.then(
          () => tellGap(channels),
          (failure: unknown) => reconnect(failure, failures + 1),
        );
      },
      backoffMs(failures, reconnecting),
    ).unref();
  }

  async function listen(channel: string, onPayload: Subscriber['onPayload'], onGap?: () => void) {
    if (!/^[a-z][a-z_]*$/.test(channel)) throw new Error(`not a channel name: ${channel}`);
    const subscriber: Subscriber = defined({ onPayload, onGap });
    const subscribers = channels.get(channel) ?? new Set();
    channels.set(channel, subscribers.add(subscriber));
    if (client === undefined && retry === undefined) {
      client = connect(newClient(), channels, reconnect);
      client.catch(() => {
        client = undefined;
      });
    }
    const connected = await client;
    await connected?.query(`LISTEN "${channel}"`);
    return async () => {
      subscribers.delete(subscriber);
    };
  }

  async function close(): Promise<void> {
    closed = true;
    clearTimeout(retry);
    const last = await client?.catch(() => undefined);
    await last?.end();
  }

  return { listen, close };
}

/** Connects and listens on all channels so far. `onLost` is called once, when the connection is lost. */
async function connect(
  client: Client,
  channels: Channels,
  onLost: (error: unknown) => void,
): Promise<Client> {
  let heartbeat: NodeJS.Timeout | undefined;
  const lose = (error?: unknown) => {
    if (heartbeat === undefined) return;
    clearInterval(heartbeat);
    heartbeat = undefined;
    void client.end().catch(() => {});
    onLost(error);
  };
  client.on('error', lose);
  client.on('end', () => lose());
  client.on('notification', ({ channel, payload }) => {
    for (const subscriber of channels.get(channel) ?? []) subscriber.onPayload(payload ?? '');
  });
  try {
    await client.connect();
    for (const channel of channels.keys()) await client.query(`LISTEN "${channel}"`);
  } catch (error) {
    void client.end().catch(() => {});
    throw error;
  }
  // A connection that died without a word is only noticed by asking; the question's own time-out answers.
  heartbeat = setInterval(() => void client.query('SELECT 1').catch(lose), heartbeatMs).unref();
  return client;
}

function tellGap(channels: Channels): void {
  for (const subscribers of channels.values()) for (const subscriber of subscribers) subscriber.onGap?.();
}
