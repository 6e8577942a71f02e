import type { OpenAPIHono } from '@hono/zod-openapi';
import { requirePermission } from '../access/guard.ts';
import type { KeyCommands } from '../access/key-commands.ts';
import { keyRoutes } from '../access/routes.ts';
import type { MakeLink } from '../access/sign-in/link-commands.ts';
import { linkRoutes } from '../access/sign-in/routes.ts';
import { listKeys } from '../access/store.ts';
import { classifiedIncidents } from '../incidents/clocks/clock-store.ts';
import { clockRoutes } from '../incidents/clocks/routes.ts';
import { interactionRoutes } from '../incidents/interaction-routes.ts';
import { markRoutes } from '../incidents/marks/mark-routes.ts';
import { createNoteMark, readMarks } from '../incidents/marks/mark-store.ts';
import { incidentRoutes } from '../incidents/routes.ts';
import { getIncident, isIncidentOpen, listIncidents } from '../incidents/store.ts';
import { interactionsIntake } from '../metrics/intake/interactions.ts';
import type { IntakePorts } from '../metrics/intake/ports.ts';
import type { RefusalNotes } from '../metrics/intake/refusal-notes.ts';
import { remoteWriteIntake } from '../metrics/intake/remote-write/routes.ts';
import type { SeriesRules } from '../metrics/intake/remote-write/series.ts';
import { samplesIntake } from '../metrics/intake/samples.ts';
import { seriesRoutes } from '../metrics/routes.ts';
import { wrongInteractions } from '../metrics/storage/interactions-store.ts';
import type { StoreCells } from '../metrics/store-cells.ts';
import type { registerMetricsTelemetry } from '../metrics/telemetry.ts';
import type { NoticeDesk } from '../notices/desk-store.ts';
import { noticeRoutes } from '../notices/routes.ts';
import { createAuditReader } from '../plans/audit/intake/reader.ts';
import { caseListRoutes } from '../plans/cases/routes.ts';
import { planCommandRoutes } from '../plans/http/command-routes.ts';
import { documentRoutes } from '../plans/http/document-routes.ts';
import { newPlanRoutes } from '../plans/http/new-plan-routes.ts';
import { playbookRoutes } from '../plans/http/playbook-routes.ts';
import type { PlanPorts } from '../plans/http/ports.ts';
import { planRoutes } from '../plans/http/routes.ts';
import { caseLinks } from '../plans/recurrence.ts';
import { documentSources } from '../plans/store/document-store.ts';
import { findPlanByPart, getPlan, listPlans, verdictHistory } from '../plans/store/store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { defined } from '../platform/defined.ts';
import type { HttpEnv } from '../platform/http/http.ts';
import { isoTimes } from '../platform/iso.ts';
import { registerRoutes } from '../register/routes.ts';
import { readRegister, verifyRegister, verifyRegisterAt } from '../register/store.ts';
import { readFirings } from '../rules/engine/alert-store.ts';
import { proofRoutes } from '../rules/proof-routes.ts';
import { proposalRoutes } from '../rules/proposals/proposal-routes.ts';
import { rulesRoutes } from '../rules/routes.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { silenceRoutes } from '../rules/silences/silence-routes.ts';
import { agentRoutes } from '../switches/agent-routes.ts';
import type { AgentView } from '../switches/agent-view.ts';
import { fleetRoutes } from '../switches/fleet-routes.ts';
import { type Readiness, readinessView } from '../switches/readiness.ts';
import { switchRoutes } from '../switches/routes.ts';
import type { SwitchHub } from '../switches/stream.ts';
import type { Thread } from '../thread/thread.ts';
import { backtestRoutes } from '../workshop/backtest/routes.ts';
import { pastRoutes } from '../workshop/replay/past-routes.ts';
import { trialRoutes } from '../workshop/trial-routes.ts';
import { caseReads } from './cases.ts';
import type { Reach } from './reach/reach.ts';
import type { AgentReads } from './reads.ts';
import type { Rulebook } from './rulebook.ts';
import type { WorkshopPorts } from './workshop.ts';

type Routes = OpenAPIHono<HttpEnv>;

/** Counts what intakes were sent for `/metrics`, and notes what they refused. */
export function countingItems(
  countItems: ReturnType<typeof registerMetricsTelemetry>['count'],
  notes: RefusalNotes,
): IntakePorts['count'] {
  return (source, counts, refusals) => {
    countItems(source, counts);
    notes.add(source, refusals);
  };
}

/** Samples, interactions and remote write. */
export function intakeRoutes(
  { now }: Clock,
  thread: Pick<Thread, 'ruleSet' | 'busy' | 'ingestSamples' | 'ingestBatch' | 'ingestInteractions'>,
  count: IntakePorts['count'],
): Routes[] {
  const { ruleSet, busy, ingestSamples, ingestBatch, ingestInteractions } = thread;
  const known = () => {
    const { agents, metrics } = ruleSet();
    return {
      hasAgent: (agent: string) => agents.has(agent),
      metric: (metric: string) => metrics.get(metric),
    };
  };
  const intake = { now, known, busy, ingestSamples, ingestBatch, ingestInteractions, count };
  return [
    samplesIntake(intake),
    interactionsIntake(intake),
    remoteWriteIntake({ ...intake, rules: () => seriesRules(ruleSet()) }),
  ];
}

function seriesRules({ agents, metrics, sources = [], replicaLabels }: RuleSet): SeriesRules {
  return {
    sources,
    replicaLabels,
    hasAgent: (agent) => agents.has(agent),
    metric: (name) => metrics.get(name),
  };
}

