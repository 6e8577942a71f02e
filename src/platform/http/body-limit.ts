import type { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type ProblemResponse, problem } from './problem.ts';

/** The largest body that is read where nothing else is said, in bytes. */
export const maxBodyBytes = 8 * 1024 * 1024;

/** A way to some addresses whose bodies are read piece by piece, and may be larger than others. */
export type LargeBody = {
  readonly path: RegExp;
  /** Bytes of a whole body; one that does not say how long it is, the handler itself must bound. */
  readonly maxBytes: number;
};

/**
 * A browser shows the answer once it has sent its body, and a connection that is closed before is an error to
 * it: what is sent too much is read on and forgotten, within these bounds.
 */
const forgotten = { idleMs: 500, longestMs: 20_000, mostBytes: 512 * 1024 * 1024 };

/** By the announced length before anything is read; while reading where no length is announced. */
export function limitBody(larger: readonly LargeBody[] = []): MiddlewareHandler {
  const whileReading = bodyLimit({ maxSize: maxBodyBytes, onError: (c) => answerTooLarge(c, maxBodyBytes) });
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const found = larger.find(({ path }) => path.test(c.req.path));
    const maxBytes = found?.maxBytes ?? maxBodyBytes;
    const announced = c.req.header('content-length');
    // Node's parser ends a body at its announced length, so such a body cannot be longer than it says.
    if (announced === undefined || c.req.header('transfer-encoding') !== undefined)
      return found === undefined ? whileReading(c, next) : next();
    return Number(announced) > maxBytes ? answerTooLarge(c, maxBytes) : next();
  };
}

/** Answers that a body is too large, where whoever sends it can read so. */
export async function answerTooLarge(c: Context, maxBytes: number): Promise<ProblemResponse> {
  const isAllRead = await forgetBody(c);
  const detail = `The body is larger than ${maxBytes} bytes. Send it in several requests.`;
  const headers: Record<string, string> = isAllRead ? {} : { Connection: 'close' };
  return problem(c, { status: 413, code: 'body_too_large', detail, headers });
}

/** Reads the rest of a body without keeping it; answers whether it came to its end. */
export function forgetBody(c: Context): Promise<boolean> {
  const incoming: IncomingMessage | undefined = c.env?.incoming;
  // A request made inside the process has no network that could be cut.
  if (incoming === undefined || incoming.complete || incoming.destroyed)
    return Promise.resolve(incoming?.complete !== false);
  return new Promise((resolve) => {
    let bytes = 0;
    const end = (isAllRead: boolean) => {
      clearTimeout(longest);
      clearTimeout(idle);
      resolve(isAllRead);
    };
    const longest = setTimeout(end, forgotten.longestMs, false);
    const idle = setTimeout(end, forgotten.idleMs, false);
    incoming.removeAllListeners('data');
    incoming.on('data', (chunk: Buffer) => {
      idle.refresh();
      bytes += chunk.length;
      if (bytes > forgotten.mostBytes) end(false);
    });
    incoming.once('end', () => end(true));
    incoming.once('close', () => end(incoming.complete));
    incoming.resume();
  });
}
