import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** A real HTTP receiver on loopback. `answer` says how it answers; 204 otherwise. */
export async function startReceiver(
  answer: (response: ServerResponse) => void = (r) => r.writeHead(204).end(),
) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, port, received };
}

export type ReceivedMail = { readonly from: string; readonly to: readonly string[]; readonly raw: string };

/**
 * A real SMTP server on loopback. Addresses at `refused` hosts get a 550, the sender `busy@…` a 451; where
 * `hangsUp` says so the line is dropped after the whole message, without an answer.
 */
export async function startSmtp(hangsUp: (mail: ReceivedMail) => boolean = () => false) {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom: (address, _, done) => done(address.address.startsWith('busy@') ? refusal(451) : null),
    onRcptTo: (address, _, done) => done(address.address.endsWith('@refused.example') ? refusal(550) : null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
        };
        received.push(mail);
        if (!hangsUp(mail)) return done();
        for (const { id, _socket } of server.connections) if (id === session.id) _socket.destroy();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, received };
}

/**
 * An SMTP server that misbehaves: it says nothing at all, drops the line within the message, or takes the
 * whole message and drops the line instead of answering.
 */
export async function startBadSmtp(how: 'silent' | 'drops within' | 'drops after') {
  const sockets = new Set<Socket>();
  let messages = 0;
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    if (how === 'silent') return;
    let inData = false;
    socket.write('220 here\r\n');
    socket.on('data', (chunk) => {
      const text = chunk.toString();
      if (inData) {
        if (how === 'drops within' || text.endsWith('\r\n.\r\n')) {
          messages += 1;
          socket.destroy();
        }
        return;
      }
      // Several commands may come at once.
      for (const command of text.trim().split('\r\n')) {
        inData ||= command === 'DATA';
        socket.write(command === 'DATA' ? '354 go on\r\n' : '250 yes\r\n');
        if (command === 'DATA' && how === 'drops within') socket.destroy();
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, messages: () => messages };
}

function refusal(responseCode: number): Error {
  return Object.assign(new Error('no, lea@example.org is not welcome'), { responseCode });
}

/** A raw mail with its encoded words and quoted-printable parts decoded. */
export function decoded(raw: string): string {
  const bytes = (text: string) =>
    Buffer.from(
      text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString('utf8');
  return bytes(
    raw
      .replace(/\?=\s+=\?UTF-8\?Q\?/g, '')
      .replace(/=\?UTF-8\?Q\?(.*?)\?=/g, (_, word: string) => word.replaceAll('_', ' '))
      .replace(/=\r\n/g, ''),
  );
}
