import type { OpenAPIHono } from '@hono/zod-openapi';
import { requirePermission } from '../access/guard.ts';
import { incidentRoutes } from '../incidents/routes.ts';
import { getIncident, listIncidents } from '../incidents/store.ts';
import type { DocumentSources } from '../plans/documents/scribe.ts';
import { actionRoutes } from '../plans/http/action-routes.ts';
import { documentRoutes } from '../plans/http/document-routes.ts';
import { improvementRoutes } from '../plans/http/improvement-routes.ts';
import type { PlanPorts } from '../plans/http/ports.ts';
import { planRoutes } from '../plans/http/routes.ts';
import { stepRoutes } from '../plans/http/step-routes.ts';
import type { Plan } from '../plans/plan.ts';
import { findPlanByPart, getPlan, listPlans, verdictHistory } from '../plans/store/store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { HttpEnv } from '../platform/http/http.ts';
import { registerRoutes } from '../register/routes.ts';
import { readRegister, verifyRegister } from '../register/store.ts';
import { ruleSetByHash } from '../rules/sets/store.ts';
import type { Pipeline } from '../thread/pipeline.ts';
import type { RouteSources } from './routes.ts';

/** Incidents, plans and the register. */
export function mountCases(app: OpenAPIHono<HttpEnv>, { clock, database, pipeline }: RouteSources): void {
  const { db } = database;
  app.route(
    '/',
    incidentRoutes({
      now: clock.now,
      list: (query) => listIncidents(db, query),
      get: (number) => getIncident(db, number),
      timeline: (number) => readRegister(db, { incident: number, limit: 1_000 }),
      open: (order, caller) => pipeline.openIncident(order, caller),
      acknowledge: (number, caller) => pipeline.stepIncident(number, 'acknowledge', caller),
      resolve: (number, caller) => pipeline.stepIncident(number, 'resolve', caller),
      close: (number, caller) => pipeline.stepIncident(number, 'close', caller),
    }),
  );
  const plans: PlanPorts = {
    now: clock.now,
    plan: (number) => getPlan(db, number),
    planOfPart: (id) => findPlanByPart(db, id),
    list: (query) => listPlans(db, query),
    history: (criterion, span) => verdictHistory(db, criterion, span),
    command: pipeline.commandPlan,
  };
  for (const routes of [planRoutes, actionRoutes, improvementRoutes, stepRoutes])
    app.route('/', routes(plans));
  app.route(
    '/',
    documentRoutes({ plan: plans.plan, sources: (plan) => documentSources(database, pipeline, clock, plan) }),
  );
  app.route(
    '/',
    registerRoutes({
      mayRead: requirePermission('read'),
      read: (query) => readRegister(db, query),
      verify: () => verifyRegister(db),
    }),
  );
}

async function documentSources(
  database: Database,
  pipeline: Pipeline,
  clock: Clock,
  plan: Plan,
): Promise<DocumentSources> {
  const incident = await getIncident(database.db, plan.incident);
  if (incident === undefined)
    throw new Error(`plan ${plan.number} names incident ${plan.incident}, which is not there`);
  const ruleSet = pipeline.ruleSet();
  const ruleSetThen = await ruleSetByHash(database.db, incident.ruleSet);
  return { incident, ruleSet, ruleSetThen, people: ruleSet.people, now: clock.now() };
}
