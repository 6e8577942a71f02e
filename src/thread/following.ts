import { type Cell, cellStart } from '../metrics/cell.ts';
import { findSeries } from '../metrics/memory/live.ts';
import { measure as measureSeries } from '../metrics/memory/measure.ts';
import { readCells } from '../metrics/storage/store.ts';
import { measureWindow } from '../metrics/window.ts';
import type { NewNotice } from '../notices/notice.ts';
import type { Measured } from '../plans/criteria/criterion.ts';
import { type CriterionChange, followPlan, type PlanWorld } from '../plans/criteria/follow.ts';
import { applyVerdicts } from '../plans/criteria/verification.ts';
import type { PlanEvent } from '../plans/events.ts';
import { allCriteria, type Plan } from '../plans/plan.ts';
import { recordCriterionStates, savePlan } from '../plans/store/store.ts';
import { engineActor } from '../platform/actor.ts';
import type { Condition } from '../rules/condition.ts';
import { bringBatched } from './cells/settling.ts';
import { type Core, write } from './core.ts';
import { criteriaConditions } from './criteria-conditions.ts';
import type { Memory } from './memory.ts';
import { planEntry, planNotices } from './plan-news.ts';

/**
 * Brings the criteria of every open plan up to now and keeps what moved: verdicts, actions verified or regressed, and who
 * has to hear of it. One transaction for all plans.
 */
export async function followPlans(core: Core): Promise<void> {
  const { memory } = core;
  if (memory === undefined) return;
  const now = core.ports.clock.now();
  const moved: { plan: Plan; changes: readonly CriterionChange[] }[] = [];
  for (const plan of memory.plans.values()) {
    if (plan.state === 'closed') continue;
    const measureAt = isBehind(core, plan, now)
      ? await storedMeasures(core, plan, now)
      : liveMeasures(core, memory, plan);
    const changes = followPlan(plan, now, () => worldOf(core, memory, plan, measureAt));
    if (changes.length > 0) moved.push({ plan, changes });
  }
  if (moved.length > 0) await keepProgress(core, moved);
}

async function keepProgress(
  core: Core,
  moved: readonly { readonly plan: Plan; readonly changes: readonly CriterionChange[] }[],
): Promise<void> {
  await write(core, async (tx, now) => {
    const plans: Plan[] = [];
    const events: PlanEvent[] = [];
    const notices: NewNotice[] = [];
    await recordCriterionStates(
      tx,
      moved.map(({ plan, changes }) => ({ plan: plan.number, changes })),
      now,
    );
    for (const { plan, changes } of moved) {
      const assessments = new Map(changes.map(({ after }) => [after.id, after]));
      const decided = applyVerdicts(plan, assessments, { actor: engineActor, now });
      if (decided.plan.version !== plan.version) {
        const saved = await savePlan(tx, decided.plan, plan.version, now);
        if (saved === 'conflict')
          throw new Error(`plan ${plan.number} is no longer at version ${plan.version}`);
      }
      plans.push(decided.plan);
      events.push(...decided.events);
      notices.push(...decided.events.flatMap((event) => planNotices(core.set, decided.plan, event)));
    }
    return { plans, entries: events.map(planEntry), notices };
  });
}

type MeasureAt = (condition: Condition, at: number) => Measured;

function worldOf(core: Core, memory: Memory, plan: Plan, measure: MeasureAt): PlanWorld {
  const { set } = core;
  const mandate = set.agents.get(plan.agent);
  return {
    stepMs: set.stepMs,
    suspensions: memory.downtime.get(plan.agent) ?? [],
    metric: (name) => set.metrics.get(name),
    measure,
    ruleInForce: (rule) =>
      set.rules
        .find(({ id, agents }) => id === rule && agents.includes(plan.agent))
        ?.when.map((condition) => condition.threshold),
    lastProof: (rule) => memory.proofs.get(plan.agent)?.get(rule),
    ruleSetHash: set.hash,
    ...(mandate?.proofEveryMs === undefined ? {} : { proofEveryMs: mandate.proofEveryMs }),
  };
}

/** A plan whose criteria have missed a cell must look back into what is stored. */
function isBehind(core: Core, plan: Plan, now: number): boolean {
  const { stepMs } = core.set;
  const current = cellStart(now, stepMs);
  return allCriteria(plan).some(
    ({ assessedAt, spec }) =>
      (spec.kind === 'metric' || spec.kind === 'episodes') &&
      assessedAt !== undefined &&
      current - assessedAt > stepMs,
  );
}

function liveMeasures(core: Core, memory: Memory, plan: Plan): MeasureAt {
  return (condition, at) => {
    const series = findSeries(memory.engine.live, plan.agent, condition.metric);
    const aggregate = core.set.metrics.get(condition.metric)?.aggregate;
    if (series === undefined || aggregate === undefined) return { weight: 0 };
    const { reading } = memory.engine;
    measureSeries(
      memory.engine.live,
      series,
      aggregate,
      condition.window,
      at,
      Number.NEGATIVE_INFINITY,
      reading,
    );
    return measured(reading.value, reading.weight);
  };
}

/** The same numbers from stored cells, for the time in which nobody assessed. */
async function storedMeasures(core: Core, plan: Plan, now: number): Promise<MeasureAt> {
  await bringBatched(core, plan.agent);
  const conditions = criteriaConditions(plan);
  const since = Math.min(now, ...allCriteria(plan).map(({ assessedAt }) => assessedAt ?? now));
  const longest = Math.max(
    0,
    ...conditions.map(({ window }) => (window === undefined ? 0 : window.lengthMs + window.cellMs)),
  );
  const cells = new Map<string, Cell[]>();
  for (const metric of new Set(conditions.map((condition) => condition.metric))) {
    const isAge = core.set.metrics.get(metric)?.aggregate === 'age';
    const from = isAge ? 0 : since - longest - core.set.stepMs;
    cells.set(metric, await readCells(core.ports.database.db, plan.agent, metric, from, now + 1));
  }
  return (condition, at) => {
    const aggregate = core.set.metrics.get(condition.metric)?.aggregate;
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
