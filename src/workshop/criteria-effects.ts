import { allCriteria } from '../plans/plan.ts';
import { plansInSight } from '../plans/store/store.ts';
import type { Db } from '../platform/database/database.ts';
import { isTrue } from '../rules/condition.ts';
import type { CriterionSpec } from '../rules/criterion.ts';
import { type RuleSet, ruleOver } from '../rules/ruleset.ts';
import type { BacktestReport, CriterionEffect } from './backtest/report.ts';

/** The effects of replacing `before` by `after` on the criteria of plans still open. Reads only. */
export async function criteriaEffects(
  db: Db,
  report: BacktestReport,
  before: RuleSet,
  after: RuleSet,
): Promise<CriterionEffect[]> {
  const plans = await plansInSight(db, Number.MAX_SAFE_INTEGER);
  const longer = Math.round((report.after.suspendedMinutes - report.before.suspendedMinutes) * 100) / 100;
  return plans
    .filter(({ state }) => state !== 'closed')
    .flatMap((plan) =>
      allCriteria(plan).flatMap(({ id, spec }) => {
        const { agent } = plan;
        if (agent === undefined || !report.agents.includes(agent)) return [];
        const effect = effectOf(spec, agent, before, after, longer);
        return effect === undefined ? [] : [{ plan: plan.number, criterion: id, text: spec.text, ...effect }];
      }),
    );
}

type Effect = Pick<CriterionEffect, 'effect' | 'minutes'>;

function effectOf(
  spec: CriterionSpec,
  agent: string,
  before: RuleSet,
  after: RuleSet,
  longerMinutes: number,
): Effect | undefined {
  switch (spec.kind) {
    case 'threshold': {
      const [was, would] = [thresholdsOf(before, agent, spec.rule), thresholdsOf(after, agent, spec.rule)];
      if (would === undefined) return { effect: 'rule_missing' };
      const limit = { operator: spec.operator, threshold: spec.limit };
      const meets = (all: readonly number[] | undefined) =>
        all?.every((threshold) => isTrue(limit, threshold)) ?? false;
      if (meets(was) === meets(would)) return undefined;
      return { effect: meets(would) ? 'would_hold' : 'would_no_longer_hold' };
    }
    case 'proof':
      if (thresholdsOf(after, agent, spec.rule) === undefined) return { effect: 'rule_missing' };
      return before.hash === after.hash ? undefined : { effect: 'needs_new_proof' };
    case 'metric':
    case 'episodes': {
      const ownTraffic = after.metrics.get(spec.condition.metric)?.own_traffic === true;
      if (!ownTraffic || longerMinutes <= 0) return undefined;
      return { effect: 'holds_longer_to_measure', minutes: longerMinutes };
    }
    case 'checklist':
    case 'attestation':
      return undefined;
    default:
      return spec satisfies never;
  }
}

function thresholdsOf(set: RuleSet, agent: string, rule: string): number[] | undefined {
  return ruleOver(set, agent, rule)?.when.map(({ threshold }) => threshold);
}
