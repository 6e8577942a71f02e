import { compressSync, uncompressSync } from 'snappy';
import { adminKey } from '../../lib/filrouge.ts';
import { oneSample } from '../../lib/load.ts';
import { metricNames } from '../../lib/rules.ts';

/** What is sent of an agent instead of measures, and is none. `isData`: it is some, as a proof that some would be seen. */
export type Nothing = { readonly name: string; readonly isData?: true; readonly send: Send };
type Send = (url: string, agent: string, turn: number) => Promise<unknown>;

const minuteMs = 60_000;
const metrics = metricNames.slice(0, 2);

async function post(
  url: string,
  path: string,
  type: string,
  body: string | Buffer,
  more = {},
): Promise<void> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminKey}`, 'Content-Type': type, ...more },
    body: typeof body === 'string' ? body : new Uint8Array(body),
    signal: AbortSignal.timeout(5_000),
  });
  await answer.arrayBuffer();
}

const json = (url: string, path: string, body: object | string): Promise<void> =>
  post(url, path, 'application/json', typeof body === 'string' ? body : JSON.stringify(body));

/** Both metrics, each as `fields` says. */
const samples =
  (fields: (turn: number) => object): Send =>
  (url, agent, turn) =>
    json(url, '/v1/samples', { samples: metrics.map((metric) => ({ agent, metric, ...fields(turn) })) });

const written =
  (make: (agent: string, metric: number) => Buffer): Send =>
  async (url, agent) => {
    for (const metric of [0, 1])
      await post(url, '/api/v1/write', 'application/x-protobuf', make(agent, metric), {
        'Content-Encoding': 'snappy',
        'X-Prometheus-Remote-Write-Version': '0.1.0',
      });
  };

/** A number that stands nowhere else in the body, and is replaced by the bits of another. */
const marked = 1.234_567_89e222;
function withBits(agent: string, metric: number, bits: string): Buffer {
  const body = Buffer.from(uncompressSync(oneSample(agent, metric, marked, Date.now())) as Buffer);
  const mark = Buffer.alloc(8);
  mark.writeDoubleLE(marked);
  Buffer.from(bits, 'hex').reverse().copy(body, body.indexOf(mark));
  return compressSync(body);
}

/** A gauge of OTLP in JSON; its point as `point` says. */
const gauge =
  (point: (nanos: string) => object): Send =>
  (url, agent) =>
    json(url, '/v1/metrics', {
      resourceMetrics: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: agent } }] },
          scopeMetrics: [
            {
              metrics: metrics.map((name) => ({
                name,
                gauge: { dataPoints: [point(`${Date.now()}000000`)] },
              })),
            },
          ],
        },
      ],
    });

/** Samples that are good, were they any: on the right side of every threshold. */
const fine = { value: 0.001, weight: 50 };
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** Everything that is not a measure of now. */
export const nothings: readonly Nothing[] = [
  { name: 'measures (to compare)', isData: true, send: samples(() => fine) },
  { name: 'silence', send: async () => {} },
  { name: 'an empty batch', send: (url) => json(url, '/v1/samples', { samples: [] }) },
  {
    name: 'fewer than there have to be',
    send: (url, agent, turn) =>
      json(url, '/v1/samples', {
        samples: [{ agent, metric: 'error_rate', value: 0, weight: turn % 10 === 0 ? 1 : 0 }],
      }),
  },
  { name: 'a weight of nothing', send: samples(() => ({ value: 0, weight: 0 })) },
  { name: 'null', send: samples(() => ({ value: null })) },
  { name: 'the word NaN', send: samples(() => ({ value: 'NaN', weight: 50 })) },
  {
    name: 'JSON that says NaN',
    send: (url, agent) =>
      json(url, '/v1/samples', `{"samples":[{"agent":"${agent}","metric":"error_rate","value":NaN}]}`),
  },
  {
    name: 'an infinite number',
    send: (url, agent) =>
      json(
        url,
        '/v1/samples',
        `{"samples":[{"agent":"${agent}","metric":"error_rate","value":-1e999,"weight":50}]}`,
      ),
  },
  { name: 'late by ten minutes', send: samples(() => ({ ...fine, at: ago(10 * minuteMs) })) },
  { name: 'late by the window', send: samples(() => ({ ...fine, at: ago(30_000) })) },
  { name: 'ahead by ten minutes', send: samples(() => ({ ...fine, at: ago(-10 * minuteMs) })) },
  { name: 'of 1970', send: samples(() => ({ ...fine, at: new Date(Date.now() / 1_000).toISOString() })) },
  {
    name: 'of another metric',
    send: (url, agent) =>
      json(url, '/v1/samples', { samples: [{ agent, metric: 'escalation_rate', ...fine }] }),
  },
  {
    name: 'of another agent',
    send: (url) =>
      json(url, '/v1/samples', { samples: metrics.map((metric) => ({ agent: 'agent-0', metric, ...fine })) }),
  },
  {
    name: 'remote write: NaN',
    send: written((agent, metric) => withBits(agent, metric, '7ff8000000000001')),
  },
  {
    name: 'remote write: stale',
    send: written((agent, metric) => withBits(agent, metric, '7ff0000000000002')),
  },
  {
    name: 'remote write: infinite',
    send: written((agent, metric) => withBits(agent, metric, 'fff0000000000000')),
  },
  {
    name: 'remote write: late',
    send: written((agent, metric) => oneSample(agent, metric, 0.001, Date.now() - 10 * minuteMs)),
  },
  {
    name: 'remote write: one sample, again and again',
    send: written((agent, metric) => oneSample(agent, metric, 0.001, begun - 30_000)),
  },
  { name: 'OTLP: NaN', send: gauge((timeUnixNano) => ({ timeUnixNano, asDouble: 'NaN' })) },
  {
    name: 'OTLP: nothing recorded',
    send: gauge((timeUnixNano) => ({ timeUnixNano, flags: 1, asDouble: 0 })),
  },
  { name: 'OTLP: no value', send: gauge((timeUnixNano) => ({ timeUnixNano })) },
  {
    name: 'a contact that was counted before',
    send: (url, agent) =>
      json(url, '/v1/interactions', {
        interactions: [{ id: `${agent}-once`, agent, outcome: 'ok', at: ago(60_000) }],
      }),
  },
];
const begun = Date.now();
