import { parentPort } from 'node:worker_threads';
import { docxOf } from './document-docx.ts';
import { pdfOf } from './document-pdf.ts';
import type { Order, Print } from './printer.ts';

/** The thread of a printer: a file for each order. */
parentPort?.on('message', async ({ format, document }: Order) => {
  try {
    const bytes = format === 'pdf' ? await pdfOf(document) : new Uint8Array(await docxOf(document));
    answer({ ok: true, bytes });
  } catch (error) {
    answer({ ok: false, message: error instanceof Error ? error.message : String(error) });
  }
});

function answer(print: Print): void {
  parentPort?.postMessage(print, print.ok ? [print.bytes.buffer] : []);
}
