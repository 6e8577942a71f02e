import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { carries } from '../../access/guard.ts';
import { defined } from '../../platform/defined.ts';
import { invalidAddress } from '../../platform/http/field-errors.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { noSuch } from '../../platform/no-such.ts';
import {
  AcceptRiskBody,
  AddActionBody,
  AddImprovementBody,
  AddRiskBody,
  AttestCriterionBody,
  ClosePlanBody,
  EditActionBody,
  EditImprovementBody,
  EditPlanBody,
  EditRiskBody,
  EditTaskBody,
  HoldReviewBody,
  LogResultBody,
  NoteCaseBody,
  PlanCommand,
  type PlanCommandKind,
  SignPlanBody,
  TickItemBody,
} from '../commands/command.ts';
import { incidentAtWork } from '../plan.ts';
import { type Answer, partAnswers, wholePlan } from './answer-routes.ts';
import type { PlanPorts } from './ports.ts';
import { PartId, type PartKind, PlanNumber } from './shared-routes.ts';

const { action, improvement, criterion, risk, task } = partAnswers;

/** The route of a command: the path names the plan or the part that it is about, the body says the rest. */
type CommandRoute = {
  readonly kind: PlanCommandKind;
  readonly method: 'post' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  /** The path names such a part by its id; without it, a plan by its number. */
  readonly part?: PartKind;
  /** Path parameters besides the plan or the part. */
  readonly params?: z.ZodRawShape;
  readonly body?: z.ZodObject;
  readonly isBodyOptional?: true;
  /** Among which parts of the plan the new one is the last. */
  readonly adds?: 'actions' | 'improvements' | 'risks';
  readonly answer: Answer;
};

const step = (kind: PlanCommandKind, verb: string, summary: string, body: z.ZodObject): CommandRoute => ({
  ...{ kind, method: 'post', path: `/v1/plans/{number}/${verb}`, summary, body },
  answer: wholePlan('The plan as it stands now.'),
});

/** The place of an item. */
const place = {
  checklist: z.string().max(64),
  index: z.coerce.number().int().nonnegative().openapi({ description: 'Place in the list, from 0.' }),
};

const commandRoutes: readonly CommandRoute[] = [
  {
    kind: 'editPlan',
    method: 'patch',
    path: '/v1/plans/{number}',
    summary: 'Edit a plan: root cause, objective, context, review cadence, …',
    body: EditPlanBody,
    answer: wholePlan('The plan.'),
  },
  {
    kind: 'addAction',
    method: 'post',
    path: '/v1/plans/{number}/actions',
    summary: 'Add a corrective action',
    body: AddActionBody,
    adds: 'actions',
    answer: action,
  },
  {
    kind: 'editAction',
    method: 'patch',
    path: '/v1/actions/{id}',
    summary: 'Edit an action, or say how far it is',
    part: 'action',
    body: EditActionBody,
    answer: action,
  },
  {
    kind: 'dropAction',
    method: 'delete',
    path: '/v1/actions/{id}',
    summary: 'Take an action out of a draft',
    part: 'action',
    answer: wholePlan('The plan without it.'),
  },
  {
    kind: 'tickItem',
    method: 'post',
    path: '/v1/actions/{id}/checklists/{checklist}/items/{index}',
    summary: "Tick an item of an action's checklist, or take the tick back",
    part: 'action',
    params: place,
    body: TickItemBody,
    answer: action,
  },
  {
    kind: 'noteCase',
    method: 'patch',
    path: '/v1/actions/{id}/checklists/{checklist}/items/{index}',
    summary: 'Note how far a case is: who, when, by which channel, with which result',
    part: 'action',
    params: place,
    body: NoteCaseBody,
    answer: action,
  },
  {
    kind: 'attestCriterion',
    method: 'post',
    path: '/v1/criteria/{id}/attest',
    summary: 'Vouch for what no metric measures',
    part: 'criterion',
    body: AttestCriterionBody,
    answer: criterion,
  },
  {
    kind: 'addImprovement',
    method: 'post',
    path: '/v1/plans/{number}/improvements',
    summary: 'Add an improvement',
    body: AddImprovementBody,
    adds: 'improvements',
    answer: improvement,
  },
  {
    kind: 'editImprovement',
    method: 'patch',
    path: '/v1/improvements/{id}',
    summary: 'Edit an improvement, or say how far it is',
    part: 'improvement',
    body: EditImprovementBody,
    answer: improvement,
  },
  {
    kind: 'dropImprovement',
    method: 'delete',
    path: '/v1/improvements/{id}',
    summary: 'Take an improvement off the plan',
    part: 'improvement',
    answer: wholePlan('The plan without it.'),
  },
  {
    kind: 'addRisk',
    method: 'post',
    path: '/v1/plans/{number}/risks',
    summary: 'Add a risk to follow',
    body: AddRiskBody,
    adds: 'risks',
    answer: risk,
  },
  {
    kind: 'editRisk',
    method: 'patch',
    path: '/v1/risks/{id}',
    summary: 'Edit a risk, or say that it has come about',
    part: 'risk',
    body: EditRiskBody,
    answer: risk,
  },
  {
    kind: 'dropRisk',
    method: 'delete',
    path: '/v1/risks/{id}',
    summary: 'Take a risk off the plan',
    part: 'risk',
    answer: wholePlan('The plan without it.'),
  },
  {
    kind: 'editTask',
    method: 'patch',
    path: '/v1/tasks/{id}',
    summary: 'Tick a task that follows a closure, or hand it on',
    part: 'task',
    body: EditTaskBody,
    answer: task,
  },
  step('holdReview', 'reviews', 'Record that the plan was reviewed', HoldReviewBody),
  step('logResult', 'log', 'Note a result in the follow-up log', LogResultBody),
  step('acceptRisk', 'accept-risk', 'Answer for an action that the plan is to close without', AcceptRiskBody),
  step('signPlan', 'sign', 'Sign the plan; the second signature for activation activates it', SignPlanBody),
  {
    ...step('closePlan', 'close', 'Close the plan, or hear everything that is missing', ClosePlanBody),
    isBodyOptional: true,
  },
];

