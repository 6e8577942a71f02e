import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { type CellColumns, columnsBy } from '../../metrics/storage/cell-columns.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { Instant } from '../../platform/iso.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { type RuleSetJson, ruleSetToJson } from '../../rules/sets/ruleset-json.ts';
import type { OpenCriterion, Past } from './history.ts';

/**
 * The recorded past as others may read it, for replays outside of the process that evaluates: `filrouge rules
 * backtest` beside a running service. One answer holds six hours of one metric at most, so that no read
 * keeps a stop waiting.
 */
export type PastPorts = {
  readonly past: Past;
  /** Resolves when what is recorded is up to the last second. */
  readonly flushCells: () => Promise<void>;
};

/** How much of a metric one answer holds at most. */
export const partMs = 6 * 3_600_000;

const name = z.string().min(1).max(100);
/** Answers hold times in epoch milliseconds, as cells do. */
const ms = z.number().openapi({ description: 'Epoch milliseconds.' });
const span = { from: Instant, until: Instant };
const base = {
  method: 'get' as const,
  tags: ['history'],
  middleware: requirePermission('read'),
};

/** The ends of what is recorded; null where nothing is. */
export const Extent = z.object({
  extent: z.object({ oldest: ms, newest: ms }).nullable(),
});
const extent = createRoute({
  ...base,
  path: '/v1/history/extent',
  summary: 'From when to when metrics are recorded',
  request: { query: z.object({ metrics: z.string().max(20_000).openapi({ example: 'error_rate,csat' }) }) },
  responses: {
    200: jsonAnswer('The starts of the oldest and of the newest cell.', Extent),
    ...problems(400, 401, 403),
  },
});

const column = z.base64();
const numbers = z.array(z.number()).readonly();
/** Cells by column. */
export const PackedCells = z.object({
  start: column,
  sum: column,
  weight: column,
  min: column,
  max: column,
  last: column,
  lastAt: column,
  buckets: z
    .array(z.object({ scale: z.int(), keys: numbers, weights: numbers }).nullable())
    .readonly()
    .openapi({ description: 'For percentiles, a cell each; empty where the metric has none.' }),
});
const cells = createRoute({
  ...base,
  path: '/v1/history/cells',
  summary: 'The recorded cells of one metric of one agent, of six hours at most',
  request: {
    query: z
      .object({ agent: name, metric: name, ...span })
      .refine(({ from, until }) => from < until && until - from <= partMs, {
        path: ['until'],
        message: 'expected a time after from, six hours later at most',
      }),
  },
  responses: {
    200: jsonAnswer('One column a field, each as little-endian doubles in base64.', PackedCells),
    ...problems(400, 401, 403),
  },
});

/** The past of an agent besides its measures. */
export const AgentPast = z.object({
  downtime: z.array(z.object({ from: ms, until: ms.optional() })).readonly(),
  resumes: z.array(z.object({ at: ms, released: z.array(z.string()).readonly() })).readonly(),
  awaited: z
    .array(z.object({ metric: z.string(), since: ms }))
    .readonly()
    .optional(),
  firings: z
    .array(
      z.object({
        rule: z.string(),
        since: ms,
        firedAt: ms,
        end: ms.optional(),
        value: z.number().optional(),
      }),
    )
    .readonly(),
});
const agentPast = createRoute({
  ...base,
  path: '/v1/history/agents/{agent}',
  summary: 'When an agent was suspended, let run again, and which rules fired in a span',
  request: { params: z.object({ agent: name }), query: z.object(span) },
  responses: {
    200: jsonAnswer('The past of the agent besides its measures.', AgentPast),
    ...problems(400, 401, 403),
  },
});

/** All that was known of the agents in a span. */
export const SpanPast = z.object({
  firstRuleSetAt: ms.optional(),
  ruleSets: z.array(z.object({ at: ms, hash: z.string() })).readonly(),
  incidents: z
    .array(z.object({ number: z.int(), agent: z.string(), from: ms, until: ms, openedAt: ms }))
    .readonly(),
  criteria: z
    .array(
      z.object({
        plan: z.int(),
        agent: z.string(),
        id: z.string(),
        spec: z.custom<OpenCriterion['spec']>(isObject).openapi({ type: 'object' }),
      }),
    )
    .readonly(),
});
const spanPast = createRoute({
  ...base,
  path: '/v1/history/span',
  summary: 'The rule sets in force and the incidents of a span, and the criteria of plans still open',
  request: { query: z.object(span) },
  responses: { 200: jsonAnswer('What was known.', SpanPast), ...problems(400, 401, 403) },
});

/** A recorded rule set. Its people are left out: their addresses are nobody's business. */
export const RecordedSet = z.object({
  set: z.custom<RuleSetJson>(isObject).openapi({ type: 'object' }),
});
const recordedSet = createRoute({
  ...base,
  path: '/v1/history/rule-sets/{hash}',
  summary: 'A rule set that was in force, without its people',
  request: { params: z.object({ hash: z.string().max(64) }) },
  responses: { 200: jsonAnswer('The set.', RecordedSet), ...problems(401, 403, 404) },
});

/** `GET /v1/history/…`. */
export function pastRoutes({ past, flushCells }: PastPorts): OpenAPIHono<HttpEnv> {
  return createRouter()
    .openapi(extent, async (c) => {
      await flushCells();
      const { metrics } = c.req.valid('query');
      return c.json({ extent: (await past.extent(metrics.split(','))) ?? null }, 200);
    })
    .openapi(cells, async (c) => {
      const { agent, metric, ...asked } = c.req.valid('query');
      for await (const slice of past.slices(agent, [metric], asked)) {
        const found = slice.cells.get(metric);
        if (found !== undefined) return c.json(packed(found), 200);
      }
      return c.json(packed(columnsBy(0, () => new Float64Array(0))), 200);
    })
    .openapi(agentPast, async (c) => {
      const { agent } = c.req.valid('param');
      const firings = await past.firings(agent, c.req.valid('query'));
      return c.json({ ...(await past.switchRecord(agent)), firings }, 200);
    })
    .openapi(spanPast, async (c) => {
      const asked = c.req.valid('query');
      const known = {
        firstRuleSetAt: await past.firstInForceSince(),
        ruleSets: await past.recordedSets(asked),
        incidents: await past.incidents(asked),
        criteria: await past.openCriteria(),
      };
      return c.json(known, 200);
    })
    .openapi(recordedSet, async (c) => {
      const { hash } = c.req.valid('param');
      const set = await past.ruleSet(hash);
      if (set === undefined) return sendRefusal(c, neverInForce(hash));
      return c.json({ set: ruleSetToJson({ ...set, people: new Map() }) }, 200);
    });
}

function packed(columns: CellColumns): z.infer<typeof PackedCells> {
  const { start, sum, weight, min, max, last, lastAt, buckets } = columns;
  const text = ({ buffer, byteOffset, byteLength }: Float64Array) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  return {
    start: text(start),
    sum: text(sum),
    weight: text(weight),
    min: text(min),
    max: text(max),
    last: text(last),
    lastAt: text(lastAt),
    buckets: buckets.map((one) => one ?? null),
  };
}

function neverInForce(hash: string): Refusal {
  const detail = `No rule set with the hash ${JSON.stringify(hash)} was ever in force.`;
  return { kind: 'not_found', code: 'unknown_rule_set', detail };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
