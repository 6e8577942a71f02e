import { Agent, request } from 'node:http';
import { compressSync } from 'snappy';
import { pause } from './processes.ts';
import { agentName, metricNames } from './rules.ts';

/** Requests of remote write over a slice of series. Only times and values change, so they are patched in place. */
export type WriteBodies = {
  readonly samplesEach: number;
  /** The next body, with samples from this time on, a millisecond apart. */
  readonly next: (at: number) => Buffer;
};

/** Quiet values: none of the rules fires. */
const quiet = [0.004, 2, 0.1] as const;
const shuffles = 4;

/** How the series of so many agents are sent: in slices, each by one worker, each request so many samples of each series. */
export type Spread = {
  readonly agents: number;
  readonly workers: number;
  readonly samplesPerSeries: number;
  readonly shuffled: boolean;
};

/** Bodies for each worker. The samples of a series are in the order of their times, as senders must; the series are not. */
export function writeBodies({ agents, workers, samplesPerSeries, shuffled }: Spread): WriteBodies[] {
  const series = Array.from({ length: agents * metricNames.length }, (_, number) =>
    encodeSeries(agentName(Math.floor(number / metricNames.length)), number % metricNames.length),
  );
  const each = Math.ceil(series.length / workers);
  return Array.from({ length: workers }, (_, worker) => {
    const slice = series.slice(worker * each, (worker + 1) * each);
    const templates = Array.from({ length: shuffled ? shuffles : 1 }, () =>
      templateOf(
        Array.from({ length: samplesPerSeries }, () => (shuffled ? shuffle(slice) : slice)).flat(),
        slice.length,
      ),
    );
    let turn = 0;
    return {
      samplesEach: slice.length * samplesPerSeries,
      next: (at) => compressSync(patch(templates[turn++ % templates.length] as Template, at)),
    };
  });
}

/** One sample of one series, for a breach. */
export function oneSample(agent: string, metric: number, value: number, at: number): Buffer {
  return sampleOfEach([agent], metric, value, at);
}

/** One sample of the same series of each agent, in one body: a breach of all. */
export function sampleOfEach(agents: readonly string[], metric: number, value: number, at: number): Buffer {
  const template = templateOf(agents.map((agent) => encodeSeries(agent, metric)));
  for (const place of template.places) template.body.writeDoubleLE(value, place + 1);
  return compressSync(patch(template, at));
}

/** `block`: so many samples have the same time. */
type Template = { readonly body: Buffer; readonly places: Int32Array; readonly block: number };

/** The bytes of a series with one sample; the sample's value and time stand in the last 16 bytes. */
function encodeSeries(agent: string, metric: number): Buffer {
  const label = (name: string, value: string) =>
    field(0x0a, Buffer.concat([field(0x0a, Buffer.from(name)), field(0x12, Buffer.from(value))]));
  const sample = Buffer.alloc(16);
  sample[0] = 0x09;
  sample.writeDoubleLE(quiet[metric] ?? 0, 1);
  sample[9] = 0x10;
  const labels = [
    label('__name__', metricNames[metric] ?? ''),
    label('agent', agent),
    label('instance', `10.0.${agent.length}.7:8080`),
    label('job', 'support-bots'),
    label('region', 'eu-west-3'),
  ];
  return field(0x0a, Buffer.concat([...labels, field(0x12, sample)]));
}

function field(tag: number, body: Buffer): Buffer {
  const length = body.length < 128 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >>> 7];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function templateOf(series: readonly Buffer[], block = series.length): Template {
  const body = Buffer.concat(series);
  const places = new Int32Array(series.length);
  let end = 0;
  for (let number = 0; number < series.length; number++) {
    end += series[number]?.length ?? 0;
    places[number] = end - 16;
  }
  return { body, places, block };
}

/** A time of today is a varint of six bytes. */
function patch({ body, places, block }: Template, from: number): Buffer {
  for (let number = 0; number < places.length; number++) {
    const start = (places[number] ?? 0) + 10;
    let rest = from + Math.floor(number / block);
    for (let index = 0; index < 6; index++) {
      body[start + index] = (rest % 128) | (index < 5 ? 0x80 : 0);
      rest = Math.floor(rest / 128);
    }
  }
  return body;
}

function shuffle<T>(items: readonly T[]): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}

/** Sends bodies over kept connections. */
export type Sender = { readonly send: (body: Buffer) => Promise<number>; readonly close: () => void };

/** A sender of remote write to an address. */
export function createSender(
  url: string,
  options: { readonly key?: string; readonly connections: number; readonly json?: boolean },
): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const headers = {
    ...(options.json === true
      ? { 'Content-Type': 'application/json' }
      : {
          'Content-Type': 'application/x-protobuf',
          'Content-Encoding': 'snappy',
          'X-Prometheus-Remote-Write-Version': '0.1.0',
        }),
    ...(options.key === undefined ? {} : { Authorization: `Bearer ${options.key}` }),
  };
  return {
    send: (body) =>
      new Promise((resolve) => {
        const sent = request(
          url,
          { method: 'POST', agent, headers: { ...headers, 'Content-Length': body.length } },
          (answer) => {
            answer.resume();
            answer.once('end', () => resolve(answer.statusCode ?? 0));
          },
        );
        // A connection that was lost: as good as refused.
        sent.once('error', () => resolve(0));
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** What a flood came to. */
export type Flood = { readonly samples: number; readonly seconds: number; readonly refused: number };

/** Sends as fast as the receiver answers for so long, each worker one request at a time. */
export async function flood(
  sender: Sender,
  workers: readonly WriteBodies[],
  seconds: number,
): Promise<Flood> {
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  let [samples, refused] = [0, 0];
  const work = async (bodies: WriteBodies): Promise<void> => {
    let at = 0;
    while (performance.now() < end) {
      at = Math.max(at + 100, Date.now());
      const status = await sender.send(bodies.next(at));
      if (status === 200 || status === 204) samples += bodies.samplesEach;
      else refused += bodies.samplesEach;
    }
  };
  await Promise.all(workers.map(work));
  return { samples, seconds: (performance.now() - begin) / 1_000, refused };
}

/** Sends at an even rate until it is stopped; a receiver that falls behind gets the next request late. */
export function paced(
  sender: Sender,
  workers: readonly WriteBodies[],
  samplesPerSecond: number,
): { readonly stop: () => Promise<void> } {
  let isStopped = false;
  const all = workers.reduce((sum, { samplesEach }) => sum + samplesEach, 0);
  const everyMs = (all / samplesPerSecond) * 1_000;
  const begin = performance.now();
  const work = async (bodies: WriteBodies, place: number): Promise<void> => {
    for (let turn = 0; !isStopped; turn++) {
      const due = begin + (turn + place / workers.length) * everyMs;
      await pause(Math.max(0, due - performance.now()));
      await sender.send(bodies.next(Date.now()));
    }
  };
  const working = Promise.all(workers.map(work));
  return {
    stop: async () => {
      isStopped = true;
      await working;
    },
  };
}
