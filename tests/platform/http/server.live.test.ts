import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { streamSSE } from 'hono/streaming';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { maxBodyBytes } from '../../../src/platform/http/body-limit.ts';
import { createHttp, isLoopback } from '../../../src/platform/http/http.ts';
import { type Listening, listen } from '../../../src/platform/http/server.ts';
import { StartupError } from '../../../src/platform/startup-error.ts';
import { longestHoldMs } from '../../support/loop.ts';

const open: Listening[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

async function serve(release: Promise<void> = Promise.resolve(), graceMs = 2_000) {
  const app = createHttp({ logger: pino({ level: 'silent' }) });
  let aborted: () => void = () => {};
  const streamEnded = new Promise<void>((resolve) => {
    aborted = resolve;
  });
  app.get('/stream', (c) =>
    streamSSE(c, async (stream) => {
      stream.onAbort(aborted);
      await stream.writeSSE({ event: 'switch', data: '{}' });
      await streamEnded;
    }),
  );
  let entered: () => void = () => {};
  const slowEntered = new Promise<void>((resolve) => {
    entered = resolve;
  });
  app.get('/slow', async (c) => {
    entered();
    await release;
    return c.text('done');
  });
  let begun = 0;
  app.get('/begun', (c) => c.text(`begun ${++begun}`));
  app.get('/begun-by', (c) => c.json(begun));
  app.get('/number/:n', (c) => c.text(`n${c.req.param('n')}.`));
  app.get('/from-here', (c) => c.json(isLoopback(c)));
  app.post('/body', async (c) => c.text(String((await c.req.text()).length)));
  const server = await listen(app, { host: '127.0.0.1', port: 0, graceMs });
  open.push(server);
  return { server, streamEnded, slowEntered };
}

test('a port that is taken is one clear sentence with its remedy', async () => {
  const { server } = await serve();
  const second = listen({ fetch: () => new Response() }, { host: '127.0.0.1', port: server.port });
  const error = await second.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(StartupError);
  expect(error).toMatchObject({
    code: 'port_in_use',
    message: `Port ${server.port} on 127.0.0.1 is in use by another program.`,
  });
});

test('closing ends event streams cleanly, for the client and for their handler', async () => {
  const { server, streamEnded } = await serve();
  const answer = await fetch(`${server.url}/stream`);
  const text = answer.text();
  await server.close();
  expect(await text).toContain('event: switch');
  await streamEnded;
});

test('closing lets a request end, and takes no new connections', async () => {
  let finish: () => void = () => {};
  const { server, slowEntered } = await serve(
    new Promise((resolve) => {
      finish = resolve;
    }),
  );
  const slow = fetch(`${server.url}/slow`);
  await slowEntered;
  const closing = server.close();
  await expect(fetch(`${server.url}/slow`)).rejects.toThrow();
  finish();
  expect(await (await slow).text()).toBe('done');
  await closing;
});

test('closing cuts a request that does not end within the grace', async () => {
  const { server, slowEntered } = await serve(new Promise(() => {}), 50);
  const slow = fetch(`${server.url}/slow`);
  const failed = expect(slow).rejects.toThrow();
  await slowEntered;
  await server.close();
  await failed;
});

test('a body that never ends is refused while it is read, and its connection closed', async () => {
  const { server } = await serve();
  const outgoing = request(`${server.url}/body`, { method: 'POST' });
  const chunk = Buffer.alloc(1024 * 1024, 97);
  outgoing.on('error', () => {});
  const answered = once(outgoing, 'response');
  for (let sent = 0; sent <= maxBodyBytes; sent += chunk.length) outgoing.write(chunk);
  const [response] = await answered;
  expect(response.statusCode).toBe(413);
  await once(response.resume(), 'close');
});

test('a body announced as too large is refused before it is sent', async () => {
  const { server } = await serve();
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: ${maxBodyBytes + 1}\r\n\r\n`);
  const [head] = await once(socket, 'data');
  expect(String(head)).toContain('413');
  await once(socket.resume(), 'close');
});

test('whoever sends too much without a pause reads that it was too much, and may go on', async () => {
  const { server } = await serve();
  const body = Buffer.alloc(3 * maxBodyBytes, 97);
  const announced = await fetch(`${server.url}/body`, { method: 'POST', body });
  expect(announced.status).toBe(413);
  expect(announced.headers.get('connection')).not.toBe('close');
  const pieces = new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < body.length; at += 65_536) controller.enqueue(body.subarray(at, at + 65_536));
      controller.close();
    },
  });
  const unannounced: RequestInit & { readonly duplex: 'half' } = {
    method: 'POST',
    body: pieces,
    duplex: 'half',
  };
  expect((await fetch(`${server.url}/body`, unannounced)).status).toBe(413);
});

test('a request comes from this machine, unless a proxy passes it on', async () => {
  const { server } = await serve();
  expect(await (await fetch(`${server.url}/from-here`)).json()).toBe(true);
  const proxied = await fetch(`${server.url}/from-here`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
  expect(await proxied.json()).toBe(false);
});

/** What comes back over one connection that sends all of this at once, until `isDone` or its end. */
function sendAhead(port: number, sent: string, isDone: (answers: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    let answers = '';
    const socket = connect(port, '127.0.0.1', () => void socket.write(sent));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answers));
    socket.on('data', (more) => {
      answers += String(more);
      if (isDone(answers)) socket.destroy();
    });
  });
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const statuses = (answers: string) => answers.match(/HTTP\/1\.1 \d+/g)?.length ?? 0;

test('thousands of requests sent ahead on one connection are answered in order, and hold nothing up', async () => {
  const { server } = await serve();
  const sent = Array.from({ length: 5_000 }, (_, n) => get(`/number/${n}`)).join('');
  let answers = '';
  const heldMs = await longestHoldMs(async () => {
    answers = await sendAhead(server.port, sent, (all) => all.endsWith('n4999.'));
  });
  expect(answers.match(/n\d+\./g)).toEqual(Array.from({ length: 5_000 }, (_, n) => `n${n}.`));
  expect(heldMs).toBeLessThan(100);
});

test('a request sent ahead begins when the one before it on its connection is answered', async () => {
  let finish: () => void = () => {};
  const { server, slowEntered } = await serve(
    new Promise((resolve) => {
      finish = resolve;
    }),
  );
  const both = sendAhead(server.port, get('/slow') + get('/begun'), (all) => statuses(all) === 2);
  await slowEntered;
  expect(await (await fetch(`${server.url}/begun-by`)).json()).toBe(0);
  finish();
  expect(await both).toMatch(/done.*begun/s);
  expect(await (await fetch(`${server.url}/begun-by`)).json()).toBe(1);
});

test('a large body behind requests that wait is read when its turn comes', async () => {
  const { server } = await serve();
  const body = `POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n${'x'.repeat(3_000_000)}`;
  const sent = get('/from-here').repeat(20) + body + get('/number/1');
  const answers = await sendAhead(server.port, sent, (all) => all.endsWith('n1.'));
  expect(answers).toContain('3000000');
  expect(statuses(answers)).toBe(22);
});

test('a connection that sends without end ahead of its answers is cut off; others are not', async () => {
  const { server } = await serve();
  const answers = await sendAhead(server.port, get('/number/1').repeat(200_000), () => false);
  expect(statuses(answers)).toBeLessThan(10_000);
  expect((await fetch(`${server.url}/from-here`)).status).toBe(200);
});
