import { parentPort } from 'node:worker_threads';
import type { Told } from '../../platform/threads/one-thread.ts';
import { docxOf } from './document-docx.ts';
import { pdfOf } from './document-pdf.ts';
import type { Order } from './printer.ts';

/** The thread of a printer: a file for each order. */
parentPort?.on('message', async ({ format, document }: Order) => {
  try {
    const value = format === 'pdf' ? await pdfOf(document) : new Uint8Array(await docxOf(document));
    answer({ ok: true, value });
  } catch (error) {
    answer({ ok: false, message: error instanceof Error ? error.message : String(error) });
  }
});

function answer(told: Told<Uint8Array<ArrayBuffer>>): void {
  parentPort?.postMessage(told, told.ok ? [told.value.buffer] : []);
}
