import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';

type Done = (error?: Error | null) => void;

/** The folder of the database (in memory when there is none), and the packed one that a new one begins as. */
type PgliteOptions = { readonly dataDir?: string; readonly blank?: string | undefined };

/**
 * A connection to a PGlite of its own, on a thread of its own, in the form in which pg asks for sockets:
 * to destroy it ends the thread, whatever it is doing, as kill -9 would end a server.
 */
export class PgliteSocket extends Duplex {
  readonly #worker: Worker;

  constructor(options: PgliteOptions) {
    super();
    this.#worker = new Worker(new URL('./pglite-worker.mjs', import.meta.url), { workerData: options });
    this.#worker.on('message', (message: 'ready' | Uint8Array) => {
      if (message === 'ready') this.emit('connect');
      else this.push(message);
    });
    this.#worker.on('error', (error) => this.destroy(error));
    this.#worker.on('exit', () => this.destroy());
  }

  /** The thread is on its way already; `connect` is emitted when it is ready. */
  connect(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.#worker.ref();
    return this;
  }

  unref(): this {
    this.#worker.unref();
    return this;
  }

  /** A copy: pg writes the next message over the last. */
  #send(copy: Uint8Array<ArrayBuffer>): void {
    this.#worker.postMessage(copy, [copy.buffer]);
  }

  override _read(): void {}

  override _write(bytes: Uint8Array, _encoding: string, done: Done): void {
    this.#send(new Uint8Array(bytes));
    done();
  }

  override _writev(writes: readonly { readonly chunk: Uint8Array }[], done: Done): void {
    this.#send(new Uint8Array(Buffer.concat(writes.map(({ chunk }) => chunk))));
    done();
  }

  /** The good-bye has been written: the thread ends when PGlite has closed its folder. */
  override _final(done: Done): void {
    this.#worker.once('exit', () => done());
  }

  override _destroy(error: Error | null, done: Done): void {
    void this.#worker.terminate().then(() => done(error));
  }
}
