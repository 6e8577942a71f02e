import type { Client } from 'pg';
import type { DatabaseLogger } from './database.ts';

type Subscriber = { readonly onPayload: (payload: string) => void; readonly onGap?: () => void };

const reconnectMs = { first: 100, longest: 5_000 };
const heartbeatMs = 10_000;

/** Listens on one dedicated connection for all channels, and makes it again whenever it is lost. */
export function createListener(newClient: () => Client, logger: DatabaseLogger) {
  const channels = new Map<string, Set<Subscriber>>();
  let client: Promise<Client> | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  async function connect(): Promise<Client> {
    const fresh = newClient();
    let standing = false;
    const onLost = (error?: Error) => {
      if (!standing) return;
      standing = false;
      void fresh.end().catch(() => {});
      if (!closed) reconnect(error);
    };
    fresh.on('error', onLost);
    fresh.on('end', () => onLost());
    fresh.on('notification', ({ channel, payload }) => {
      for (const subscriber of channels.get(channel) ?? []) subscriber.onPayload(payload ?? '');
    });
    try {
      await fresh.connect();
      for (const channel of channels.keys()) await fresh.query(`LISTEN "${channel}"`);
    } catch (error) {
      void fresh.end().catch(() => {});
      throw error;
    }
    standing = true;
    // A connection that died without a word is only noticed by asking; the query's own time-out answers.
    heartbeat = setInterval(() => void fresh.query('SELECT 1').catch(onLost), heartbeatMs).unref();
    return fresh;
  }

  function reconnect(error?: unknown, delayMs = reconnectMs.first): void {
    clearInterval(heartbeat);
    logger.warn({ err: error }, 'the listening database connection was lost, connecting again');
    client = undefined;
    retry = setTimeout(() => {
      retry = undefined;
      client = connect();
      client.then(tellGap, (failure: unknown) => {
        if (!closed) reconnect(failure, Math.min(delayMs * 2, reconnectMs.longest));
      });
    }, delayMs).unref();
  }

  function tellGap(): void {
    for (const subscribers of channels.values()) for (const subscriber of subscribers) subscriber.onGap?.();
  }

  async function listen(channel: string, onPayload: (payload: string) => void, onGap?: () => void) {
    if (!/^[a-z][a-z_]*$/.test(channel)) throw new Error(`not a channel name: ${channel}`);
    const subscriber: Subscriber = { onPayload, ...(onGap === undefined ? {} : { onGap }) };
    const subscribers = channels.get(channel) ?? new Set();
    channels.set(channel, subscribers.add(subscriber));
    if (client === undefined && retry === undefined) {
      client = connect();
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
    clearInterval(heartbeat);
    clearTimeout(retry);
    const last = await client?.catch(() => undefined);
    await last?.end();
  }

  return { listen, close };
}