type AgentParts = {
  readonly hub: SwitchHub;
  readonly notes: RefusalNotes;
  readonly storeCells: StoreCells;
  readonly heardFrom: Reach['heardFrom'];
  readonly readiness: (agent: string) => Promise<Readiness | undefined>;
};

/** Agents: switches, mandates, series. */
export function agentRoutesOf(
  { now }: Clock,
  database: Database,
  thread: Pick<Thread, 'ruleSet' | 'toSwitch' | 'toFleet' | 'resumeFleet' | 'flushCells'>,
  reads: AgentReads,
  { hub, notes, storeCells, heardFrom, readiness }: AgentParts,
): Routes[] {
  const { db } = database;
  const { ruleSet, toSwitch, toFleet, resumeFleet, flushCells } = thread;
  const isAgent = (agent: string) => ruleSet().agents.has(agent);
  const view = async (agent: string): Promise<AgentView | undefined> => {
    const seen = await reads.view(agent);
    const refused = notes.of(agent).map(isoTimes);
    const ready = seen && (await readiness(agent));
    const more = {
      refused: refused.length === 0 ? undefined : refused,
      readiness: ready && readinessView(ready),
    };
    return seen && { ...seen, ...defined(more) };
  };
  return [
    switchRoutes({
      hub,
      answer: reads.switchOf,
      ...{ heardFrom, now },
      command: (command, caller) => reads.answered(toSwitch(command, caller)),
    }),
    fleetRoutes({ stop: toFleet, epochOf: reads.epochOf, resume: resumeFleet, preview: reads.previewResume }),
    agentRoutes({ agents: reads.watched, view }),
    markRoutes({
      note: createNoteMark({ database, now, isAgent }),
      list: (agent, to, limit) => readMarks(db, agent, { from: 0, to, limit }),
      isAgent,
      now,
    }),
    seriesRoutes({
      ...{ db, flushCells, storeCells, now },
      stepMs: () => ruleSet().stepMs,
      metric: (name) => ruleSet().metrics.get(name),
      hasAgent: isAgent,
    }),
  ];
}

/** The rules in force, and the workshop. */
export function ruleRoutes(
  { now }: Clock,
  { db }: Database,
  { ruleSet, prove, silences }: Pick<Thread, 'ruleSet' | 'prove' | 'silences'>,
  book: Rulebook,
  workshop: WorkshopPorts,
  reads: Pick<AgentReads, 'latched' | 'silenced'>,
): Routes[] {
  return [
    rulesRoutes({
      db,
      current: () => ({ set: ruleSet(), ...book.reloaded(), latched: reads.latched() }),
      silenced: reads.silenced,
    }),
    backtestRoutes(workshop),
    pastRoutes(workshop),
    proposalRoutes(workshop.proposals.list),
    playbookRoutes({ plan: (number) => getPlan(db, number), learn: workshop.learn }),
    trialRoutes({ ruleSet, now, firings: (query) => readFirings(db, query) }),
    proofRoutes({ ruleSet, prove }),
    silenceRoutes({ db, now, ruleSet, ...silences }),
  ];
}

/** Incidents, plans and the register. */
export function caseRoutes(
  { now }: Clock,
  { db }: Database,
  { ruleSet, ...thread }: Pick<Thread, 'ruleSet' | 'toIncident' | 'toPlan' | 'toReplay' | 'toNewPlan'>,
): Routes[] {
  const plans: PlanPorts = {
    now,
    plan: (number) => getPlan(db, number),
    planOfPart: (id) => findPlanByPart(db, id),
    isIncidentOpen: (number) => isIncidentOpen(db, number),
    list: (query) => listPlans(db, query),
    history: (criterion, span) => verdictHistory(db, criterion, span),
    command: thread.toPlan,
  };
  return [
    incidentRoutes({
      now,
      list: (query) => listIncidents(db, query),
      get: (number) => getIncident(db, number),
      timeline: (number) => readRegister(db, { incident: number, limit: 1_000 }),
      links: async ({ number, plan }) =>
        caseLinks(plan === undefined ? undefined : await getPlan(db, plan), number),
      command: thread.toIncident,
    }),
    clockRoutes({ now, classified: () => classifiedIncidents(db), command: thread.toIncident }),
    interactionRoutes({
      now,
      ruleSet,
      get: (number) => getIncident(db, number),
      wrong: (query) => wrongInteractions(db, query),
    }),
    ...[planRoutes, planCommandRoutes].map((routes) => routes(plans)),
    caseListRoutes({
      ...{ now, planOfPart: plans.planOfPart, command: plans.command, replay: thread.toReplay },
      ...caseReads({ now }, { db }, ruleSet),
    }),
    newPlanRoutes({
      now,
      begin: thread.toNewPlan,
      readAudit: createAuditReader(),
      people: () => ruleSet().people,
    }),
    documentRoutes({
      plan: plans.plan,
      sources: (plan) => documentSources(db, ruleSet(), now(), plan),
    }),
    registerRoutes({
      mayRead: requirePermission('read'),
      read: (query) => readRegister(db, query),
      verify: () => verifyRegister(db),
      verifyAt: (sizes) => verifyRegisterAt(db, sizes),
    }),
  ];
}

/** Notices, keys and one-time links. */
export function houseRoutes(
  { db }: Database,
  keys: KeyCommands,
  links: { readonly make: MakeLink; readonly address: () => string },
  desk: NoticeDesk,
): Routes[] {
  const mayRead = requirePermission('read');
  const maySend = requirePermission('notices.test');
  return [
    noticeRoutes({ db, desk, mayRead, maySend }),
    keyRoutes({ ...keys, list: (page) => listKeys(db, page) }),
    linkRoutes(links.make, links.address),
  ];
}
