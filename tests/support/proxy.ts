import { connect, createServer, type Socket } from 'node:net';

/** The network between filrouge and PostgreSQL, which a test can stop and tear. */
export type Wire = {
  /** The same database, through the proxy. */
  readonly url: string;
  /** Nothing passes any more, in either direction; nobody is told. */
  readonly stall: () => void;
  /** What was held back passes, and so does everything after it. */
  readonly resume: () => void;
  readonly close: () => Promise<void>;
};

/** A TCP proxy in front of the server of this URL. */
export async function proxyTo(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let stalled = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      if (stalled) socket.pause();
      socket.on('data', (data) => other.write(data));
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const url = new URL(databaseUrl);
  url.port = String(address.port);
  return {
    url: url.href,
    stall: () => {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume: () => {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
