import { isTrue } from '../rules/condition.ts';
import type { CriterionSpec } from '../rules/criterion.ts';
import { thresholdsOf } from '../rules/rule.ts';
import { type RuleSet, ruleOver } from '../rules/ruleset.ts';
import type { BacktestReport, CriterionEffect } from './backtest/report.ts';
import type { OpenCriterion } from './replay/history.ts';

/** The effects of replacing `before` by `after` on the criteria of plans still open. */
export function criteriaEffects(
  criteria: readonly OpenCriterion[],
  report: BacktestReport,
  before: RuleSet,
  after: RuleSet,
): CriterionEffect[] {
  const longer = Math.round((report.after.suspendedMinutes - report.before.suspendedMinutes) * 100) / 100;
  return criteria
    .filter(({ agent }) => report.agents.includes(agent))
    .flatMap(({ plan, agent, id, spec }) => {
      const effect = effectOf(spec, agent, before, after, longer);
      return effect === undefined ? [] : [{ plan, criterion: id, text: spec.text, ...effect }];
    });
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
      const [was, would] = [limitsOf(before, agent, spec.rule), limitsOf(after, agent, spec.rule)];
      if (would === undefined) return { effect: 'rule_missing' };
      const limit = { operator: spec.operator, threshold: spec.limit };
      const meets = (all: readonly number[] | undefined) =>
        all?.every((threshold) => isTrue(limit, threshold)) ?? false;
      if (meets(was) === meets(would)) return undefined;
      return { effect: meets(would) ? 'would_hold' : 'would_no_longer_hold' };
    }
    case 'proof':
      if (ruleOver(after, agent, spec.rule) === undefined) return { effect: 'rule_missing' };
      return before.hash === after.hash ? undefined : { effect: 'needs_new_proof' };
    case 'metric':
    case 'episodes': {
      const ownTraffic = after.metrics.get(spec.condition.metric)?.own_traffic === true;
      if (!ownTraffic || longerMinutes <= 0) return undefined;
      return { effect: 'holds_longer_to_measure', minutes: longerMinutes };
    }
    case 'checklist':
    case 'replay':
    case 'attestation':
      return undefined;
    default:
      return spec satisfies never;
  }
}

function limitsOf(set: RuleSet, agent: string, id: string): readonly number[] | undefined {
  const rule = ruleOver(set, agent, id);
  return rule && thresholdsOf(rule);
}
