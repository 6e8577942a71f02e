import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PlanDocument } from '../../plans/blocks.ts';

/** An order to a printer. */
export type Order = { readonly format: 'pdf' | 'docx'; readonly document: PlanDocument };
/** The answer of its thread. */
export type Print =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly message: string };

type Job = { readonly order: Order; readonly done: (print: Print) => void };

/** Makes a file of a document; `undefined` when too many are waited for already. */
export type Printer = (order: Order) => Promise<Uint8Array<ArrayBuffer> | undefined>;

const mostWaiting = 20;
const longestMs = 30_000;
/** Kept for the next file this long: to load what it works with takes longer than a file. */
const idleMs = 60_000;

/**
 * A printer on a thread of its own, one file at a time: to lay one out takes tenths of a second, for which no
 * agent shall wait for its stop. The thread begins with the first order; one that fails, or takes too long,
 * ends with its order alone.
 */
export function createPrinter(begin: () => Worker = beginThread): Printer {
  const waiting: Job[] = [];
  let worker: Worker | undefined;
  let busy: { readonly job: Job; readonly watch: NodeJS.Timeout } | undefined;
  let idle: NodeJS.Timeout | undefined;

  const end = (print: Print) => {
    const ended = busy;
    busy = undefined;
    clearTimeout(ended?.watch);
    ended?.job.done(print);
    next();
  };
  const drop = (message: string) => {
    const dropped = worker;
    worker = undefined;
    void dropped?.terminate();
    end({ ok: false, message });
  };
  const started = (): Worker => {
    const thread = begin();
    thread.on('message', (print: Print) => thread === worker && end(print));
    thread.on('error', ({ message }) => thread === worker && drop(message));
    thread.on('exit', () => thread === worker && drop('the thread of the printer ended'));
    return thread;
  };
  const next = () => {
    clearTimeout(idle);
    const job = busy === undefined ? waiting.shift() : undefined;
    if (job === undefined) {
      if (busy === undefined) rest();
      return;
    }
    worker ??= started();
    worker.ref();
    busy = { job, watch: setTimeout(() => drop('the file took too long to make'), longestMs) };
    worker.postMessage(job.order);
  };
  const rest = () => {
    worker?.unref();
    idle = setTimeout(() => {
      const rested = worker;
      worker = undefined;
      void rested?.terminate();
    }, idleMs).unref();
  };

  return async (order) => {
    if (waiting.length >= mostWaiting) return undefined;
    const print = await new Promise<Print>((done) => {
      waiting.push({ order, done });
      next();
    });
    if (!print.ok) throw new Error(`no ${order.format} could be made: ${print.message}`);
    return print.bytes;
  };
}

const resourceLimits = { maxOldGenerationSizeMb: 256 };

/** The thread runs the file beside this one: as it was compiled, or from source, which tsx reads for it. */
function beginThread(): Worker {
  const extension = extname(import.meta.url);
  const file = new URL(`./printer-thread${extension}`, import.meta.url);
  if (extension === '.js') return new Worker(file, { resourceLimits });
  const read = `import('tsx/esm/api').then(({ register }) => { register(); return import('${file}'); });`;
  return new Worker(read, { eval: true, resourceLimits });
}
