import type { Cell } from '../../metrics/cell.ts';
import { findSeries } from '../../metrics/memory/live.ts';
import { measure as measureSeries } from '../../metrics/memory/measure.ts';
import { readCells } from '../../metrics/storage/store.ts';
import { measureWindow } from '../../metrics/window.ts';
import type { Measured } from '../../plans/criteria/criterion.ts';
import { followPlan, type PlanWorld } from '../../plans/criteria/follow.ts';
import { allCriteria, type Plan } from '../../plans/plan.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import type { Condition } from '../../rules/condition.ts';
import type { Cells } from '../cells/cells.ts';
import type { CriteriaAssessed } from '../events.ts';
import type { AgentState } from '../world.ts';
import { type Memory, stateOf } from './memory.ts';
import { criteriaConditions } from './windows.ts';

/** The sources of measures: the windows in memory, and the stored cells behind them. */
export type CriterionSources = { readonly db: Db; readonly memory: Memory; readonly cells: Cells };

/**
 * Brings the criteria of plans up to `now`: an event for each plan of which something moved. Closed plans
 * stay as signed.
 */
export async function assessPlans(
  sources: CriterionSources,
  plans: Iterable<Plan>,
  now: number,
): Promise<CriteriaAssessed[]> {
  const { memory } = sources;
  const assessed: CriteriaAssessed[] = [];
  for (const plan of plans) {
    if (plan.state === 'closed') continue;
    const { agent } = plan;
    const measureAt = isBehind(memory, plan, now)
      ? await storedMeasures(sources, plan, now)
      : liveMeasures(memory, plan);
    const criteria = followPlan(plan, now, () => worldOfPlan(memory, stateOf(memory, agent), measureAt));
    if (criteria.length > 0) assessed.push({ kind: 'criteriaAssessed', agent, plan: plan.number, criteria });
  }
  return assessed;
}

type MeasureAt = (condition: Condition, at: number) => Measured;

function worldOfPlan(
  { engine: { set } }: Memory,
  { agent, downtime, proofs }: AgentState,
  measure: MeasureAt,
): PlanWorld {
  return {
    stepMs: set.stepMs,
    suspensions: downtime,
    metric: (name) => set.metrics.get(name),
    measure,
    ruleInForce: (rule) =>
      set.rules
        .find(({ id, agents }) => id === rule && agents.includes(agent))
        ?.when.map((condition) => condition.threshold),
    lastProof: (rule) => proofs.get(rule),
    ruleSetHash: set.hash,
    ...defined({ proofEveryMs: set.agents.get(agent)?.proofEveryMs }),
  };
}

/** A plan whose criteria have missed a cell must look back into what is stored. */
function isBehind({ engine }: Memory, plan: Plan, now: number): boolean {
  const { stepMs } = engine.set;
  const current = Math.floor(now / stepMs) * stepMs;
  return allCriteria(plan).some(
    ({ assessedAt, spec }) =>
      (spec.kind === 'metric' || spec.kind === 'episodes') &&
      assessedAt !== undefined &&
      current - assessedAt > stepMs,
  );
}

function liveMeasures({ engine }: Memory, plan: Plan): MeasureAt {
  const { live, set, reading } = engine;
  return (condition, at) => {
    const series = findSeries(live, plan.agent, condition.metric);
    const aggregate = set.metrics.get(condition.metric)?.aggregate;
    if (series === undefined || aggregate === undefined) return { weight: 0 };
    measureSeries(live, series, aggregate, condition.window, at, Number.NEGATIVE_INFINITY, reading);
    return measured(reading.value, reading.weight);
  };
}

/** The same numbers from stored cells, for the time in which nobody assessed. */
async function storedMeasures(
  { db, memory, cells: keeping }: CriterionSources,
  plan: Plan,
  now: number,
): Promise<MeasureAt> {
  const { set } = memory.engine;
  await keeping.flushBatched(plan.agent);
  const conditions = criteriaConditions(plan);
  const since = Math.min(now, ...allCriteria(plan).map(({ assessedAt }) => assessedAt ?? now));
  const longest = Math.max(
    0,
    ...conditions.map(({ window }) => (window === undefined ? 0 : window.lengthMs + window.cellMs)),
  );
  const cells = new Map<string, Cell[]>();
  for (const metric of new Set(conditions.map((condition) => condition.metric))) {
    const isAge = set.metrics.get(metric)?.aggregate === 'age';
    const from = isAge ? 0 : since - longest - set.stepMs;
    cells.set(metric, await readCells(db, plan.agent, metric, from, now + 1));
  }
  return (condition, at) => {
    const aggregate = set.metrics.get(condition.metric)?.aggregate;
    const all = cells.get(condition.metric) ?? [];
    if (aggregate === undefined) return { weight: 0 };
    if (condition.window === undefined) return ageAt(all, at);
    const from = lowerBound(all, at - condition.window.lengthMs - condition.window.cellMs);
    const { value, weight } = measureWindow(
      all.slice(from, lowerBound(all, at + 1)),
      condition.window,
      aggregate,
      at,
    );
    return measured(value ?? Number.NaN, weight);
  };
}

function ageAt(cells: readonly Cell[], at: number): Measured {
  const last = cells[lowerBound(cells, at + 1) - 1];
  return last === undefined ? { weight: 0 } : { value: Math.max(0, at - last.lastAt) / 1000, weight: 1 };
}

/** Place of the first cell that starts at or after `start`. */
function lowerBound(cells: readonly Cell[], start: number): number {
  let [low, high] = [0, cells.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cells[middle]?.start ?? Number.POSITIVE_INFINITY) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function measured(value: number, weight: number): Measured {
  return Number.isNaN(value) ? { weight } : { value, weight };
}
