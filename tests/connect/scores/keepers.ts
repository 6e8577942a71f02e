import type { ServerResponse } from 'node:http';
import { type Answering, type Asked, json } from '../pull/server.ts';

/** A score as a test has it; each fake writes it as its API does. */
export type Given = {
  readonly id: string;
  readonly name?: string;
  readonly value: number | boolean | string | null;
  /** Of what it is about; absent: that is not there. */
  readonly at?: string;
  readonly scoredAt: string;
  readonly agent?: string;
  readonly label?: string;
  readonly environment?: string;
};

const sinceIn = (asked: Asked, name: string) => Date.parse(asked.query.get(name) ?? '');
const pageOf = <T>(items: readonly T[], from: number, size: number) => ({
  items: items.slice(from, from + size),
  next: from + size < items.length ? String(from + size) : undefined,
});

type Fake = (given: readonly Given[], size?: number) => Answering;

/** Langfuse 4: scores by version 3 of its API, traces by the observations in them. */
export const langfuse: Fake =
  (given, size = 2) =>
  (asked, response) => {
    if (asked.authorization !== `Basic ${Buffer.from('pk-1:sk-1').toString('base64')}`)
      return json({ message: 'Unauthorized' }, 401)(asked, response);
    const { query } = asked;
    if (asked.path === '/api/public/v3/scores') {
      if (Number(query.get('limit')) > 100) return json({ message: 'limit' }, 400)(asked, response);
      const names = query.get('name')?.split(',');
      const found = given.filter(
        ({ name = 'quality', scoredAt }) =>
          names?.includes(name) && Date.parse(scoredAt) >= sinceIn(asked, 'fromTimestamp'),
      );
      const { items, next } = pageOf(found, Number(query.get('cursor') ?? 0), size);
      const data = items.map(({ id, name = 'quality', value, scoredAt, environment = 'default' }) => ({
        ...{ id, name, value, environment, source: 'EVAL', timestamp: scoredAt, createdAt: scoredAt },
        subject: { kind: 'observation', id: `o-${id}`, traceId: `t-${id}` },
      }));
      return json({ data, meta: { limit: size, ...(next === undefined ? {} : { cursor: next }) } })(
        asked,
        response,
      );
    }
    if (asked.path !== '/api/public/v2/observations')
      return json({ message: 'Not found' }, 404)(asked, response);
    const one = given.find(({ id }) => `t-${id}` === query.get('traceId'));
    if (one?.at === undefined) return json({ data: [], meta: {} })(asked, response);
    const common = { traceId: `t-${one.id}`, environment: one.environment ?? 'default', metadata: {} };
    const data = [
      { ...common, id: `o-${one.id}`, parentObservationId: 'root', startTime: one.at },
      {
        ...{ ...common, id: 'root', parentObservationId: null, startTime: '2026-06-01T00:00:00Z' },
        metadata: one.agent === undefined ? {} : { agent: one.agent },
      },
    ];
    return json({ data, meta: {} })(asked, response);
  };

/** Langfuse 3: no list of observations by version 2, and the trace alone. */
export const langfuse3: Fake = (given, size) => (asked, response) => {
  const trace = /^\/api\/public\/traces\/t-(.*)$/.exec(asked.path)?.[1];
  if (asked.path.endsWith('/v2/observations')) return json({ message: 'Not found' }, 404)(asked, response);
  if (trace === undefined) return langfuse(given, size)(asked, response);
  const one = given.find(({ id }) => id === trace);
  if (one?.at === undefined) return json({ message: 'Trace not found' }, 404)(asked, response);
  const tags = one.agent === undefined ? [] : [`agent:${one.agent}`];
  return json({ id: `t-${trace}`, timestamp: one.at, tags, metadata: null, observations: [] })(
    asked,
    response,
  );
};

/** Phoenix: spans by their start, annotations by their spans. */
export const phoenix: Fake =
  (given, size = 2) =>
  (asked, response) => {
    if (asked.headers.authorization !== 'Bearer px-1') return json({ detail: 'no' }, 401)(asked, response);
    const { query } = asked;
    const from = Number(query.get('cursor') ?? 0);
    if (asked.path === '/v1/projects/default/spans') {
      const found = given.filter(
        ({ at }) => at !== undefined && Date.parse(at) >= sinceIn(asked, 'start_time'),
      );
      const { items, next = null } = pageOf(found, from, size);
      const data = items.map(({ id, at, agent }) => ({
        ...{ name: 'answer', span_kind: 'AGENT', start_time: at, end_time: at, status_code: 'OK' },
        context: { span_id: `s-${id}`, trace_id: `t-${id}` },
        attributes: agent === undefined ? {} : { 'metadata.agent': agent },
      }));
      return json({ data, next_cursor: next })(asked, response);
    }
    if (asked.path !== '/v1/projects/default/span_annotations')
      return json({ detail: 'no' }, 404)(asked, response);
    const names = query.getAll('include_annotation_names');
    const found = given.filter(
      ({ id, name = 'quality' }) => query.getAll('span_ids').includes(`s-${id}`) && names.includes(name),
    );
    const { items, next = null } = pageOf(found, from, size);
    const data = items.map(({ id, name = 'quality', value, label = null, scoredAt }) => ({
      ...{ id, name, span_id: `s-${id}`, annotator_kind: 'LLM', source: 'API', created_at: scoredAt },
      result: typeof value === 'string' ? { label: value, score: null } : { score: value, label },
    }));
    return json({ data, next_cursor: next })(asked, response);
  };

/** LangSmith: feedback by its creation, runs by their ids. */
export const langsmith: Fake =
  (given, size = 100) =>
  (asked, response) => {
    if (asked.headers['x-api-key'] !== 'ls-1') return json({ detail: 'Unauthorized' }, 401)(asked, response);
    const { query } = asked;
    if (asked.path === '/api/v1/feedback') {
      const found = given.filter(
        ({ name = 'quality', scoredAt }) =>
          query.getAll('key').includes(name) && Date.parse(scoredAt) >= sinceIn(asked, 'min_created_at'),
      );
      const { items } = pageOf(
        found,
        Number(query.get('offset')),
        Math.min(size, Number(query.get('limit'))),
      );
      const data = items.map(({ id, name = 'quality', value, at, scoredAt }) => ({
        ...{ id, key: name, run_id: `r-${id}`, session_id: 'p-1', created_at: scoredAt.replace('Z', '') },
        ...(typeof value === 'string' ? { score: null, value } : { score: value, value: null }),
        ...(at === undefined ? {} : { start_time: at.replace('Z', '') }),
      }));
      return sendJson(response, data);
    }
    if (asked.path !== '/api/v1/runs/query') return json({ detail: 'no' }, 404)(asked, response);
    const { id: wanted } = JSON.parse(asked.body);
    const runs = given
      .filter(({ id }) => wanted.includes(`r-${id}`))
      .map(({ id, agent }) => ({ id: `r-${id}`, name: 'answer', tags: [], extra: { metadata: { agent } } }));
    return json({ runs, cursors: {} })(asked, response);
  };

function sendJson(response: ServerResponse, body: unknown): void {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
}
