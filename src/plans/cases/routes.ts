import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries, requirePermission } from '../../access/guard.ts';
import type { Caller } from '../../access/roles.ts';
import { defined } from '../../platform/defined.ts';
import { fieldErrors } from '../../platform/http/field-errors.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { iso } from '../../platform/iso.ts';
import { noSuch } from '../../platform/no-such.ts';
import type { Result } from '../../platform/refusal.ts';
import { AddCasesBody, type PlanCommand } from '../commands/command.ts';
import { Name } from '../commands/fields.ts';
import { ActionBody, actionBody } from '../http/action-body.ts';
import { PartId } from '../http/shared-routes.ts';
import type { Action, Plan } from '../plan.ts';
import { invalidFields } from '../refusals.ts';
import type { NewCase } from './fields.ts';
import { readCaseBytes } from './intake/bytes.ts';
import { type ReplayAction, ReplayActionBody } from './replay-command.ts';
import { replayEnds, replayScopes } from './standing.ts';
import type { ReplayView } from './view.ts';

/** The reads and commands behind the routes of cases. */
export type CasePorts = {
  readonly now: () => number;
  readonly planOfPart: (id: string) => Promise<Plan | undefined>;
  readonly command: (command: PlanCommand, caller: Caller) => Promise<Result<Plan>>;
  readonly replay: (command: ReplayAction, caller: Caller) => Promise<Result<Plan>>;
  /** The interactions that were wrong while the plan's incident lasted, as cases. */
  readonly wrongCases: (plan: Plan) => Promise<Result<WrongCases>>;
  readonly replayOf: (plan: Plan, action: Action) => Promise<ReplayView>;
};

/** `left`: how many more there were than a list holds. */
export type WrongCases = { readonly cases: readonly NewCase[]; readonly left: number };

const time = z.iso.datetime();
const OfList = PartId.extend({ checklist: Name });

const Added = z
  .object({
    added: z.int().openapi({ description: 'Cases that the list did not hold yet.' }),
    known: z.int().openapi({ description: 'Cases that it held already: nothing is added twice.' }),
    ignored: z.array(z.string()).openapi({ description: 'Columns of the table that say nothing of a case.' }),
    left: z.int().openapi({ description: 'Interactions beyond what a list holds.' }),
    action: ActionBody,
  })
  .openapi('AddedCases');

const add = createRoute({
  tags: ['plans'],
  middleware: carries('addCases'),
  method: 'post',
  path: '/v1/actions/{id}/checklists/{checklist}/cases',
  summary: 'Add cases to a list of an action, as JSON or as CSV',
  description:
    'CSV has a line of column names (text, id, reason, question, expect, channel), or one case a line. All of it is taken, or nothing.',
  request: {
    params: OfList,
    body: {
      // What is no JSON is judged below.
      required: false,
      content: { 'application/json': { schema: AddCasesBody }, 'text/csv': { schema: z.string() } },
    },
  },
  responses: {
    200: jsonAnswer('What was added.', Added),
    ...problems(400, 401, 403, 404, 409, 413, 422, 503),
  },
});

const fill = createRoute({
  tags: ['plans'],
  middleware: carries('addCases'),
  method: 'post',
  path: '/v1/actions/{id}/checklists/{checklist}/fill',
  summary: 'Add the interactions that were wrong while the incident lasted, by id and reason',
  request: { params: OfList },
  responses: { 200: jsonAnswer('What was added.', Added), ...problems(401, 403, 404, 409, 422, 503) },
});

const ReplayBody = z
  .object({
    action: z.string(),
    run: z
      .object({
        number: z.int(),
        begunAt: time,
        by: z.string(),
        scope: z.enum(replayScopes),
        endedAt: time.optional(),
        ended: z.enum(replayEnds).optional(),
      })
      .optional(),
    countsFrom: time.optional().openapi({
      description: 'Answers of before count for nothing: the end of the action and its settling time.',
    }),
    cases: z.int(),
    passed: z.int(),
    failed: z.int(),
    unmeasured: z.int(),
    questions: z.array(
      z.object({
        checklist: z.string(),
        item: z.int().openapi({ description: 'Place in the list, from 0.' }),
        key: z.string().openapi({ description: 'How the register names the question.' }),
        text: z.string(),
        outcome: z.enum(['passed', 'failed', 'unmeasured']).optional(),
        counts: z.boolean(),
        reason: z.string().optional(),
        at: time.optional(),
        run: z.int().optional(),
        status: z.int().optional(),
        tookMs: z.int().optional(),
        hash: z.string().optional().openapi({ description: 'SHA-256 of the answer, as in the register.' }),
        answer: z.string().optional().openapi({ description: 'Its beginning, kept for a month.' }),
      }),
    ),
  })
  .openapi('Replay');

