import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a server, or what lies between it and its clients, may do instead of answering. */
export const faults = ['refuses', 'hangs', 'resets', 'errs', 'cuts', 'lies', 'redirects', 'repeats'] as const;
export type Fault = (typeof faults)[number];

/** The address of a server behind something that can be broken. */
export type Faulty = {
  readonly url: string;
  /** From here on it does this; what was open is as its fault is. `undefined`: it is whole again. */
  readonly become: (fault: Fault | undefined) => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * A proxy in front of a service. `refuses`: nobody listens. `hangs`: what is asked is taken and nothing comes back, open streams say
 * nothing more. `resets`: connections end at once. `errs`: 500 with a page. `cuts`: the head of an answer and half of its body.
 * `lies`: 200 with something else. `redirects`: to itself. `repeats`: the answers of before, again and again.
 */
export async function startFaulty(target: string): Promise<Faulty> {
  const open = new Set<Socket>();
  const before = new Map<string, { readonly status: number; readonly type: string; readonly body: Buffer }>();
  let fault: Fault | undefined;

  const pass = (asked: IncomingMessage, answer: ServerResponse): void => {
    const { method = 'GET', url = '/' } = asked;
    const onward = request(target + url, { method, headers: asked.headers }, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers);
      const chunks: Buffer[] = [];
      came.on('data', (chunk: Buffer) => {
        // A stream whose connection has fallen silent stays open.
        if (fault === undefined) answer.write(chunk);
        if (chunks.length < 50) chunks.push(chunk);
      });
      came.on('end', () => {
        const type = came.headers['content-type'] ?? '';
        if (came.statusCode === 200)
          before.set(`${method} ${url}`, { status: 200, type, body: Buffer.concat(chunks) });
        answer.end();
      });
      came.on('error', () => answer.destroy());
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  };
  const server = createServer((asked, answer) => {
    if (fault === undefined) return pass(asked, answer);
    asked.resume();
    spoil(fault, asked, answer, before.get(`${asked.method} ${asked.url}`));
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    if (fault === 'resets') socket.resetAndDestroy();
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => void server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const end = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    become: async (next) => {
      if (fault === 'refuses') await listen(port);
      fault = next;
      if (next === 'refuses') {
        server.close();
        end();
      }
      if (next === 'resets') for (const socket of open) socket.resetAndDestroy();
      // Those that answer wrongly end what was open first; those that fall silent do not.
      if (next !== undefined && next !== 'hangs') end();
    },
    close: async () => {
      end();
      server.close();
    },
  };
}

function spoil(
  fault: Fault,
  { url = '/' }: IncomingMessage,
  answer: ServerResponse,
  known: { readonly status: number; readonly type: string; readonly body: Buffer } | undefined,
): void {
  switch (fault) {
    case 'refuses':
    case 'hangs':
      return;
    case 'resets':
      return void answer.socket?.resetAndDestroy();
    case 'errs':
      return void answer.writeHead(500, { 'Content-Type': 'text/html' }).end('<h1>Oops</h1>');
    case 'cuts':
      answer.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '400' });
      answer.write('{"agent":"margaux","mayRun":true,"epo');
      return void setTimeout(() => answer.destroy(), 50);
    case 'lies':
      return void answer.writeHead(200, { 'Content-Type': 'application/json' }).end('{"mayRun":true}');
    case 'redirects':
      return void answer.writeHead(302, { Location: url }).end();
    case 'repeats':
      if (known === undefined) return void answer.writeHead(502).end();
      return void answer.writeHead(known.status, { 'Content-Type': known.type }).end(known.body);
    default:
      fault satisfies never;
  }
}
