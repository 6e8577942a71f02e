import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { type Caller, may, rolesFor } from '../../access/roles.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { sendRefusal } from '../../platform/http/problem.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { closePlan } from '../commands/closure.ts';
import { logFollowUp } from '../commands/edit.ts';
import { acceptRisk } from '../commands/risk.ts';
import { signPlan } from '../commands/signature.ts';
import { holdReview } from '../review.ts';
import type { PlanPorts } from './ports.ts';
import { answerOf, bodyOf, changeProblems, PlanAnswer, PlanNumber, unknownPlan } from './shared-routes.ts';
import { planBody, SignedStep, SignerRole } from './wire.ts';
import { LogRequest, ReviewRequest, RiskRequest, version } from './wire-edits.ts';
import { dueMoment } from './wire-time.ts';

const tags = ['plans'];
const answers = { 200: answerOf('The plan as it stands now.', PlanAnswer), ...changeProblems };
const SignRequest = z.strictObject({ version, as: SignerRole, for: SignedStep });
const CloseRequest = z.strictObject({ version });

const review = createRoute({
  tags,
  middleware: requirePermission('plans.edit'),
  method: 'post',
  path: '/v1/plans/{number}/reviews',
  summary: 'Record that the plan was reviewed',
  request: { params: PlanNumber, body: bodyOf(ReviewRequest) },
  responses: answers,
});
const log = createRoute({
  tags,
  middleware: requirePermission('plans.edit'),
  method: 'post',
  path: '/v1/plans/{number}/log',
  summary: 'Note a result in the follow-up log',
  request: { params: PlanNumber, body: bodyOf(LogRequest) },
  responses: answers,
});
const risk = createRoute({
  tags,
  middleware: requirePermission('plans.sign_as_approver'),
  method: 'post',
  path: '/v1/plans/{number}/accept-risk',
  summary: 'Answer for an action that the plan is to close without',
  request: { params: PlanNumber, body: bodyOf(RiskRequest) },
  responses: answers,
});
const sign = createRoute({
  tags,
  middleware: requirePermission('plans.sign_as_owner'),
  method: 'post',
  path: '/v1/plans/{number}/sign',
  summary: 'Sign the plan; the second signature for activation activates it',
  request: { params: PlanNumber, body: bodyOf(SignRequest) },
  responses: answers,
});
const close = createRoute({
  tags,
  middleware: requirePermission('plans.close'),
  method: 'post',
  path: '/v1/plans/{number}/close',
  summary: 'Close the plan, or hear everything that is missing',
  request: { params: PlanNumber, body: { ...bodyOf(CloseRequest), required: false } },
  responses: answers,
});

/** The steps of a plan over HTTP: reviews, the log, risks, signatures, closure. */
export function stepRoutes(ports: PlanPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(review, async (c) => {
    const { number } = c.req.valid('param');
    const { version: expected, comment, heldAt, nextDue } = c.req.valid('json');
    const plan = await ports.plan(number);
    if (plan === undefined) return sendRefusal(c, unknownPlan(number));
    const order = {
      comment,
      heldAt: heldAt === undefined ? undefined : Date.parse(heldAt),
      nextDueAt: nextDue === undefined ? undefined : dueMoment(nextDue, plan.timezone),
    };
    const result = await ports.command(
      number,
      (current, ctx) => holdReview(current, order, ctx),
      c.get('caller'),
      expected,
    );
    return result.ok ? c.json(planBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  router.openapi(log, async (c) => {
    const { version: expected, ...order } = c.req.valid('json');
    const result = await ports.command(
      c.req.valid('param').number,
      (current, ctx) => logFollowUp(current, order, ctx),
      c.get('caller'),
      expected,
    );
    return result.ok ? c.json(planBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  router.openapi(risk, async (c) => {
    const { version: expected, ...order } = c.req.valid('json');
    const result = await ports.command(
      c.req.valid('param').number,
      (current, ctx) => acceptRisk(current, order, ctx),
      c.get('caller'),
      expected,
    );
    return result.ok ? c.json(planBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  return signingRoutes(router, ports);
}

function signingRoutes(router: OpenAPIHono<HttpEnv>, ports: PlanPorts): OpenAPIHono<HttpEnv> {
  router.openapi(sign, async (c) => {
    const { version: expected, ...order } = c.req.valid('json');
    const caller = c.get('caller');
    const refusal = order.as === 'approver' ? whyNotAsApprover(caller) : undefined;
    if (refusal !== undefined) return sendRefusal(c, refusal);
    const result = await ports.command(
      c.req.valid('param').number,
      (current, ctx) => signPlan(current, order, ctx),
      caller,
      expected,
    );
    return result.ok ? c.json(planBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  router.openapi(close, async (c) => {
    const result = await ports.command(
      c.req.valid('param').number,
      closePlan,
      c.get('caller'),
      c.req.valid('json').version,
    );
    return result.ok ? c.json(planBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  return router;
}

/** The route lets operators through, because owners sign with an operator's key. */
function whyNotAsApprover(caller: Caller): Refusal | undefined {
  if (may(caller.role, 'plans.sign_as_approver')) return undefined;
  const needed = rolesFor('plans.sign_as_approver').join(' or ');
  return {
    kind: 'forbidden',
    code: 'role_missing',
    detail: `Signing as approver needs a key with the role ${needed}; this key has the role ${caller.role}.`,
    facts: { role: caller.role },
  };
}
