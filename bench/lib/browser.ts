import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** Signs in to the console with a key, and answers the cookie of the session. */
export async function signIn(url: string, key: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ key }),
  });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** An answer as it went over the wire, from the request to its last byte. */
export type Loaded = {
  readonly status: number;
  readonly bytes: number;
  readonly ms: number;
  readonly text: string;
};

/** Asks for an address with these headers. */
export function load(address: string, headers: Readonly<Record<string, string>>): Promise<Loaded> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    request(address, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const ms = performance.now() - begun;
        const body = Buffer.concat(chunks);
        const text = textOf(body, answer.headers['content-encoding']);
        resolve({ status: answer.statusCode ?? 0, bytes: body.length, ms, text });
      });
    })
      .once('error', reject)
      .end();
  });
}

function textOf(body: Buffer, encoding: string | undefined): string {
  if (encoding === 'br') return brotliDecompressSync(body).toString();
  return (encoding === 'gzip' ? gunzipSync(body) : body).toString();
}
