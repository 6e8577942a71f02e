import { adminKey } from '../../lib/filrouge.ts';

/** An answer: its status (0: there was none) and its JSON, where it is any. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is the JSON that it is
export type Answer = { readonly status: number; readonly body: any };

/** Requests in JSON with one key. */
export type Api = {
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body?: object) => Promise<Answer>;
  readonly patch: (path: string, body: object) => Promise<Answer>;
  readonly del: (path: string) => Promise<Answer>;
};

/** A client of an address; nothing is thrown, whatever is answered. */
export function apiOf(url: string, key = adminKey): Api {
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    try {
      const answer = await fetch(url + path, {
        method,
        headers: {
          Authorization: `Bearer ${key}`,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') === true;
      return { status: answer.status, body: isJson && text !== '' ? JSON.parse(text) : text };
    } catch {
      return { status: 0, body: undefined };
    }
  };
  return {
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    patch: (path, body) => ask('PATCH', path, body),
    del: (path) => ask('DELETE', path),
  };
}

/** The body of an answer that has to be good. Throws with what it is instead. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is the JSON that it is
export async function good(answer: Promise<Answer>): Promise<any> {
  const { status, body } = await answer;
  if (status >= 200 && status < 300) return body;
  throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
}

/** A key of a role, for a person where one is named. */
export async function makeKey(admin: Api, role: string, more: object = {}): Promise<string> {
  return (await good(admin.post('/v1/keys', { role, name: `reliability ${role}`, ...more }))).secret;
}
