import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A follower of an agent's switch: resolves the times (performance.now) at which it heard that the agent may not run. */
export type Follower = { readonly stopped: () => Promise<number>; readonly close: () => void };

/** Opens a stream of server-sent events and waits for its first event. */
export function followSwitch(url: string, agent: string, key: string): Promise<Follower> {
  return new Promise((resolve, reject) => {
    let heard: number | undefined;
    let tell = (_: number): void => {};
    const sent = request(
      `${url}/v1/agents/${agent}/switch/stream`,
      { headers: { Authorization: `Bearer ${key}` } },
      (answer) => {
        answer.setEncoding('utf8');
        let isFirst = true;
        answer.on('data', (text: string) => {
          if (isFirst) resolve(follower);
          isFirst = false;
          if (heard !== undefined || !text.includes('"mayRun":false')) return;
          heard = performance.now();
          tell(heard);
        });
        answer.on('error', () => {});
      },
    );
    sent.on('error', (error) => reject(error));
    sent.end();
    const follower: Follower = {
      stopped: () =>
        new Promise((done) => {
          if (heard !== undefined) done(heard);
          else tell = done;
        }),
      close: () => sent.destroy(),
    };
  });
}

/** A receiver of Alertmanager's webhooks: when it heard of an agent for the first time. */
export type Hook = {
  readonly url: string;
  readonly heard: (agent: string) => Promise<number>;
  readonly close: () => void;
};

/** Starts it on a free port. */
export async function startHook(): Promise<Hook> {
  const times = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const now = performance.now();
      for (const [, agent] of Buffer.concat(chunks)
        .toString()
        .matchAll(/"agent":"([^"]+)"/g)) {
        if (agent === undefined || times.has(agent)) continue;
        times.set(agent, now);
        waiting.get(agent)?.(now);
      }
      answer.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard: (agent) =>
      new Promise((resolve) => {
        const known = times.get(agent);
        if (known !== undefined) resolve(known);
        else waiting.set(agent, resolve);
      }),
    close: () => server.close(),
  };
}
