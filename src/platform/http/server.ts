import { createServer, type Server, type ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { errorCode } from '../database/sql-error.ts';
import { StartupError } from '../startup-error.ts';
import { answerInTurns } from './fair-turns.ts';

/** Anything that answers requests, such as a Hono app. */
export type FetchApp = {
  readonly fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>;
};

/** A server that listens. `close` lets requests end, ends streams, and resolves once all are closed. */
export type Listening = {
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
};

/** Port 0 takes any free port. `graceMs`: how long requests may take to end once `close` was called. */
export type ListenOptions = { readonly host: string; readonly port: number; readonly graceMs?: number };

/**
 * How long a client may take to send. Node allows minutes, which lets a few slow clients hold every
 * connection. The answer is not limited: a stream stays open as long as it lives.
 */
const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000 };

/** Serves an app over HTTP. Throws `StartupError` when the address cannot be had. */
export async function listen(
  app: FetchApp,
  { host, port, graceMs = 5_000 }: ListenOptions,
): Promise<Listening> {
  const streams = new Set<ServerResponse>();
  const answer = getRequestListener(async (request, env) => {
    const bindings = env as HttpBindings;
    const response = await app.fetch(request, bindings);
    if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
      const { outgoing } = bindings;
      streams.add(outgoing);
      outgoing.once('close', () => streams.delete(outgoing));
    }
    return response;
  });
  const server = createServer({ ...timeouts, connectionsCheckingInterval: 2_000 });
  answerInTurns(server, answer);
  await bind(server, host, port);
  const address = server.address();
  const actual = address !== null && typeof address === 'object' ? address.port : port;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${reachableHost(host)}:${actual}`,
    port: actual,
    close: () => {
      closing ??= drain(server, streams, graceMs);
      return closing;
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explainListenError(error, host, port)));
    server.listen(port, host, resolve);
  });
}

async function drain(server: Server, streams: ReadonlySet<ServerResponse>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  for (const stream of streams) stream.end();
  // A connection that is kept alive becomes idle only when its request has ended.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const force = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(force);
}

/** A host to open in a browser: listening everywhere includes this machine. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function explainListenError(error: Error, host: string, port: number): StartupError {
  if (errorCode(error) === 'EADDRINUSE') {
    return new StartupError(
      'port_in_use',
      `Port ${port} on ${host} is in use by another program.`,
      'Stop that program, or set FILROUGE_PORT to another port.',
      error,
    );
  }
  return new StartupError(
    'address_unusable',
    `The address ${host}:${port} cannot be listened on (${error.message}).`,
    'Set FILROUGE_HOST to an address of this machine and FILROUGE_PORT to a port that this user may use.',
    error,
  );
}
