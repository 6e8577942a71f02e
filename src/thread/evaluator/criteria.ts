import { livesInStore } from '../../metrics/from.ts';
import { findSeries } from '../../metrics/memory/live.ts';
import { measure as measureSeries } from '../../metrics/memory/measure.ts';
import { settledUntil } from '../../metrics/store-cells.ts';
import type { CriterionContext } from '../../plans/criteria/criterion.ts';
import { isMeasured } from '../../plans/criteria/criterion.ts';
import { followPlan, type PlanWorld } from '../../plans/criteria/follow.ts';
import { allCriteria, type Plan } from '../../plans/plan.ts';
import { defined } from '../../platform/defined.ts';
import { thresholdsOf } from '../../rules/rule.ts';
import { noAgent, ruleOver } from '../../rules/ruleset.ts';
import type { CriteriaAssessed } from '../events.ts';
import { type Memory, stateOf } from './memory.ts';
import { criteriaConditions } from './windows.ts';

/** Reads the measures of conditions, and until when they are known to be silent. */
export type Measures = Pick<CriterionContext, 'measure' | 'silentUntil'>;

/**
 * Brings the criteria of a plan up to `now`, measured ones by these measures and as far as `measuredUntil`:
 * an event if a criterion moved.
 */
export function assessPlan(
  memory: Memory,
  plan: Plan,
  now: number,
  measures: Measures,
  measuredUntil: number,
): CriteriaAssessed | undefined {
  const { agent = noAgent, number } = plan;
  const world = worldOfPlan(memory, agent, measures);
  const criteria = followPlan(plan, now, () => world, measuredUntil);
  return criteria.length === 0 ? undefined : { kind: 'criteriaAssessed', agent, plan: number, criteria };
}

function worldOfPlan(memory: Memory, agent: string, measures: Measures): PlanWorld {
  const { set } = memory.engine;
  const { downtime, proofs, replays } = stateOf(memory, agent);
  return {
    ...measures,
    stepMs: set.stepMs,
    suspensions: downtime,
    metric: (name) => set.metrics.get(name),
    ruleInForce: (id) => {
      const rule = ruleOver(set, agent, id);
      return rule && thresholdsOf(rule);
    },
    lastProof: (rule) => proofs.get(rule),
    replayed: (action) => replays.get(action),
    ruleSetHash: set.hash,
    ...defined({ proofEveryMs: set.agents.get(agent)?.proofEveryMs }),
  };
}

/** Whether a plan has criteria on metrics that live in a store: they are followed from what it answers. */
export function readsStore({ engine }: Memory, plan: Plan): boolean {
  return criteriaConditions(plan).some(({ metric }) => livesInStore(engine.set.metrics.get(metric)));
}

/** A plan whose criteria have missed a cell must look back into what is stored. */
export function isBehind(memory: Memory, plan: Plan, now: number): boolean {
  const { stepMs } = memory.engine.set;
  if (readsStore(memory, plan)) {
    const settled = settledUntil(now, stepMs);
    return allCriteria(plan).some(({ assessedAt = 0, spec }) => isMeasured(spec) && assessedAt < settled);
  }
  const current = Math.floor(now / stepMs) * stepMs;
  return allCriteria(plan).some(
    ({ assessedAt, spec }) => isMeasured(spec) && assessedAt !== undefined && current - assessedAt > stepMs,
  );
}

/** The measures of now. */
export function liveMeasures({ engine }: Memory, plan: Plan): Measures {
  const { live, set, reading } = engine;
  return {
    measure: (condition, at) => {
      const series = findSeries(live, plan.agent ?? noAgent, condition.metric);
      const aggregate = set.metrics.get(condition.metric)?.aggregate;
      if (series === undefined || aggregate === undefined) return { weight: 0 };
      measureSeries(live, series, aggregate, condition.window, at, Number.NEGATIVE_INFINITY, reading);
      const { value, weight } = reading;
      // The age of a feed that never sent anything is a wait, and no measure: it passes no criterion.
      return Number.isNaN(value) || weight === 0 ? { weight } : { value, weight };
    },
  };
}
