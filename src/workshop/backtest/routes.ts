import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import { requirePermission } from '../../access/guard.ts';
import { parseDuration } from '../../platform/duration.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { type ProblemResponse, problems, sendRefusal } from '../../platform/http/problem.ts';
import { Instant } from '../../platform/iso.ts';
import type { Refusal, Result } from '../../platform/refusal.ts';
import { backtestJson } from './formats.ts';
import type { BacktestQuestion } from './question.ts';
import type { PreparedBacktest } from './run.ts';

/** `prepare` judges the question before anything is sent. */
export type BacktestRoutePorts = {
  readonly prepare: (question: BacktestQuestion) => Promise<Result<PreparedBacktest>>;
};

const duration = z
  .string()
  .refine((text) => (parseDuration(text) ?? 0) > 0, 'expected a duration such as 30d')
  .openapi({ example: '30d' });
const names = z.array(z.string().max(63)).min(1).max(1_000);
const Body = z
  .strictObject({
    since: duration.optional(),
    from: Instant.optional(),
    until: Instant.optional(),
    rules: names.optional(),
    agents: names.optional(),
    set: z
      .union([z.array(z.string().max(2_000)).max(50), z.record(z.string(), z.string().max(2_000))])
      .optional()
      .openapi({
        example: { 'error-rate.when': 'error_rate > 1.5% over 5m' },
        description: 'Changed values, as rule.key → value or as rule.key=value texts.',
      }),
    resumeAfter: duration.optional(),
  })
  .openapi('BacktestQuestion');

const ask = createRoute({
  method: 'post',
  path: '/v1/rules/backtest',
  tags: ['rules'],
  summary: 'What the rules did, and what changed ones would have done, over the stored cells',
  description:
    'Nothing is written and nobody is told. One at a time. With Accept: application/x-ndjson the answer is a stream of {"progress": 0…1} lines that ends with {"report": …} or {"error": …}.',
  middleware: [requirePermission('read')] as const,
  request: { body: { content: { 'application/json': { schema: Body } }, required: true } },
  responses: {
    200: jsonAnswer(
      'The report.',
      z.looseObject({
        before: z.looseObject({ suspendedMinutes: z.number() }),
        after: z.looseObject({ suspendedMinutes: z.number() }),
      }),
    ),
    ...problems(400, 401, 403, 404, 422, 503),
  },
});

const running: Refusal = {
  kind: 'unavailable',
  code: 'backtest_running',
  detail: 'Another backtest is running. This one was not begun; try again in a moment.',
  facts: { retryAfterSeconds: 5 },
};

/** `POST /v1/rules/backtest`. */
export function backtestRoutes(ports: BacktestRoutePorts): OpenAPIHono<HttpEnv> {
  let busy = false;
  return createRouter().openapi(ask, async (c) => {
    if (busy) return sendRefusal(c, running);
    busy = true;
    const free = () => {
      busy = false;
    };
    let streams = false;
    try {
      const prepared = await ports.prepare(questionOf(c.req.valid('json')));
      if (!prepared.ok) return sendRefusal(c, prepared.refusal);
      streams = c.req.header('accept')?.includes('application/x-ndjson') === true;
      if (streams) return streamReport(c, prepared.value, free);
      const report = await prepared.value.run(() => {});
      return report.ok ? c.json(backtestJson(report.value), 200) : sendRefusal(c, report.refusal);
    } finally {
      if (!streams) free();
    }
  });
}

function questionOf(body: z.infer<typeof Body>): BacktestQuestion {
  const { since, from, until, rules, agents, set = [], resumeAfter } = body;
  const sets = Array.isArray(set) ? set : Object.entries(set).map(([name, value]) => `${name}=${value}`);
  return {
    sets,
    sinceMs: since === undefined ? undefined : parseDuration(since),
    from,
    until,
    rules,
    agents,
    resumeAfterMs: resumeAfter === undefined ? undefined : parseDuration(resumeAfter),
  };
}

/** The reader went away: what is left to compute is for nobody. */
class GoneError extends Error {}

function streamReport(c: Context, prepared: PreparedBacktest, free: () => void): ProblemResponse {
  c.header('Content-Type', 'application/x-ndjson');
  c.header('X-Accel-Buffering', 'no');
  const answer = stream(c, async (out) => {
    let gone = false;
    let told = 0;
    out.onAbort(() => {
      gone = true;
    });
    const line = (value: unknown) => out.write(`${JSON.stringify(value)}\n`);
    try {
      const report = await prepared.run(({ done, of }) => {
        if (gone) throw new GoneError('the reader went away');
        const progress = Math.floor((done / Math.max(1, of)) * 100) / 100;
        if (progress <= told) return;
        told = progress;
        void line({ progress });
      });
      if (report.ok) await line({ report: backtestJson(report.value) });
      else await line({ error: { code: report.refusal.code, detail: report.refusal.detail } });
    } catch (error) {
      if (error instanceof GoneError) return;
      await line({ error: { code: 'internal_error', detail: 'The backtest could not be finished.' } });
      throw error;
    } finally {
      free();
    }
  });
  // A stream fits none of the declared bodies, as a problem does.
  return answer as ProblemResponse;
}
