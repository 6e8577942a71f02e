import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries, requirePermission } from '../../access/guard.ts';
import { defined } from '../../platform/defined.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { iso } from '../../platform/iso.ts';
import { noSuch } from '../../platform/no-such.ts';
import { pageOf } from '../../platform/page.ts';
import { openDesk } from '../ports.ts';
import { anomalyKinds } from './anomaly.ts';
import { getAnomaly, listAnomalies } from './anomaly-store.ts';
import { AnomalyBody, anomalyBody, CheckBody, checkBody } from './body.ts';
import { checkKinds } from './check.ts';
import { keptChecks } from './check-store.ts';
import { AnomalyChangeBody, NewAnomaly } from './commands.ts';
import { MergeCustomersBody, mergeCustomers } from './merge-store.ts';
import { type AnomalyPorts, changeAnomaly, reportAnomaly } from './store.ts';

const tags = ['anomalies'];
const most = 2_147_483_647;
const params = z.object({ number: z.coerce.number().int().min(1).max(most) });

const report = createRoute({
  tags,
  method: 'post',
  path: '/v1/anomalies',
  summary: 'Report that data is missing, double, wrong or obsolete',
  description:
    'Answered with the date by which it is expected to be corrected; whoever reported it is told how it ended.',
  middleware: carries('reportAnomaly'),
  request: { body: jsonBody(NewAnomaly) },
  responses: {
    201: jsonAnswer('It is reported.', z.object({ number: z.int(), expectedAt: z.iso.datetime() })),
    ...problems(400, 401, 403, 404, 422, 503),
  },
});
const list = createRoute({
  tags,
  method: 'get',
  path: '/v1/anomalies',
  summary: 'Anomalies of data, the latest first',
  middleware: requirePermission('requests.read'),
  request: {
    query: z.object({
      state: z.enum(['standing', 'over']).optional(),
      kind: z.enum(anomalyKinds).optional(),
      customer: z.string().max(63).optional(),
      request: z.coerce.number().int().min(1).max(most).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.coerce.number().int().min(1).max(most).optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of anomalies.',
      z.object({ items: z.array(AnomalyBody), nextCursor: z.string().optional() }),
    ),
    ...problems(400, 401, 403, 404, 503),
  },
});
const one = createRoute({
  tags,
  method: 'get',
  path: '/v1/anomalies/{number}',
  summary: 'An anomaly, with what was said about it',
  middleware: requirePermission('requests.read'),
  request: { params },
  responses: { 200: jsonAnswer('The anomaly.', AnomalyBody), ...problems(400, 401, 403, 404, 503) },
});
const change = createRoute({
  tags,
  method: 'patch',
  path: '/v1/anomalies/{number}',
  summary: 'Acknowledge, correct or decline an anomaly',
  description: 'For a referent or a lead of the desk (people.yaml), or an approver.',
  middleware: carries('reportAnomaly'),
  request: { params, body: jsonBody(AnomalyChangeBody) },
  responses: {
    200: jsonAnswer('The anomaly now.', AnomalyBody),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});
const checks = createRoute({
  tags,
  method: 'get',
  path: '/v1/desk/checks',
  summary: 'What the checks of the desk’s data have found, the latest first',
  description:
    'Each evening what is incomplete; weekly a sample for the referent; monthly, quarterly and yearly audits. Numbers and ids alone.',
  middleware: requirePermission('requests.read'),
  request: {
    query: z.object({
      kind: z.enum(checkKinds).optional(),
      period: z
        .string()
        .max(20)
        .optional()
        .meta({ description: '2026-06-05, 2026-W23, 2026-06, 2026-Q2, 2026' }),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: {
    200: jsonAnswer('The checks.', z.object({ items: z.array(CheckBody) })),
    ...problems(400, 401, 403, 404, 503),
  },
});
const merge = createRoute({
  tags,
  method: 'post',
  path: '/v1/customers/{id}/merge',
  summary: 'Merge a customer into another one who is the same',
  description:
    'Requests, contacts and what is known of both go on under the one that stays; the register keeps which two were made one.',
  middleware: carries('editRequest'),
  request: { params: z.object({ id: z.string().min(1).max(63) }), body: jsonBody(MergeCustomersBody) },
  responses: {
    200: jsonAnswer('They are one.', z.object({ customer: z.string(), requests: z.int() })),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});

/** Anomalies, checks and the merging of customers over HTTP. */
export function anomalyRoutes(ports: AnomalyPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  const { db } = ports.database;
  router.openapi(report, async (c) => {
    const reported = await reportAnomaly(ports, c.req.valid('json'), c.get('caller'));
    if (!reported.ok) return sendRefusal(c, reported.refusal);
    const { number, expectedAt } = reported.value;
    c.header('Location', `/v1/anomalies/${number}`);
    return c.json({ number, expectedAt: iso(expectedAt) }, 201);
  });
  router.openapi(list, async (c) => {
    const desk = openDesk(ports, c.get('caller'));
    if (!desk.ok) return sendRefusal(c, desk.refusal);
    const { cursor: before, limit, ...query } = c.req.valid('query');
    const found = await listAnomalies(db, { ...query, before, limit: limit + 1 });
    const page = pageOf(found, limit, (last) => String(last.number));
    const items = page.items.map((anomaly) => anomalyBody(anomaly));
    return c.json(defined({ items, nextCursor: page.next }), 200);
  });
  router.openapi(one, async (c) => {
    const desk = openDesk(ports, c.get('caller'));
    if (!desk.ok) return sendRefusal(c, desk.refusal);
    const { number } = c.req.valid('param');
    const anomaly = await getAnomaly(db, number);
    if (anomaly === undefined) return sendRefusal(c, noSuch('anomaly', number));
    const ids = [anomaly.note, anomaly.answer].filter((id) => id !== undefined);
    const reading = { who: desk.value.actor.by, why: `anomaly ${number}` };
    const words = await desk.value.vault.open(db, ids, reading);
    const { note = '', answer = '' } = anomaly;
    return c.json(anomalyBody(anomaly, { note: words.get(note), answer: words.get(answer) }), 200);
  });
  router.openapi(change, async (c) => {
    const { number } = c.req.valid('param');
    const changed = await changeAnomaly(ports, number, c.req.valid('json'), c.get('caller'));
    return changed.ok ? c.json(anomalyBody(changed.value), 200) : sendRefusal(c, changed.refusal);
  });
  router.openapi(checks, async (c) => {
    const desk = openDesk(ports, c.get('caller'));
    if (!desk.ok) return sendRefusal(c, desk.refusal);
    const kept = await keptChecks(db, c.req.valid('query'));
    return c.json({ items: kept.map(checkBody) }, 200);
  });
  router.openapi(merge, async (c) => {
    const { id } = c.req.valid('param');
    const merged = await mergeCustomers(ports, id, c.req.valid('json').into, c.get('caller'));
    return merged.ok ? c.json(merged.value, 200) : sendRefusal(c, merged.refusal);
  });
  return router;
}
