import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import { Failure } from './failure.ts';

/** The way that somebody speaks to filrouge: with a key of their own. */
export type Client = {
  /** Reads, and checks what came. */
  readonly get: <T extends z.ZodType>(path: string, shape: T) => Promise<z.output<T>>;
  /** Commands. An answer other than 2xx is a failure, unless it is one of the refusals that are expected. */
  readonly command: (method: Method, path: string, body?: unknown, expected?: Expected) => Promise<unknown>;
  /**
   * A command that filrouge is expected to refuse with this code; the refusal comes back, or nothing when
   * filrouge is away. It is sent once: what was not heard is not asked again.
   */
  readonly refused: (method: Method, path: string, body: unknown, code: string) => Promise<unknown>;
};
type Method = 'POST' | 'PATCH';

/** Codes of refusals, separated by blanks. */
export type Expected = {
  /** It was done already. Good when it was sent twice, because filrouge went away before it answered. */
  readonly doneBefore?: string;
  /** It cannot be done now: whoever asks will look again. */
  readonly notYet?: string;
};
type Reply = { readonly status: number; readonly body: unknown; readonly isRepeated: boolean };

const patienceMs = 120_000;
const againMs = 50;
const answerMs = 10_000;

/** A client for the filrouge that is at `url()` now. While it is away, requests wait for it. */
export function createClient(url: () => string, key: string, signal: AbortSignal): Client {
  const ask = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const giveUpAt = Date.now() + patienceMs;
    for (let isRepeated = false; ; isRepeated = true) {
      signal.throwIfAborted();
      const reply = await once(url() + path, method, key, body);
      if (reply !== undefined) return { ...reply, isRepeated };
      if (Date.now() > giveUpAt) {
        throw new Failure(`${method} ${path}: an answer within ${patienceMs / 1000} s`, 'none');
      }
      await wait(againMs, undefined, { signal });
    }
  };
  return {
    get: async (path, shape) => {
      const { status, body } = await ask('GET', path);
      if (status !== 200) throw new Failure(`GET ${path}: 200`, describe(status, body));
      const parsed = shape.safeParse(body);
      if (parsed.success) return parsed.data;
      throw new Failure(`GET ${path}: a body as documented`, parsed.error.message);
    },
    command: async (method, path, body, { doneBefore = '', notYet = '' } = {}) => {
      const reply = await ask(method, path, body);
      const good = reply.isRepeated ? `${doneBefore} ${notYet}` : notYet;
      if (reply.status < 300 || good.split(' ').includes(codeOf(reply.body))) return reply.body;
      throw new Failure(`${method} ${path}: 2xx`, describe(reply.status, reply.body));
    },
    refused: async (method, path, body, code) => {
      const reply = await once(url() + path, method, key, body);
      if (reply === undefined || codeOf(reply.body) === code) return reply?.body;
      throw new Failure(`${method} ${path}: refused with ${code}`, describe(reply.status, reply.body));
    },
  };
}

/** `undefined`: nobody is there, or nobody who can do it yet. */
async function once(
  url: string,
  method: string,
  key: string,
  body: unknown,
): Promise<Omit<Reply, 'isRepeated'> | undefined> {
  try {
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(answerMs),
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (response.status === 503) return undefined;
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The stable code of a problem (RFC 9457): the end of its type. */
function codeOf(body: unknown): string {
  const type = typeof body === 'object' && body !== null && 'type' in body ? String(body.type) : '';
  return type.replace('urn:filrouge:problem:', '');
}

function describe(status: number, body: unknown): string {
  return `${status} ${JSON.stringify(body)}`.slice(0, 1_000);
}
