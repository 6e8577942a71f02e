import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { commandPermission } from '../../access/commands.ts';
import { requirePermission } from '../../access/guard.ts';
import type { Caller } from '../../access/roles.ts';
import { dayMs } from '../../language/zoned.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { Instant, spanInOrder } from '../../platform/iso.ts';
import { noSuch } from '../../platform/no-such.ts';
import { pageOf } from '../../platform/page.ts';
import type { Result } from '../../platform/refusal.ts';
import type { RuleSet } from '../ruleset.ts';
import { SilenceReason, type SilenceRules } from './commands.ts';
import { plannedIn } from './coverage.ts';
import type { Silence } from './silence.ts';
import {
  PlannedBody,
  plannedBody,
  SilenceBody,
  SilencedFiringBody,
  silenceBody,
  silencedFiringBody,
} from './silence-view.ts';
import { firingsOfSilences, getSilence, listSilences, readSilencedFirings } from './store.ts';

/** The commands and the reads behind the routes. */
export type SilencePorts = {
  readonly db: Db;
  readonly now: () => number;
  readonly ruleSet: () => RuleSet;
  readonly set: (silence: Omit<SilenceRules, 'kind' | 'stops'>, caller: Caller) => Promise<Result<Silence>>;
  readonly end: (number: number, caller: Caller) => Promise<Result<Silence>>;
};

const tags = ['silences'];
const NewSilence = z
  .strictObject({
    agent: z.string().min(1).max(100).optional(),
    tag: z.string().min(1).max(63).optional().meta({ description: 'All agents that carry it then.' }),
    rule: z.string().min(1).max(100).optional().meta({ description: 'Absent: all of them.' }),
    reason: SilenceReason,
    until: Instant.meta({ description: 'At most 4 h ahead.' }),
  })
  .refine(({ agent, tag }) => (agent === undefined) !== (tag === undefined), {
    error: 'expected one of agent and tag',
  });
const params = z.object({ number: z.coerce.number().int().min(1).max(2_147_483_647) });
const number = z.coerce.number().int().min(1);

