import { Agent, request } from 'node:http';
import { quantile } from './stats.ts';

/** Requests of a kind that are asked again and again over kept connections. */
export type ReadsWish = {
  readonly url: string;
  readonly key: string;
  readonly readers: number;
  readonly seconds: number;
  /** The path of a turn, and the body that goes with it where it is a POST. */
  readonly ask: (turn: number) => { readonly path: string; readonly body?: string };
};

/** How long each took, and how many there were in a second. */
export type Reads = { readonly delays: number[]; readonly perSecond: number };

/** Asks by so many readers at once, each one question at a time. Throws for an answer that is none. */
export async function readFor({ url, key, readers, seconds, ask }: ReadsWish): Promise<Reads> {
  const agent = new Agent({ keepAlive: true, maxSockets: readers });
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const delays: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  const one = ({ path, body }: ReturnType<typeof ask>): Promise<void> =>
    new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      request(url + path, { agent, headers, method }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${path} was answered ${answer.statusCode}`));
        answer.resume();
        answer.once('end', resolve);
      })
        .once('error', reject)
        .end(body);
    });
  const work = async (reader: number): Promise<void> => {
    for (let turn = reader; performance.now() < end; turn += readers) {
      const asked = performance.now();
      await one(ask(turn));
      delays.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: readers }, (_, reader) => work(reader)));
  agent.destroy();
  return { delays, perSecond: delays.length / ((performance.now() - begin) / 1_000) };
}

export const readColumns = ['reads', 'per second', 'p50 ms', 'p99 ms', 'most ms'];

/** A row under `readColumns`. */
export function readRow(name: string, { delays, perSecond }: Reads) {
  return [name, Math.round(perSecond), quantile(delays, 0.5), quantile(delays, 0.99), quantile(delays, 1)];
}
