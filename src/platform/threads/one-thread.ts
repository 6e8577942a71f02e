import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** The answer of a thread: what was asked for, or why there is none. */
export type Told<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly isLate?: true };

type Job<O, T> = { readonly order: O; readonly done: (told: Told<T>) => void };

/** The worker, and how long it may take at most. */
type Worked = {
  /** Named so in messages, where it ends or takes too long: `the thread of the printer`. */
  readonly name: string;
  readonly begin: () => Worker;
  readonly longestMs: number;
};

const mostWaiting = 20;
/** Kept for the next order this long: to load what it works with takes longer than an order. */
const idleMs = 60_000;

/**
 * Work on a thread of its own, one order at a time, so that no agent waits for its stop meanwhile. The thread
 * begins with the first order; one that fails, or takes too long, ends with its order alone. Resolves to
 * nothing when too many are waited for already.
 */
export function createOneThread<O, T>(worked: Worked): (order: O) => Promise<Told<T> | undefined> {
  const waiting: Job<O, T>[] = [];
  let worker: Worker | undefined;
  let busy: { readonly job: Job<O, T>; readonly watch: NodeJS.Timeout } | undefined;
  let idle: NodeJS.Timeout | undefined;

  const end = (told: Told<T>) => {
    const ended = busy;
    busy = undefined;
    clearTimeout(ended?.watch);
    ended?.job.done(told);
    next();
  };
  const drop = (message: string, late: { readonly isLate?: true } = {}) => {
    const dropped = worker;
    worker = undefined;
    void dropped?.terminate();
    end({ ok: false, message, ...late });
  };
  const started = (): Worker => {
    const thread = worked.begin();
    thread.on('message', (told: Told<T>) => thread === worker && end(told));
    thread.on('error', ({ message }) => thread === worker && drop(message));
    thread.on('exit', () => thread === worker && drop(`the thread of the ${worked.name} ended`));
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
    const late = () => drop(`the ${worked.name} took too long`, { isLate: true });
    busy = { job, watch: setTimeout(late, worked.longestMs) };
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
    return new Promise((done) => {
      waiting.push({ order, done });
      next();
    });
  };
}

const resourceLimits = { maxOldGenerationSizeMb: 256 };

/**
 * A thread that runs the file beside `module`: as it was compiled, or from source, which tsx reads for it.
 */
export function beginThreadBeside(module: string, name: string): Worker {
  const extension = extname(module);
  const file = new URL(`./${name}${extension}`, module);
  if (extension === '.js') return new Worker(file, { resourceLimits });
  const read = `import('tsx/esm/api').then(({ register }) => { register(); return import('${file}'); });`;
  return new Worker(read, { eval: true, resourceLimits });
}