const list = createRoute({
  tags,
  method: 'get',
  path: '/v1/silences',
  summary: 'Silences, the latest first, each with what it hid',
  middleware: requirePermission('read'),
  request: {
    query: z.object({
      running: z.enum(['true', 'false']).optional().meta({ description: 'true: those alone that run now.' }),
      limit: number.max(200).default(50),
      cursor: number.max(2_147_483_647).optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of silences.',
      z.object({ items: z.array(SilenceBody), nextCursor: z.string().optional() }),
    ),
    ...problems(400, 401, 403),
  },
});
const one = createRoute({
  tags,
  method: 'get',
  path: '/v1/silences/{number}',
  summary: 'One silence, with what it hid',
  middleware: requirePermission('read'),
  request: { params },
  responses: { 200: jsonAnswer('The silence.', SilenceBody), ...problems(400, 401, 403, 404) },
});
const set = createRoute({
  tags,
  method: 'post',
  path: '/v1/silences',
  summary: 'Silence a rule, or all, on an agent or a tag',
  description:
    'From now on, for at most 4 h. The rules go on being evaluated and recorded; nobody is told and nothing opens. What still fires at the end trips at once. Rules that stop an agent are an approver’s to silence. To extend a silence, set another one.',
  // Keys that reach some agents alone silence these: the command says which.
  middleware: requirePermission(commandPermission.silenceRules, { agentIn: 'body' }),
  request: { body: jsonBody(NewSilence) },
  responses: {
    201: jsonAnswer('The silence runs.', SilenceBody),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});
const end = createRoute({
  tags,
  method: 'delete',
  path: '/v1/silences/{number}',
  summary: 'End a silence before its time',
  description: 'What still fires trips at once.',
  middleware: requirePermission(commandPermission.endSilence, { agentIn: 'body' }),
  request: { params },
  responses: {
    200: jsonAnswer('The silence is over.', SilenceBody),
    ...problems(400, 401, 403, 404, 409, 503),
  },
});
const firings = createRoute({
  tags,
  method: 'get',
  path: '/v1/silenced-firings',
  summary: 'Firings that silences and planned work held back',
  middleware: requirePermission('read'),
  request: {
    query: z
      .object({
        agent: z.string().min(1).max(100).optional(),
        from: Instant.optional().meta({ description: 'The last 7 days, if left out.' }),
        to: Instant.optional(),
      })
      .refine(...spanInOrder),
  },
  responses: {
    200: jsonAnswer(
      'Those that were held back at some time of the span, the oldest first.',
      z.object({ items: z.array(SilencedFiringBody) }),
    ),
    ...problems(400, 401, 403),
  },
});
const planned = createRoute({
  tags,
  method: 'get',
  path: '/v1/maintenance',
  summary: 'Planned work: its windows, those that begin first in front',
  middleware: requirePermission('read'),
  request: {
    query: z.object({
      agent: z.string().min(1).max(100).optional(),
      from: Instant.optional().meta({ description: 'Now, if left out.' }),
      days: number.max(62).default(14),
      limit: number.max(1_000).default(100),
      cursor: z.coerce.number().int().min(0).max(10_000_000).default(0),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of windows. Give `from` together with a cursor.',
      z.object({ items: z.array(PlannedBody), nextCursor: z.string().optional() }),
    ),
    ...problems(400, 401, 403),
  },
});

/** Silences and planned work over HTTP. */
export function silenceRoutes(ports: SilencePorts): OpenAPIHono<HttpEnv> {
  const { db, now } = ports;
  const router = createRouter();
  router.openapi(list, async (c) => {
    const { running, limit, cursor: before } = c.req.valid('query');
    const runningAt = running === 'true' ? now() : undefined;
    const found = await listSilences(db, { limit: limit + 1, before, runningAt });
    const page = pageOf(found, limit, (last) => String(last.number));
    const items = await withFirings(ports, page.items);
    return c.json(defined({ items, nextCursor: page.next }), 200);
  });
  router.openapi(one, async (c) => {
    const asked = c.req.valid('param').number;
    const silence = await getSilence(db, asked);
    if (silence === undefined) return sendRefusal(c, noSuch('silence', asked));
    const [body] = await withFirings(ports, [silence]);
    if (body === undefined) throw new Error('a silence without a body');
    return c.json(body, 200);
  });
  router.openapi(set, async (c) => {
    const { agent, tag, ...rest } = c.req.valid('json');
    const of = agent === undefined ? { tag: tag ?? '' } : { agent };
    const result = await ports.set({ of, ...rest }, c.get('caller'));
    return result.ok ? c.json(silenceBody(result.value, [], now()), 201) : sendRefusal(c, result.refusal);
  });
  router.openapi(end, async (c) => {
    const result = await ports.end(c.req.valid('param').number, c.get('caller'));
    if (!result.ok) return sendRefusal(c, result.refusal);
    const hid = await firingsOfSilences(db, [result.value.number]);
    return c.json(silenceBody(result.value, hid, now()), 200);
  });
  router.openapi(firings, async (c) => {
    const { agent, to = now() + 1, from = to - 7 * dayMs } = c.req.valid('query');
    const found = await readSilencedFirings(db, { from, to, agent });
    return c.json({ items: found.map(silencedFiringBody) }, 200);
  });
  router.openapi(planned, (c) => {
    const at = now();
    const { agent, from = at, days, limit, cursor } = c.req.valid('query');
    const windows = plannedIn(
      ports.ruleSet(),
      { from, to: from + days * dayMs },
      (mandate) => agent === undefined || mandate.agent === agent,
    );
    const items = windows.slice(cursor, cursor + limit).map((window) => plannedBody(window, at));
    const next = cursor + limit < windows.length ? String(cursor + limit) : undefined;
    return c.json(defined({ items, nextCursor: next }), 200);
  });
  return router;
}

async function withFirings({ db, now }: SilencePorts, silences: readonly Silence[]): Promise<SilenceBody[]> {
  const hid = await firingsOfSilences(
    db,
    silences.map((silence) => silence.number),
  );
  return silences.map((silence) => silenceBody(silence, hid, now()));
}