/** The commands that change a plan, over HTTP. */
export function planCommandRoutes(ports: PlanPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  for (const route of commandRoutes) addRoute(router, route, ports);
  return router;
}

function addRoute(router: OpenAPIHono<HttpEnv>, route: CommandRoute, ports: PlanPorts): void {
  const { kind, method, path, summary, body, answer } = route;
  const responses: RouteConfig['responses'] = {
    [route.adds === undefined ? 200 : 201]: jsonAnswer(answer.description, answer.schema),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  };
  const params = (route.part === undefined ? PlanNumber : PartId).extend(route.params ?? {});
  const common = { tags: ['plans'], middleware: carries(kind), method, path, summary, responses };
  if (body === undefined) {
    router.openapi(createRoute({ ...common, request: { params } }), (c) =>
      carryOut(c, ports, route, c.req.valid('param'), {}),
    );
    return;
  }
  const request = { params, body: { ...jsonBody(body), required: route.isBodyOptional !== true } };
  router.openapi(createRoute({ ...common, request }), (c) =>
    carryOut(c, ports, route, c.req.valid('param'), c.req.valid('json')),
  );
}

type Values = Readonly<Record<string, unknown>>;

/** Has the command of a request carried out, and shows what became of the plan or of the part of it. */
async function carryOut(
  c: Context,
  ports: PlanPorts,
  { kind, part, adds, answer }: CommandRoute,
  { number, id, index: item, ...path }: Values,
  // The plan's own kind makes room for the command's.
  { kind: planKind, ...body }: Values,
): Promise<Response> {
  const named = String(id);
  const missing = () => sendRefusal(c, noSuch(part ?? 'action', named));
  const plan = part === undefined ? number : (await ports.planOfPart(named))?.number;
  if (plan === undefined) return missing();
  const command = defined({ ...path, item, planKind, ...body, [part ?? 'plan']: id, kind, plan });
  // The body was checked before: what does not fit now stands in the address.
  const given = PlanCommand.safeParse(command);
  if (!given.success) return sendRefusal(c, invalidAddress(given.error.issues));
  const result = await ports.command(given.data, c.get('caller'));
  if (!result.ok) return sendRefusal(c, result.refusal);
  const after = result.value;
  const about = adds === undefined ? named : (after[adds]?.at(-1)?.id ?? '');
  const isIncidentOpen = await ports.isIncidentOpen(incidentAtWork(after));
  const shown = answer.show(after, ports.now(), about, { isIncidentOpen });
  if (shown === undefined) return missing();
  if (adds === undefined) return c.json(shown, 200);
  return c.json(shown, 201, { Location: `/v1/${adds}/${about}` });
}
