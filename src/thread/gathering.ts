import { type EvidenceSources, gatherEvidence } from '../incidents/evidence.ts';
import type { Evidence, Incident } from '../incidents/incident.ts';
import { saveIncident } from '../incidents/store.ts';
import type { NamedMetric } from '../metrics/metric.ts';
import { seriesPoints } from '../metrics/series.ts';
import { readReasons } from '../metrics/storage/interactions-store.ts';
import { readCells } from '../metrics/storage/store.ts';
import type { PlanChange } from '../plans/commands/change.ts';
import { completeContext, mainTrigger } from '../plans/drafting/context.ts';
import { withEvidence } from '../plans/drafting/enrich.ts';
import type { Plan } from '../plans/plan.ts';
import { engineActor } from '../platform/actor.ts';
import { ruleSetHistory } from '../rules/sets/store.ts';
import { bringBatched } from './cells/settling.ts';
import type { Core } from './core.ts';
import { writeNumbered } from './numbered.ts';
import { planEntry } from './plan-news.ts';
import { keepPlan } from './trip.ts';

/** How far back evidence looks, in cells (six hours of ten seconds): enough to tell what is usual, read in an instant. */
const lookBackCells = 2_160;
const recentChangesMs = 7 * 86_400_000;
/** Evidence is drawn and compared in steps of so many cells (a minute of ten seconds). */
const cellsPerPoint = 6;
/** A rule without a window (an age) was breached over this long. */
const windowlessMs = 300_000;
/** Of the breached metric, what led to the breach is kept to be shown: an hour of minutes. */
const pointsShown = 60;

/** Gathers the evidence that could not be gathered after its trip. One incident's trouble is not another's. */
export async function gatherMissing(core: Core): Promise<void> {
  for (const agent of core.memory?.incidents.keys() ?? []) {
    if (lacking(core, agent) === undefined) continue;
    await gatherFor(core, agent).catch((error: unknown) => {
      core.ports.logger.warn({ err: error, agent }, 'evidence could not be gathered; it is tried again');
    });
  }
}

/**
 * Gathers the evidence of an agent's incident and completes its plan's hypotheses. It follows the trip in a transaction of
 * its own: the stop does not wait for the reading, and an incident without evidence is completed after a restart. Neither
 * does another stop: only what was read asks the queue for a turn. Not to be waited for by what has one.
 */
export function gatherFor(core: Core, agent: string): Promise<void> {
  return core.reading.add(async () => {
    const lack = lacking(core, agent);
    if (lack === undefined) return;
    await bringBatched(core, agent);
    const evidence = gatherEvidence(await sourcesOf(core, lack.incident, lack.trigger));
    await core.queue.add(() => keepEvidence(core, agent, evidence));
  });
}

/** The incident that has no evidence of its main trigger. */
function lacking(core: Core, agent: string) {
  const incident = core.memory?.incidents.get(agent);
  const trigger = incident === undefined ? undefined : mainTrigger(incident);
  if (incident === undefined || trigger === undefined) return undefined;
  // An alert's evidence is not that of the trip which joins it later: then what was seen at the trip counts.
  const isThere = incident.evidence !== undefined && incident.evidence.at >= trigger.firedAt;
  return isThere ? undefined : { incident, trigger };
}

/** Keeps what was read, unless another trigger has become the main one meanwhile: that one's evidence is still to come. */
async function keepEvidence(core: Core, agent: string, evidence: Evidence): Promise<void> {
  const lack = lacking(core, agent);
  if (lack === undefined || lack.trigger.firedAt !== evidence.at) return;
  const { incident } = lack;
  await writeNumbered(core, (_, now) => {
    const after: Incident = { ...incident, evidence };
    const plan = incident.plan === undefined ? undefined : core.memory?.plans.get(incident.plan);
    const completed = plan === undefined ? undefined : withFindings(core, plan, after, now);
    const entry = {
      kind: 'evidenceGathered',
      actor: 'engine',
      agent,
      incident: incident.number,
      data: {
        movedFirst: evidence.movedFirst.map(({ metric, leadMs }) => ({ metric, leadMs })),
        reasons: evidence.reasons.map(({ reason, count }) => ({ reason, count })),
      },
    };
    return {
      changing: (tx) => [
        saveIncident(tx, after),
        ...(plan === undefined || completed === undefined
          ? []
          : [keepPlan(tx, { plan: completed.plan, before: plan }, now)]),
      ],
      incidents: [after],
      plans: completed === undefined ? [] : [completed.plan],
      entries: [entry, ...(completed?.events ?? []).map(planEntry)],
    };
  });
}

/** The plan with its hypotheses and its generated context brought up to what was found. */
function withFindings(core: Core, plan: Plan, incident: Incident, now: number): PlanChange | undefined {
  const mandate = core.set.agents.get(incident.agent);
  if (plan.state === 'closed' || mandate === undefined) return undefined;
  const enriched = withEvidence(plan, incident, core.set);
  return completeContext(enriched, incident, { mandate, ruleSet: core.set }, { actor: engineActor, now });
}

async function sourcesOf(
  core: Core,
  incident: Incident,
  trigger: Incident['triggers'][number],
): Promise<EvidenceSources> {
  const { db } = core.ports.database;
  const at = trigger.firedAt;
  const { stepMs } = core.set;
  const from = at - lookBackCells * stepMs;
  const pointMs = cellsPerPoint * stepMs;
  const { agent } = incident;
  const points = async (metric: NamedMetric) =>
    seriesPoints(await readCells(db, agent, metric.name, from, at + 1), metric, {
      from,
      until: at,
      stepMs: pointMs,
    });
  const breached = core.set.metrics.get(trigger.metric);
  const others = [...core.set.metrics.values()].filter((metric) => metric.name !== trigger.metric);
  const errorMetric = [...core.set.metrics.values()].find(
    (metric) => metric.from_interactions === 'outcome_error',
  );
  const windowMs = longestWindowMs(core, trigger.rule);
  const spanFrom = trigger.breachedAt - windowMs;
  const span =
    errorMetric === undefined ? [] : await readCells(db, agent, errorMetric.name, spanFrom, at + 1);
  return {
    at,
    breachedAt: trigger.breachedAt,
    metric: trigger.metric,
    series: breached === undefined ? [] : (await points(breached)).slice(-pointsShown),
    others: await Promise.all(
      others.map(async (metric) => ({
        metric: metric.name,
        better: metric.better,
        points: await points(metric),
      })),
    ),
    reasons: await readReasons(db, agent, spanFrom, at + 1),
    errors: Math.round(span.reduce((sum, cell) => sum + cell.sum, 0)),
    interactions: Math.round(span.reduce((sum, cell) => sum + cell.weight, 0)),
    ruleChanges: await recentChanges(core, at),
  };
}

/** Edits of the rules in the days before; the first set ever recorded changed nothing. */
async function recentChanges(core: Core, at: number): Promise<EvidenceSources['ruleChanges']> {
  const recorded = await ruleSetHistory(core.ports.database.db, { from: at - recentChangesMs, to: at });
  return recorded
    .filter(({ diff }) => diff.lines.length > 0)
    .map(({ hash, inForceSince, diff }) => ({ hash, at: inForceSince, summary: diff.lines }));
}

/** What the breach was measured over: who was served in that time was exposed to it. */
function longestWindowMs(core: Core, ruleId: string): number {
  const rule = core.set.rules.find(({ id }) => id === ruleId);
  const windows = (rule?.when ?? []).flatMap(({ window }) => (window === undefined ? [] : [window.lengthMs]));
  return windows.length === 0 ? windowlessMs : Math.max(...windows);
}
