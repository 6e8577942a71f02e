import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { z } from 'zod';
import { freePort } from './free-port.ts';

const Labels = z.record(z.string(), z.string());
const Point = z.tuple([z.number(), z.string()]);
const Answer = z.discriminatedUnion('status', [
  z.looseObject({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({
        resultType: z.literal('vector'),
        result: z.array(z.object({ metric: Labels, value: Point })),
      }),
      z.object({ resultType: z.literal('scalar'), result: Point }),
      z.object({
        resultType: z.literal('matrix'),
        result: z.array(z.object({ metric: Labels, values: z.array(Point) })),
      }),
    ]),
  }),
  z.looseObject({ status: z.literal('error'), error: z.string() }),
]);

/** One series of an answer; the points are in order, and one for an instant query. */
export type Series = {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
};

/** A Prometheus that runs for a test. Times are epoch milliseconds. */
export type Prometheus = {
  readonly url: string;
  /** The value of an expression now. Throws what Prometheus says of a bad query. */
  query(expr: string): Promise<Series[]>;
  /** Its values between two instants, one in each step. */
  queryRange(expr: string, from: number, to: number, stepSeconds: number): Promise<Series[]>;
  stop(): Promise<void>;
};

/**
 * Starts the `prometheus` of PATH on a free port with a folder of its own, and waits until it answers. `config` is the text
 * of prometheus.yml. Ask `missingPeer('prometheus')` first.
 */
export async function startPrometheus(config: string): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-prometheus-'));
  writeFileSync(join(folder, 'prometheus.yml'), config);
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(url, child);
  } catch (cause) {
    await stop();
    throw new Error(`prometheus did not become ready: ${said.join('')}`, { cause });
  }
  return {
    url,
    query: (expr) => ask(url, 'query', { query: expr }),
    queryRange: (expr, from, to, step) =>
      ask(url, 'query_range', { query: expr, start: seconds(from), end: seconds(to), step: String(step) }),
    stop,
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  await vi.waitFor(
    async () => {
      const answer = child.exitCode === null ? await fetch(`${url}/-/ready`) : undefined;
      if (answer?.ok !== true) throw new Error(`${answer?.status ?? `exit code ${child.exitCode}`}`);
    },
    { timeout: 30_000, interval: 50 },
  );
}

async function ask(url: string, call: string, parameters: Record<string, string>): Promise<Series[]> {
  const answer = await fetch(`${url}/api/v1/${call}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const body = Answer.parse(await answer.json());
  if (body.status === 'error') throw new Error(`${body.error}\nin ${parameters['query']}`);
  switch (body.data.resultType) {
    case 'scalar':
      return [{ labels: {}, values: [Number(body.data.result[1])] }];
    case 'vector':
      return body.data.result.map(({ metric, value }) => ({ labels: metric, values: [Number(value[1])] }));
    case 'matrix':
      return body.data.result.map(({ metric, values }) => ({
        labels: metric,
        values: values.map(([, value]) => Number(value)),
      }));
    default:
      return body.data satisfies never;
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
