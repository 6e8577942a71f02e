import { defined } from '../../platform/defined.ts';
import { type Answered, readAnswer } from './answer.ts';
import { faultOf, type PullFault } from './fault.ts';
import { type Bounds, fetchBounded } from './fetch.ts';
import type { Question } from './question.ts';
import { doorOf, type Site } from './site.ts';

/** A Prometheus, Mimir, Thanos or VictoriaMetrics. */
export type Store = Site;

/** The largest answer: it is read in one go, and must not hold up everybody else. */
const mostBytes = 4 * 1_024 * 1_024;

/** Asks a store for the values of a query. */
export async function askStore(
  store: Store,
  promql: string,
  { from, to }: Question,
  everyMs: number,
  bounds: Omit<Bounds, 'mostBytes'>,
): Promise<Answered | PullFault> {
  const isOfOneTime = from === undefined || from === to;
  const { address, authorization } = doorOf(store, `/api/v1/${isOfOneTime ? 'query' : 'query_range'}`);
  const times = isOfOneTime
    ? { time: seconds(to) }
    : { start: seconds(from), end: seconds(to), step: seconds(everyMs) };
  const answer = await fetchBounded(
    address.href,
    {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        ...defined({ Authorization: authorization }),
      },
      body: new URLSearchParams({ query: promql, ...times, ...whole(bounds.deadlineMs) }),
    },
    { ...bounds, mostBytes },
  );
  return 'outcome' in answer ? answer : readAnswer(answer.status, answer.text);
}

/**
 * An error instead of a part of the data: Thanos, and VictoriaMetrics as a cluster. `nocache`:
 * VictoriaMetrics answers as of the time that is asked for, not of 30 s before it. Others pass over what
 * they do not know.
 */
function whole(deadlineMs: number) {
  return {
    timeout: seconds(deadlineMs * 0.9),
    partial_response: 'false',
    deny_partial_response: '1',
    nocache: '1',
  };
}

function seconds(ms: number): string {
  return String(Math.round(ms) / 1_000);
}

/** The fault of a query for which no store is set. */
export const noStore: PullFault = faultOf('not_set', 'FILROUGE_PROMETHEUS_URL is not set');
