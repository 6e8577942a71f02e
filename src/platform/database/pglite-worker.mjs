// @ts-check
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { SyncedFolder, syncedParams } from './pglite-synced.mjs';

/**
 * PGlite on a thread of its own: a query never holds up the timers and requests of the process. It takes and
 * gives bytes of PostgreSQL's protocol, as a server at the end of a socket does; the client's good-bye closes
 * it.
 */
if (parentPort === null) throw new Error('to be started as a worker thread');
const port = parentPort;
const terminate = 'X'.charCodeAt(0);
const { dataDir, blank } = workerData;
const isNew = dataDir === undefined || !existsSync(dataDir);
const begun =
  isNew && blank !== undefined ? { loadDataDir: new File([await readFile(blank)], basename(blank)) } : {};
const place = dataDir === undefined ? {} : { fs: new SyncedFolder(dataDir), startParams: syncedParams };
const pglite = await PGlite.create({ ...place, ...begun });
/** @type {Promise<void>} */
let last = Promise.resolve();

/** @param {Uint8Array} bytes */
async function carryOut(bytes) {
  if (bytes[0] === terminate) {
    await pglite.close();
    port.close();
    return;
  }
  await pglite.execProtocolRawStream(bytes, {
    onRawData: (data) => {
      // The bytes lie in PGlite's own memory, which it uses again.
      const answer = data.slice();
      port.postMessage(answer, [answer.buffer]);
    },
  });
}

port.on('message', (bytes) => {
  last = last.then(() => carryOut(bytes));
});
port.postMessage('ready');
