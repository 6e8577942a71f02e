import type { Worker } from 'node:worker_threads';
import type { PlanDocument } from '../../plans/blocks.ts';
import { beginThreadBeside, createOneThread } from '../../platform/threads/one-thread.ts';

/** An order to a printer. */
export type Order = { readonly format: 'pdf' | 'docx'; readonly document: PlanDocument };

/** Makes a file of a document; `undefined` when too many are waited for already. */
export type Printer = (order: Order) => Promise<Uint8Array<ArrayBuffer> | undefined>;

const longestMs = 30_000;

/** A printer on a thread of its own: to lay a file out takes tenths of a second. */
export function createPrinter(begin: () => Worker = beginThread): Printer {
  const print = createOneThread<Order, Uint8Array<ArrayBuffer>>({ name: 'printer', begin, longestMs });
  return async (order) => {
    const told = await print(order);
    if (told?.ok === false) throw new Error(`no ${order.format} could be made: ${told.message}`);
    return told?.value;
  };
}

function beginThread(): Worker {
  return beginThreadBeside(import.meta.url, 'printer-thread');
}
