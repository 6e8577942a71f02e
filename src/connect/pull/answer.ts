import type { MetricFrom } from '../../metrics/from.ts';
import { addRefusal, type Refusals } from '../../metrics/refusals.ts';
import type { Known } from '../../metrics/sample.ts';
import { inTurns } from '../../platform/in-turns.ts';
import { objectOf } from '../json.ts';
import { numberOf } from './exposition.ts';
import { faultOf, type PullFault } from './fault.ts';
import type { PulledSeries } from './series.ts';

/** The most series of an answer. */
export const mostSeries = 10_000;

/** The series of an answer before anybody has looked whom they are about. */
export type Answered = { readonly isScalar: boolean; readonly series: readonly PulledSeries[] };

/**
 * Reads what a store answers to `query` or `query_range`. Whatever is not a whole answer is none: half of the
 * series, or the series without half of their data, would look like a recovery.
 */
export async function readAnswer(status: number, text: string): Promise<Answered | PullFault> {
  const body = parsed(text);
  if (body?.['status'] === 'error') {
    const { errorType, error } = body;
    const outcome = errorType === 'timeout' || errorType === 'canceled' ? 'timeout' : 'error';
    return faultOf(outcome, `the store refuses the query: ${textOf(errorType)}: ${textOf(error)}`);
  }
  if (status !== 200) return faultOf('http_error', `the store answers HTTP ${status}`);
  if (body?.['status'] !== 'success') return faultOf('malformed', 'the answer is none of a query');
  const partial = partialFault(body);
  if (partial !== undefined) return partial;
  const data = objectOf(body['data']);
  const { resultType, result } = data ?? {};
  if (resultType === 'scalar') {
    const point = readPoint(result);
    return point === undefined
      ? faultOf('malformed', 'the answer has a scalar that is none')
      : { isScalar: true, series: [{ labels: new Map(), points: [point] }] };
  }
  if ((resultType !== 'vector' && resultType !== 'matrix') || !Array.isArray(result))
    return faultOf('malformed', `the query gives a ${textOf(resultType)}, expected a number for each agent`);
  if (result.length > mostSeries)
    return faultOf('too_large', `the query gives ${result.length} series, expected at most ${mostSeries}`);
  const items: readonly unknown[] = result;
  const read = await inTurns(items, (item) => readSeries(objectOf(item), resultType));
  const series: PulledSeries[] = [];
  for (const one of read) {
    if (typeof one === 'string') return faultOf('malformed', one);
    series.push(one);
  }
  return { isScalar: false, series };
}

/**
 * Whether not all of the data was looked at. VictoriaMetrics says so; Thanos and Mimir, and Prometheus with a
 * remote store, warn. What the engine itself remarks about a query (annotations) is about all of the data.
 */
function partialFault(body: Readonly<Record<string, unknown>>): PullFault | undefined {
  if (body['isPartial'] === true) return faultOf('partial', 'the store answers in part only (isPartial)');
  const warnings: unknown[] = Array.isArray(body['warnings']) ? body['warnings'] : [];
  const real = warnings.find((warning) => !/^PromQL (?:info|warning):/.test(textOf(warning)));
  return real === undefined ? undefined : faultOf('partial', `the store answers in part: ${textOf(real)}`);
}

function readSeries(
  item: Readonly<Record<string, unknown>> | undefined,
  resultType: 'vector' | 'matrix',
): PulledSeries | string {
  const labels = new Map<string, string>();
  for (const [name, value] of Object.entries(objectOf(item?.['metric']) ?? {})) {
    if (typeof value !== 'string') return 'the answer has a label that is no text';
    labels.set(name, value);
  }
  if (item?.['histogram'] !== undefined || item?.['histograms'] !== undefined)
    return 'the query gives native histograms, expected a number for each agent';
  const points: (readonly [number, number])[] = [];
  const values: unknown = resultType === 'vector' ? [item?.['value']] : item?.['values'];
  if (!Array.isArray(values)) return 'the answer has a series without values';
  for (const value of values) {
    const point = readPoint(value);
    if (point === undefined) return 'the answer has a value that is none';
    points.push(point);
  }
  return { labels, points };
}

/** A time in seconds, and a value as a text. */
function readPoint(value: unknown): readonly [number, number] | undefined {
  const [seconds, text]: unknown[] = Array.isArray(value) ? value : [];
  const number = typeof text === 'string' ? numberOf(text) : undefined;
  return typeof seconds === 'number' && number !== undefined
    ? [Math.round(seconds * 1_000), number]
    : undefined;
}

/** The series of a metric by agent, and what is about none. */
export type Attributed = {
  readonly series: readonly PulledSeries[];
  readonly refusals: Refusals;
  readonly refused: number;
};

/** Says whom each series of an answer is about: by a label, or the one agent that the query is about. */
export function attribute(
  { isScalar, series }: Answered,
  metric: string,
  { agent: fixed, agent_label: label = 'agent' }: MetricFrom,
  { hasAgent }: Pick<Known, 'hasAgent'>,
): Attributed {
  const refusals: Refusals = new Map();
  let refused = 0;
  const refuse = (reason: string, count: number, agent?: string): void => {
    refused += count;
    addRefusal(refusals, {
      agent: agent !== undefined && hasAgent(agent) ? agent : undefined,
      reason,
      count,
    });
  };
  const byAgent = new Map<string, PulledSeries[]>();
  for (const one of series) {
    const agent = fixed ?? one.labels.get(label);
    if (agent !== undefined) {
      const before = byAgent.get(agent);
      if (before === undefined) byAgent.set(agent, [one]);
      else before.push(one);
    } else if (isScalar) refuse(`${metric}: the query gives a scalar, which names no agent: say agent`, 1);
    else refuse(`${metric}: the query gives a series without the label ${label}`, one.points.length);
  }
  const good: PulledSeries[] = [];
  for (const [agent, [first, ...others]] of byAgent) {
    if (first === undefined) continue;
    const labels = new Map([
      ['__name__', metric],
      ['agent', agent],
    ]);
    if (others.length === 0) good.push({ labels, points: first.points });
    else {
      const count = others.reduce((sum, { points }) => sum + points.length, first.points.length);
      refuse(
        `${metric}: the query gives ${others.length + 1} series for one agent, expected one`,
        count,
        agent,
      );
    }
  }
  return { series: good, refusals, refused };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value;
}
