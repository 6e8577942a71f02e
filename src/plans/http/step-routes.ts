import type { OpenAPIHono } from '@hono/zod-openapi';
import { type Caller, may, rolesFor } from '../../access/roles.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { sendRefusal } from '../../platform/http/problem.ts';
import type { Refusal } from '../../platform/refusal.ts';
import {
  AcceptRiskBody,
  ClosePlanBody,
  HoldReviewBody,
  LogResultBody,
  SignPlanBody,
} from '../commands/command.ts';
import type { PlanPorts } from './ports.ts';
import { answerPlan, planCommandRoute } from './shared-routes.ts';

const review = planCommandRoute(
  'plans.edit',
  '/v1/plans/{number}/reviews',
  'Record that the plan was reviewed',
  HoldReviewBody,
);
const log = planCommandRoute(
  'plans.edit',
  '/v1/plans/{number}/log',
  'Note a result in the follow-up log',
  LogResultBody,
);
const risk = planCommandRoute(
  'plans.sign_as_approver',
  '/v1/plans/{number}/accept-risk',
  'Answer for an action that the plan is to close without',
  AcceptRiskBody,
);
const sign = planCommandRoute(
  'plans.sign_as_owner',
  '/v1/plans/{number}/sign',
  'Sign the plan; the second signature for activation activates it',
  SignPlanBody,
);
const close = planCommandRoute(
  'plans.close',
  '/v1/plans/{number}/close',
  'Close the plan, or hear everything that is missing',
  ClosePlanBody,
  false,
);

/** The steps of a plan over HTTP: reviews, the log, risks, signatures, closure. */
export function stepRoutes(ports: PlanPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(review, (c) => {
    const command = {
      kind: 'holdReview',
      plan: c.req.valid('param').number,
      ...c.req.valid('json'),
    } as const;
    return answerPlan(c, ports, command);
  });
  router.openapi(log, (c) =>
    answerPlan(c, ports, { kind: 'logResult', plan: c.req.valid('param').number, ...c.req.valid('json') }),
  );
  router.openapi(risk, (c) => {
    const command = {
      kind: 'acceptRisk',
      plan: c.req.valid('param').number,
      ...c.req.valid('json'),
    } as const;
    return answerPlan(c, ports, command);
  });
  router.openapi(sign, async (c) => {
    const command = { kind: 'signPlan', plan: c.req.valid('param').number, ...c.req.valid('json') } as const;
    const refusal = command.as === 'approver' ? whyNotAsApprover(c.get('caller')) : undefined;
    if (refusal !== undefined) return sendRefusal(c, refusal);
    return answerPlan(c, ports, command);
  });
  router.openapi(close, (c) =>
    answerPlan(c, ports, { kind: 'closePlan', plan: c.req.valid('param').number, ...c.req.valid('json') }),
  );
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
