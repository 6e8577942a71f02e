import { adminKey } from '../../lib/filrouge.ts';
import { oneSample } from '../../lib/load.ts';
import { pause } from '../../lib/processes.ts';

/** A sender that sends each batch again, wherever it is told to, until it is answered with 2xx. */
export type Stream = {
  /** Items that were acknowledged. */
  readonly acknowledged: () => number;
  /** No more new batches; resolves once the one under way is acknowledged. */
  readonly stop: () => Promise<void>;
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
export function sendSamples(urls: readonly string[]): Stream {
  let last = 0;
  return startStream(urls, '/api/v1/write', 1, () => {
    last = Math.max(last + 1, Date.now());
    return {
      headers: {
        'Content-Type': 'application/x-protobuf',
        'Content-Encoding': 'snappy',
        'X-Prometheus-Remote-Write-Version': '0.1.0',
      },
      body: oneSample('margaux', 1, 2, last),
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
  let [batches, stopped] = [0, false];
  const send = async ({ headers, body }: Batch): Promise<void> => {
    for (let attempt = 0; !(await isTaken(urls[attempt % urls.length] + path, headers, body)); attempt++)
      await pause(10);
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      await send(make(batches));
      batches += 1;
      // A steady stream, that leaves the machine room for what is tested.
      await pause(10);
    }
  };
  const running = run();
  return {
    acknowledged: () => batches * each,
    stop: () => {
      stopped = true;
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
