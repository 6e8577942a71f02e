import type { OpenAPIHono } from '@hono/zod-openapi';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
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
  'holdReview',
  '/v1/plans/{number}/reviews',
  'Record that the plan was reviewed',
  HoldReviewBody,
);
const log = planCommandRoute(
  'logResult',
  '/v1/plans/{number}/log',
  'Note a result in the follow-up log',
  LogResultBody,
);
const risk = planCommandRoute(
  'acceptRisk',
  '/v1/plans/{number}/accept-risk',
  'Answer for an action that the plan is to close without',
  AcceptRiskBody,
);
const sign = planCommandRoute(
  'signPlan',
  '/v1/plans/{number}/sign',
  'Sign the plan; the second signature for activation activates it',
  SignPlanBody,
);
const close = planCommandRoute(
  'closePlan',
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
    return answerPlan(c, ports, command);
  });
  router.openapi(close, (c) =>
    answerPlan(c, ports, { kind: 'closePlan', plan: c.req.valid('param').number, ...c.req.valid('json') }),
  );
  return router;
}
