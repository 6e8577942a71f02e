import { adminKey } from '../../lib/filrouge.ts';
import { oneSample } from '../../lib/load.ts';
import { pause } from '../../lib/processes.ts';

/** A sender that sends each batch again, wherever it is told to, until it is answered with 2xx. */
export type Stream = {
  /** Items that were acknowledged. */
  readonly acknowledged: () => number;
  /** How many items had been acknowledged before a moment (wall-clock ms). */
  readonly acknowledgedBefore: (at: number) => number;
  /** No more new batches; resolves once the one under way is acknowledged. */
  readonly stop: () => Promise<void>;
  /** As `stop`, but the batch under way is given up. */
  readonly abandon: () => Promise<void>;
  /** Items that were sent, acknowledged or not. */
  readonly begun: () => number;
};

/** Contacts with customers, twenty in a request, each with an id of its own. */
export function sendContacts(urls: readonly string[]): Stream {
  const each = 20;
  return startStream(urls, '/v1/interactions', each, (batch) => ({
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      interactions: Array.from({ length: each }, (_, place) => ({
        id: `c-${batch * each + place}`,
        agent: 'margaux',
        outcome: 'ok',
      })),
    }),
  }));
}

/** Samples of one series by remote write, one in a request, each with a time of its own, as a Prometheus sends them. */
export function sendSamples(urls: readonly string[], agent = 'margaux'): Stream {
  let last = 0;
  return startStream(urls, '/api/v1/write', 1, () => {
    last = Math.max(last + 1, Date.now());
    return {
      headers: {
        'Content-Type': 'application/x-protobuf',
        'Content-Encoding': 'snappy',
        'X-Prometheus-Remote-Write-Version': '0.1.0',
      },
      body: oneSample(agent, 1, 2, last),
    };
  });
}

type Batch = { readonly headers: Record<string, string>; readonly body: string | Buffer };

function startStream(
  urls: readonly string[],
  path: string,
  each: number,
  make: (batch: number) => Batch,
): Stream {
  const answeredAt: number[] = [];
  let [stopped, abandoned, begun] = [false, false, 0];
  const send = async ({ headers, body }: Batch): Promise<void> => {
    for (let attempt = 0; !(await isTaken(urls[attempt % urls.length] + path, headers, body)); attempt++) {
      if (abandoned) return;
      await pause(10);
    }
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      begun += each;
      await send(make(answeredAt.length));
      if (abandoned) return;
      answeredAt.push(Date.now());
      // A steady stream, that leaves the machine room for what is tested.
      await pause(10);
    }
  };
  const running = run();
  return {
    acknowledged: () => answeredAt.length * each,
    acknowledgedBefore: (at) => answeredAt.filter((one) => one < at).length * each,
    begun: () => begun,
    stop: () => {
      stopped = true;
      return running;
    },
    abandon: () => {
      abandoned = true;
      return running;
    },
  };
}

async function isTaken(
  url: string,
  headers: Record<string, string>,
  body: string | Buffer,
): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, Authorization: `Bearer ${adminKey}` },
      body: typeof body === 'string' ? body : new Uint8Array(body),
      signal: AbortSignal.timeout(5_000),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
