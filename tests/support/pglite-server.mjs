// @ts-check
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

/**
 * A PGlite that outlives those who use it, one at a time, on a port that it tells: loading one costs seconds.
 * Whoever connects finds no transaction, statement or subscription of the one before.
 */
const terminate = 'X'.charCodeAt(0);
const pglite = await PGlite.create({
  loadDataDir: new File([await readFile(workerData)], basename(workerData)),
});
/** @type {import('node:net').Socket | undefined} */
let current;
/** @type {Promise<unknown>} */
let last = Promise.resolve();

// Without `noDelay` each answer of several packets waits 40 ms for the other side to acknowledge the first.
const server = createServer({ noDelay: true }, (socket) => {
  current?.destroy();
  current = socket;
  last = last.then(() => pglite.exec('ROLLBACK')).then(() => pglite.exec('DISCARD ALL'));
  let rest = Buffer.alloc(0);
  let started = false;
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const length = wholeMessages(rest, started);
    if (length === 0) return;
    const messages = rest.subarray(0, length);
    rest = rest.subarray(length);
    started = true;
    last = last.then(() => answer(socket, messages));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') parentPort?.postMessage(address?.port);
});

/**
 * @param {import('node:net').Socket} socket
 * @param {Uint8Array} messages
 */
async function answer(socket, messages) {
  if (messages[0] === terminate) {
    socket.end();
    return;
  }
  socket.cork();
  await pglite.execProtocolRawStream(messages, {
    onRawData: (data) => {
      if (!socket.destroyed) socket.write(data.slice());
    },
  });
  socket.uncork();
}

/**
 * How many of these bytes are whole messages. The first message has no type before its length.
 *
 * @param {Buffer} bytes
 * @param {boolean} started
 */
function wholeMessages(bytes, started) {
  let end = 0;
  for (let isTyped = started; ; isTyped = true) {
    const head = isTyped ? 1 : 0;
    if (bytes.length < end + head + 4) return end;
    const next = end + head + bytes.readInt32BE(end + head);
    if (bytes.length < next) return end;
    end = next;
  }
}
