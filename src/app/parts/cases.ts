import type { OpenAPIHono } from '@hono/zod-openapi';
import { classifiedIncidents } from '../../incidents/clocks/clock-store.ts';
import { clockRoutes } from '../../incidents/clocks/routes.ts';
import { interactionRoutes } from '../../incidents/interaction-routes.ts';
import { incidentRoutes } from '../../incidents/routes.ts';
import { getIncident, isIncidentOpen, listIncidents } from '../../incidents/store.ts';
import { wrongInteractions } from '../../metrics/storage/interactions-store.ts';
import { createAuditReader } from '../../plans/audit/intake/reader.ts';
import { caseListRoutes } from '../../plans/cases/routes.ts';
import { planCommandRoutes } from '../../plans/http/command-routes.ts';
import { documentRoutes } from '../../plans/http/document-routes.ts';
import { newPlanRoutes } from '../../plans/http/new-plan-routes.ts';
import type { PlanPorts } from '../../plans/http/ports.ts';
import { planRoutes } from '../../plans/http/routes.ts';
import { caseLinks } from '../../plans/recurrence.ts';
import { documentSources } from '../../plans/store/document-store.ts';
import { findPlanByPart, getPlan, listPlans, verdictHistory } from '../../plans/store/store.ts';
import type { HttpEnv } from '../../platform/http/http.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { readRegister } from '../../register/store.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import { calendarsOf } from './calendars.ts';
import { caseReads } from './case-reads.ts';
import { dossiersOf } from './dossiers.ts';
import { mirrorOf } from './mirror.ts';
import type { Notices } from './notices.ts';
import { replaysOf } from './replays.ts';
import { weeklyOf } from './weekly.ts';

/** Incidents and plans: their lives, their papers, and the issues and cases that follow elsewhere. */
export function casesOf(ground: Ground, core: Core, { worker }: Pick<Notices, 'worker'>) {
  const mirror = mirrorOf(ground, core);
  const replays = replaysOf(ground, core);
  const weekly = weeklyOf(ground, core, worker.wake);
  const calendars = calendarsOf(ground, core);
  const dossiers = dossiersOf(ground, core, worker.wake);
  const reads = caseReads(ground, core);
  return {
    ...{ calendars: calendars.commands, dossiers, reads, issues: mirror.issues },
    ...{ weekly: weekly.desk, printer: weekly.printer },
    api: [
      ...incidentDoors(ground, core),
      ...planDoors(ground, core, reads),
      calendars.routes,
      dossiers.routes,
      weekly.routes,
      mirror.routes,
    ],
    hooks: [mirror.hooks, calendars.feed],
    askers: [mirror.mirror, replays],
    addJobs: (jobs: Jobs): void => {
      weekly.addJobs(jobs);
      jobs.add('evidence', '41 3 * * *', dossiers.sweep);
    },
  };
}

/** Incidents and plans as other parts use them. */
export type Cases = ReturnType<typeof casesOf>;

function incidentDoors(
  { ports: { clock }, opened: { database } }: Ground,
  { thread: { ruleSet, toIncident } }: Core,
): OpenAPIHono<HttpEnv>[] {
  const { db } = database;
  const { now } = clock;
  const get = (number: number) => getIncident(db, number);
  return [
    incidentRoutes({
      ...{ now, get, command: toIncident },
      list: (query) => listIncidents(db, query),
      timeline: (number) => readRegister(db, { incident: number, limit: 1_000 }),
      links: async ({ number, plan }) =>
        caseLinks(plan === undefined ? undefined : await getPlan(db, plan), number),
    }),
    clockRoutes({ now, classified: () => classifiedIncidents(db), command: toIncident }),
    interactionRoutes({ now, ruleSet, get, wrong: (query) => wrongInteractions(db, query) }),
  ];
}

function planDoors(
  { ports: { clock }, opened: { database } }: Ground,
  { thread: { ruleSet, toPlan, toReplay, toNewPlan } }: Core,
  reads: ReturnType<typeof caseReads>,
): OpenAPIHono<HttpEnv>[] {
  const { db } = database;
  const { now } = clock;
  const plans: PlanPorts = {
    now,
    plan: (number) => getPlan(db, number),
    planOfPart: (id) => findPlanByPart(db, id),
    isIncidentOpen: (number) => isIncidentOpen(db, number),
    list: (query) => listPlans(db, query),
    history: (criterion, span) => verdictHistory(db, criterion, span),
    command: toPlan,
  };
  return [
    planRoutes(plans),
    planCommandRoutes(plans),
    caseListRoutes({ now, planOfPart: plans.planOfPart, command: toPlan, replay: toReplay, ...reads }),
    newPlanRoutes({
      ...{ now, begin: toNewPlan, readAudit: createAuditReader() },
      people: () => ruleSet().people,
    }),
    documentRoutes({
      plan: plans.plan,
      sources: (plan) => documentSources(db, ruleSet(), now(), plan),
    }),
  ];
}
