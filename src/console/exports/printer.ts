import type { Worker } from 'node:worker_threads';
import type { PlanDocument } from '../../plans/blocks.ts';
import { beginThreadBeside, createOneThread } from '../../platform/threads/one-thread.ts';

/** An order to a printer. */
export type Order = { readonly format: 'pdf' | 'docx'; readonly document: PlanDocument };

/** Makes a file of a document; or says that too many are waited for, or that this one took too long. */
export type Printer = (order: Order) => Promise<Uint8Array<ArrayBuffer> | 'busy' | 'late'>;

const longestMs = 30_000;

/** A printer on a thread of its own: to lay a file out takes tenths of a second. */
export function createPrinter(begin: () => Worker = beginThread): Printer {
  const print = createOneThread<Order, Uint8Array<ArrayBuffer>>({ name: 'printer', begin, longestMs });
  return async (order) => {
    const told = await print(order);
    if (told === undefined) return 'busy';
    if (told.ok) return told.value;
    if (told.isLate) return 'late';
    throw new Error(`no ${order.format} could be made: ${told.message}`);
  };
}

function beginThread(): Worker {
  return beginThreadBeside(import.meta.url, 'printer-thread');
}
