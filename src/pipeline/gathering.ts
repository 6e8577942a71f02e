import { type EvidenceSources, gatherEvidence } from '../incidents/evidence.ts';
import type { Incident } from '../incidents/incident.ts';
import { saveIncident } from '../incidents/store.ts';
import type { Cell } from '../metrics/cell.ts';
import { aggregateCell } from '../metrics/cell.ts';
import type { NamedMetric } from '../metrics/metric.ts';
import { readCells, readReasons } from '../metrics/store.ts';
import { coarsen } from '../metrics/window.ts';
import { withEvidence } from '../plans/enrich.ts';
import { ruleSetHistory } from '../rules/store.ts';
import { type Core, write } from './core.ts';
import { keepPlan } from './trip.ts';

/** How far back evidence looks: enough to tell what is usual, little enough to be read in an instant. */
const lookBackMs = 6 * 3_600_000;
const recentChangesMs = 7 * 86_400_000;
/** Evidence is drawn and compared in steps of a minute, or of a cell where cells are longer. */
const pointMs = 60_000;

/**
 * Gathers the evidence of an agent's incident and completes its plan's hypotheses. It follows the trip in a transaction of
 * its own: the stop does not wait for the reading, and an incident without evidence is completed after a restart.
 */
export async function gatherFor(core: Core, agent: string): Promise<void> {
  const incident = core.memory?.incidents.get(agent);
  const trigger = incident?.triggers[0];
  if (incident === undefined || incident.evidence !== undefined || trigger === undefined) return;
  const evidence = gatherEvidence(await sourcesOf(core, incident, trigger));
  await write(core, async (tx, now) => {
    const after: Incident = { ...incident, evidence };
    await saveIncident(tx, after);
    const plan = incident.plan === undefined ? undefined : core.memory?.plans.get(incident.plan);
    const enriched =
      plan === undefined || plan.state === 'closed' ? undefined : withEvidence(plan, after, core.set);
    if (enriched !== undefined) await keepPlan(tx, { plan: enriched, before: enriched }, now);
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
    return { incidents: [after], plans: enriched === undefined ? [] : [enriched], entries: [entry] };
  });
}

async function sourcesOf(
  core: Core,
  incident: Incident,
  trigger: Incident['triggers'][number],
): Promise<EvidenceSources> {
  const { db } = core.ports.database;
  const at = incident.opened.at;
  const from = at - lookBackMs;
  const { agent } = incident;
  const points = async (metric: NamedMetric) =>
    pointsOf(
      await readCells(db, agent, metric.name, from, at + 1),
      metric,
      from,
      at,
      Math.max(core.set.stepMs, pointMs),
    );
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
    series: breached === undefined ? [] : await points(breached),
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
    ruleChanges: (await ruleSetHistory(db, { from: at - recentChangesMs, to: at })).map(
      ({ hash, inForceSince, summary }) => ({
        hash,
        at: inForceSince,
        summary,
      }),
    ),
  };
}

function longestWindowMs(core: Core, ruleId: string): number {
  const rule = core.set.rules.find(({ id }) => id === ruleId);
  return Math.max(300_000, ...(rule?.when ?? []).map((condition) => condition.window?.lengthMs ?? 0));
}

type Points = readonly (readonly [number, number | null])[];

/** A metric at every step of the span. An age grows where no cell is; the others have a gap there. */
function pointsOf(
  cells: readonly Cell[],
  metric: NamedMetric,
  from: number,
  until: number,
  stepMs: number,
): Points {
  if (metric.aggregate === 'age') return agePoints(cells, from, until, stepMs);
  return coarsen(cells, stepMs).map(
    (cell) => [cell.start, aggregateCell(cell, metric.aggregate, until) ?? null] as const,
  );
}

function agePoints(cells: readonly Cell[], from: number, until: number, stepMs: number): Points {
  const points: [number, number | null][] = [];
  let next = 0;
  let lastAt: number | undefined;
  for (let at = Math.floor(from / stepMs) * stepMs + stepMs; at <= until; at += stepMs) {
    for (let cell = cells[next]; cell !== undefined && cell.lastAt <= at; cell = cells[++next])
      lastAt = cell.lastAt;
    points.push([at, lastAt === undefined ? null : (at - lastAt) / 1000]);
  }
  return points;
}
