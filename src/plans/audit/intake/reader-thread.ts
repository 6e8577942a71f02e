import { parentPort } from 'node:worker_threads';
import { readAudit } from '../read.ts';
import { outlineOf } from './markdown.ts';

/** The thread of a reader of audits: what was read in each text. */
parentPort?.on('message', (markdown: string) => {
  try {
    parentPort?.postMessage({ ok: true, value: readAudit(outlineOf(markdown)) });
  } catch (error) {
    parentPort?.postMessage({ ok: false, message: error instanceof Error ? error.message : String(error) });
  }
});
