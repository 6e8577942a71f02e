import { asc, desc, eq } from 'drizzle-orm';
import type { Incident } from '../incidents/incident.ts';
import { getIncident, listIncidents } from '../incidents/store.ts';
import type { Cell } from '../metrics/cell.ts';
import type { NamedMetric } from '../metrics/metric.ts';
import type { Memory } from '../pipeline/memory.ts';
import type { VerdictEntry } from '../plans/criterion-follow.ts';
import { followUpsAfterClosure } from '../plans/followups.ts';
import type { Plan } from '../plans/plan.ts';
import { getPlan, listPlans } from '../plans/store.ts';
import { criterionVerdicts } from '../plans/tables.ts';
import { alertOf, measureRule } from '../rules/engine.ts';
import { ruleSetByHash, ruleSetHistory } from '../rules/store.ts';
import { ruleSets } from '../rules/tables.ts';
import { downtimeSpans } from '../switches/store.ts';
import { untouchedSwitch } from '../switches/switch.ts';
import { allCoarseCells, anyCell, coarseCells, lastCellBefore } from './cells-store.ts';
import { chartPoints, chartStep, type Point } from './chart-series.ts';
import type { PlanSources } from './plan-view.ts';
import type { ConsolePorts } from './ports.ts';
import { createSparks } from './sparks.ts';
import type { WatchSource } from './watch.ts';

/** What pages read, each in one call; everything else about them is pure. */
export type Reads = ReturnType<typeof createReads>;

/** Histories of criteria are drawn as strips: a few seconds late is soon enough. */
const historyFreshMs = 5_000;

/** The reads of a console over these ports. */
export function createReads(ports: ConsolePorts) {
  const { database, now } = ports;
  const { db } = database;
  const sparks = createSparks(now, (span) => allCoarseCells(db, span));
  const histories = new Map<number, { readonly at: number; readonly entries: Promise<Histories> }>();
  let everMeasured = false;

  const sourceOf = (memory: Memory): Omit<WatchSource, 'incidents' | 'plans'> => {
    const set = ports.ruleSet();
    const at = now();
    return {
      now: at,
      set,
      switches: memory.switches,
      alert: (agent, rule) => alertOf(memory.engine, agent, rule),
      measure: (agent, rule) => measureRule(memory.engine, agent, rule, at),
      spark: (agent, rule) => {
        const name = set.rules.find((one) => one.id === rule && one.agents.includes(agent))?.when[0]?.metric;
        const metric = set.metrics.get(name ?? '');
        return metric ? sparks.of(agent, metric) : [];
      },
    };
  };

  return {
    /** What the home page is made of. */
    watch: async (): Promise<WatchSource> => {
      const [memory] = await Promise.all([ports.read(), sparks.refresh()]);
      return {
        ...sourceOf(memory),
        incidents: [...memory.incidents.values()],
        plans: [...memory.plans.values()].filter((plan) => plan.state !== 'closed'),
      };
    },

    /** Whether a sample has ever arrived; once true it stays so. */
    hasSamples: async (): Promise<boolean> => {
      everMeasured ||= await anyCell(db);
      return everMeasured;
    },

    agentSwitch: async (agent: string) =>
      (await ports.read()).switches.get(agent) ?? untouchedSwitch(agent, now()),

    incident: (number: number): Promise<Incident | undefined> => getIncident(db, number),
    incidentsOf: async (agent: string) => (await listIncidents(db, { agent, limit: 20 })).items,
    incidents: (query: Parameters<typeof listIncidents>[1]) => listIncidents(db, query),
    plans: (query: Parameters<typeof listPlans>[1]) => listPlans(db, query),
    suspensions: (agent: string, from: number, to: number) => downtimeSpans(db, agent, { from, to }),
    ruleChanges: async (from: number, to: number) =>
      (await ruleSetHistory(db, { from, to, limit: 200 })).map(({ inForceSince }) => inForceSince),

    /** The latest rule sets in force, newest first. */
    ruleHistory: (limit: number) =>
      db
        .select({ hash: ruleSets.hash, inForceSince: ruleSets.inForceSince, diff: ruleSets.diff })
        .from(ruleSets)
        .orderBy(desc(ruleSets.seq))
        .limit(limit),

    /** What a rule with this window has seen of a metric, in as many points as a chart shows. */
    points: async (
      agent: string,
      metric: NamedMetric,
      span: {
        readonly from: number;
        readonly until: number;
        readonly windowMs: number;
        readonly minWeight: number;
      },
    ): Promise<Point[]> => {
      const stepMs = chartStep(span.from, span.until, ports.ruleSet().stepMs);
      const series = { agent, metric: metric.name };
      const from = span.from - span.windowMs - stepMs;
      const cells: Cell[] = await coarseCells(db, series, { from, until: span.until, stepMs });
      const before = metric.aggregate === 'age' ? await lastCellBefore(db, series, from) : undefined;
      if (before) cells.unshift(before);
      return chartPoints(cells, { ...span, stepMs }, metric.aggregate);
    },

    /** A plan as it stands: measured a moment ago where it is followed, else as it is stored. */
    plan: async (number: number): Promise<Plan | undefined> =>
      (await ports.read()).plans.get(number) ?? getPlan(db, number),

    /** What a plan's page is made of. */
    planSources: async (plan: Plan): Promise<PlanSources> => {
      const set = ports.ruleSet();
      const incident = await getIncident(db, plan.incident);
      const then =
        plan.state === 'closed' && incident ? await ruleSetByHash(db, incident.ruleSet) : undefined;
      return {
        plan,
        incident,
        set,
        now: now(),
        history: await historyOf(plan.number),
        followUps: plan.state === 'closed' ? followUpsAfterClosure(plan.agent, then, set) : [],
      };
    },
  };

  function historyOf(plan: number): Promise<Histories> {
    const known = histories.get(plan);
    if (known && now() - known.at < historyFreshMs) return known.entries;
    for (const [old, { at }] of histories) if (now() - at > 60_000) histories.delete(old);
    const entries = readHistories(plan);
    histories.set(plan, { at: now(), entries });
    entries.catch(() => histories.delete(plan));
    return entries;
  }

  async function readHistories(plan: number): Promise<Histories> {
    const rows = await db
      .select()
      .from(criterionVerdicts)
      .where(eq(criterionVerdicts.plan, plan))
      .orderBy(asc(criterionVerdicts.at));
    const byCriterion = new Map<string, VerdictEntry[]>();
    for (const { criterion, at, verdict, value, heldMs } of rows) {
      const entry = { criterion, at, verdict, heldMs, ...(value === null ? {} : { value }) };
      const own = byCriterion.get(criterion);
      if (own) own.push(entry);
      else byCriterion.set(criterion, [entry]);
    }
    return byCriterion;
  }
}

type Histories = ReadonlyMap<string, readonly VerdictEntry[]>;
