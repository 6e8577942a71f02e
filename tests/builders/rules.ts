import { pastWindowSpec, windowSpec } from '../../src/metrics/window.ts';
import { defined } from '../../src/platform/defined.ts';
import {
  type ComparedCondition,
  type FixedCondition,
  isFixed,
  type Operator,
} from '../../src/rules/condition.ts';
import type { CriterionSpec } from '../../src/rules/criterion.ts';
import type { Playbook } from '../../src/rules/playbook.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { Mandate, RuleSet } from '../../src/rules/ruleset.ts';
import { metrics, stepMs } from '../rules/metrics.ts';
import { people } from './people.ts';
import { day, minute } from './time.ts';

/** A condition from its parts, with the text that the grammar would write. */
export function aCondition(
  metric = 'error_rate',
  operator: Operator = '>',
  threshold = 0.02,
  overMs?: number,
): FixedCondition {
  const window = overMs === undefined ? undefined : windowSpec(overMs, stepMs);
  if (window !== undefined && 'fault' in window) throw new Error(`no window of ${overMs} ms`);
  const over = overMs === undefined ? '' : ` over ${overMs / 1000}s`;
  return {
    metric,
    operator,
    threshold,
    ...defined({ window }),
    text: `${metric} ${operator} ${threshold}${over}`,
  };
}

/** The same compared with so many times what it was over `pastMs` that ended `agoMs` ago. */
export function aComparison(
  metric: string,
  operator: Operator,
  factor: number,
  [overMs, pastMs, agoMs]: readonly [number, number, number],
): ComparedCondition {
  const { window, text } = aCondition(metric, operator, factor, overMs);
  const past = pastWindowSpec(pastMs, agoMs, stepMs);
  if (window === undefined || 'fault' in past) throw new Error(`no window of ${pastMs} ms`);
  return { metric, operator, window, against: { kind: 'baseline', factor, window: past }, text };
}

/** A rule with other thresholds, and their text. */
export function withThreshold(rule: Rule, threshold: number, text: string): Rule {
  return { ...rule, when: rule.when.map((when) => (isFixed(when) ? { ...when, threshold, text } : when)) };
}

/** `error_rate > 2% over 5m` that suspends Margaux, with whatever a test changes about it. */
export function aRule(changed: Partial<Rule> = {}): Rule {
  return {
    id: 'error-rate',
    when: [aCondition('error_rate', '>', 0.02, 5 * minute)],
    minSamples: 1,
    forMs: 0,
    keepFiringForMs: 0,
    onNoData: 'keep',
    noDataAfterMs: 10 * minute,
    effect: 'suspend',
    severity: 'critical',
    agents: ['margaux'],
    source: { file: 'agents/margaux.yaml', line: 20 },
    ...changed,
  };
}

/** The mandate of an agent that Léa drives and Camille lets run. */
export function aMandate(changed: Partial<Mandate> = {}): Mandate {
  const { agent = 'margaux' } = changed;
  return {
    agent,
    name: agent,
    scope: { fr: agent, en: agent },
    owner: 'lea',
    approver: 'camille',
    onUnreachable: 'suspend',
    leaseMs: 30_000,
    ackWithinMs: 30_000,
    timezone: 'UTC',
    language: 'en',
    ...changed,
  };
}

/** `error_rate < 1% over 5m for 10m` */
export const errorRateLow: CriterionSpec = {
  kind: 'metric',
  condition: aCondition('error_rate', '<', 0.01, 5 * minute),
  holdMs: 10 * minute,
  text: 'error_rate < 1% over 5m for 10m',
};

/** A playbook of one action on the cause, for when the catalogue moves first. */
export function aPlaybook(changed: Partial<Playbook> = {}): Playbook {
  return {
    id: 'stale-answers',
    title: { fr: 'Réponses périmées', en: 'Stale answers' },
    hypotheses: [
      { text: { fr: 'Le flux est arrêté.', en: 'The feed stopped.' }, movedFirst: 'catalogue_freshness' },
    ],
    actions: [
      {
        id: 'resync',
        title: { fr: 'Resynchroniser', en: 'Synchronise again' },
        owner: 'lea',
        dueMs: day,
        criteria: [errorRateLow],
        effort: 'low',
        impact: 'high',
        treats: 'cause',
        checklists: new Map(),
      },
    ],
    improvements: [],
    indicators: [],
    reviews: { dailyForMs: 7 * day, thenEveryMs: 7 * day },
    settleMs: 10 * minute,
    ...changed,
  };
}

/** A set of these rules over the agents that they name, with two playbooks alike. */
export function aRuleSet(changed: Partial<RuleSet> = {}): RuleSet {
  const { rules = [aRule()] } = changed;
  const agents = [...new Set(rules.flatMap((rule) => rule.agents))];
  return {
    hash: rules.map(({ id, when }) => `${id} ${when.map(({ text }) => text).join()}`).join(';'),
    stepMs,
    metrics,
    people,
    agents: new Map(agents.map((agent) => [agent, aMandate({ agent })])),
    rules,
    playbooks: new Map(['stale-answers', 'other'].map((id) => [id, aPlaybook({ id })])),
    ...changed,
  };
}