const replay = createRoute({
  tags: ['plans'],
  middleware: carries('replayAction'),
  method: 'post',
  path: '/v1/actions/{id}/replay',
  summary: 'Ask the agent all cases of an action again, now',
  request: { params: PartId, body: { ...jsonBody(ReplayActionBody), required: false } },
  responses: {
    202: jsonAnswer('The replay, which goes on by itself.', ReplayBody),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});

const show = createRoute({
  tags: ['plans'],
  middleware: requirePermission('read'),
  method: 'get',
  path: '/v1/actions/{id}/replay',
  summary: 'How the cases of an action were answered when they were asked again',
  request: { params: PartId },
  responses: { 200: jsonAnswer('The replay.', ReplayBody), ...problems(401, 403, 404) },
});

/** Cases and replays over HTTP. */
export function caseListRoutes(ports: CasePorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();

  router.openapi(add, async (c) => {
    const isCsv = c.req.header('content-type')?.startsWith('text/csv') === true;
    const read = isCsv ? readCaseBytes(new Uint8Array(await c.req.arrayBuffer())) : undefined;
    if (read?.ok === false) return sendRefusal(c, read.refusal);
    const told = AddCasesBody.safeParse(c.req.valid('json'));
    if (read === undefined && !told.success)
      return sendRefusal(c, invalidFields(fieldErrors('json', told.error.issues)).refusal);
    const given = read?.value ?? told.data ?? { cases: [] };
    const added = await addTo(ports, c.req.valid('param'), given, c.get('caller'));
    if (!added.ok) return sendRefusal(c, added.refusal);
    return c.json({ ...added.value, ignored: [...(read?.value.ignored ?? [])], left: 0 }, 200);
  });
  router.openapi(fill, async (c) => {
    const params = c.req.valid('param');
    const plan = await ports.planOfPart(params.id);
    if (plan === undefined) return sendRefusal(c, noSuch('action', params.id));
    const wrong = await ports.wrongCases(plan);
    if (!wrong.ok) return sendRefusal(c, wrong.refusal);
    const added = await addTo(ports, params, { cases: wrong.value.cases }, c.get('caller'));
    if (!added.ok) return sendRefusal(c, added.refusal);
    return c.json({ ...added.value, ignored: [], left: wrong.value.left }, 200);
  });
  router.openapi(replay, async (c) => {
    const { id } = c.req.valid('param');
    const plan = await ports.planOfPart(id);
    if (plan === undefined) return sendRefusal(c, noSuch('action', id));
    const { version } = c.req.valid('json') ?? {};
    const order = defined({ kind: 'replayAction' as const, plan: plan.number, action: id, version });
    const result = await ports.replay(order, c.get('caller'));
    if (!result.ok) return sendRefusal(c, result.refusal);
    const action = actionIn(result.value, id);
    if (action === undefined) return sendRefusal(c, noSuch('action', id));
    return c.json(bodyOf(id, await ports.replayOf(result.value, action)), 202);
  });
  router.openapi(show, async (c) => {
    const { id } = c.req.valid('param');
    const plan = await ports.planOfPart(id);
    const action = plan && actionIn(plan, id);
    if (plan === undefined || action === undefined) return sendRefusal(c, noSuch('action', id));
    return c.json(bodyOf(id, await ports.replayOf(plan, action)), 200);
  });
  return router;
}

/** Adds cases to a list, and says how many were new. */
async function addTo(
  ports: Pick<CasePorts, 'planOfPart' | 'command' | 'now'>,
  { id, checklist }: { readonly id: string; readonly checklist: string },
  { cases, version }: { readonly cases: readonly NewCase[]; readonly version?: number | undefined },
  caller: Caller,
) {
  const plan = await ports.planOfPart(id);
  if (plan === undefined) return { ok: false, refusal: noSuch('action', id) } as const;
  const before = countIn(plan, id, checklist);
  const order = { kind: 'addCases', plan: plan.number, action: id, checklist } as const;
  const result = await ports.command({ ...order, version, cases: [...cases] }, caller);
  if (!result.ok) return result;
  const added = countIn(result.value, id, checklist) - before;
  const action = actionIn(result.value, id);
  if (action === undefined) return { ok: false, refusal: noSuch('action', id) } as const;
  const body = actionBody(action, result.value, ports.now());
  return { ok: true, value: { added, known: cases.length - added, action: body } } as const;
}

function actionIn(plan: Plan, id: string): Action | undefined {
  return plan.actions.find((one) => one.id === id);
}

function countIn(plan: Plan, id: string, checklist: string): number {
  return actionIn(plan, id)?.checklists.find((list) => list.id === checklist)?.items.length ?? 0;
}

function bodyOf(
  action: string,
  { run, countsFrom, tally, questions }: ReplayView,
): z.infer<typeof ReplayBody> {
  const { cases, passed, failed, unmeasured } = tally;
  return {
    ...{ action, cases, passed, failed, unmeasured },
    run:
      run &&
      defined({
        ...{ number: run.no, begunAt: iso(run.begunAt), by: run.by, scope: run.scope },
        ...{ endedAt: iso(run.end?.at), ended: run.end?.how },
      }),
    countsFrom: iso(countsFrom),
    questions: questions.map(({ at, ...one }) => ({ ...one, at: iso(at) })),
  };
}
