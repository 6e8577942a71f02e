import { join } from 'node:path';
import type { Evidence, Incident, Trigger } from '../../src/incidents/incident.ts';
import type { PlanChange, PlanContext, PlanDecision } from '../../src/plans/commands/change.ts';
import { draftPlan } from '../../src/plans/drafting/draft.ts';
import type { Plan } from '../../src/plans/plan.ts';
import type { CriterionSpec } from '../../src/rules/criterion.ts';
import { loadRules } from '../../src/rules/files/files.ts';
import { criterionContext, parseCriterion } from '../../src/rules/grammar/parse-criterion.ts';
import type { Playbook } from '../../src/rules/playbook.ts';
import type { Mandate, RuleSet } from '../../src/rules/ruleset.ts';

/** The worked example: incident 4 of Margaux, with the rules that filrouge ships and the dates of the story. */

const loaded = await loadRules(join(import.meta.dirname, '../../rules'), { stepMs: 10_000 });
if (!loaded.ok) throw new Error(`the shipped rules do not load: ${JSON.stringify(loaded.problems)}`);

export const ruleSet: RuleSet = loaded.set;
export const people = ruleSet.people;
export const mandate: Mandate = defined(ruleSet.agents.get('margaux'));
export const playbook: Playbook = defined(ruleSet.playbooks.get('stale-answers'));

/** An instant in Paris in June 2026, when the clocks stand at UTC+2. */
export function paris(day: number, time: string): number {
  return Date.parse(`2026-06-${String(day).padStart(2, '0')}T${time}:00+02:00`);
}

/** The last millisecond of a June day in Paris. */
export function endOf(day: number): number {
  return paris(day + 1, '00:00') - 1;
}

export const tripAt = paris(5, '08:02');

export const trip: Trigger = {
  rule: 'error-rate',
  cause: 'fired',
  firedAt: tripAt,
  breachedAt: tripAt,
  metric: 'error_rate',
  condition: 'error_rate > 2% over 5m',
  value: 0.023,
  threshold: 0.02,
  severity: 'critical',
  suspended: true,
};

export const staleFeed: Trigger = {
  ...trip,
  rule: 'catalogue-freshness',
  firedAt: paris(5, '07:55'),
  breachedAt: paris(5, '07:55'),
  metric: 'catalogue_freshness',
  condition: 'catalogue_freshness > 15m',
  value: 905,
  threshold: 900,
  severity: 'warning',
  suspended: false,
};

export const evidence: Evidence = {
  at: tripAt,
  series: { metric: 'error_rate', points: [[tripAt, 0.023]] },
  movedFirst: [
    { metric: 'catalogue_freshness', leadMs: 22 * 60_000, usual: { low: 0, high: 300 }, value: 1_620 },
  ],
  reasons: [
    { reason: 'item_unavailable', count: 10, share: 10 / 11 },
    { reason: 'timeout', count: 1, share: 1 / 11 },
  ],
  exposed: { interactions: 478, errors: 11 },
  recentRuleChanges: [],
};

export const incident: Incident = {
  number: 4,
  agent: 'margaux',
  source: 'rule',
  severity: 'critical',
  state: 'open',
  opened: { at: tripAt, by: 'engine' },
  triggers: [trip],
  evidence,
  suspensions: [{ from: tripAt }],
  ruleSet: ruleSet.hash,
};

/** The incident once the agent is back on line, 40 minutes later. */
export const backOnLine: Incident = {
  ...incident,
  suspensions: [{ from: tripAt, until: paris(5, '08:42') }],
};

/** The plan as it is drafted at the moment of the trip. */
export function draft(more: Partial<Parameters<typeof draftPlan>[0]> = {}): Plan {
  return draftPlan({ number: 4, incident, playbook, mandate, ruleSet, now: tripAt, ...more });
}

/** A person's request. */
export function as(person: 'lea' | 'camille' | 'it-ops', now = paris(6, '10:00')): PlanContext {
  return { actor: { kind: 'person', person, key: 'ab12' }, now, people };
}

/** What was decided, or a failure that names the refusal. */
export function accepted(decision: PlanDecision): PlanChange {
  if (!decision.ok) {
    throw new Error(`${decision.refusal.code}: ${decision.refusal.detail}`);
  }
  return decision.value;
}

/** The plan after a decision. */
export function planAfter(decision: PlanDecision): Plan {
  return accepted(decision).plan;
}

/** The code of a refusal, or `undefined` for a decision that went through. */
export function codeOf(decision: PlanDecision): string | undefined {
  return decision.ok ? undefined : decision.refusal.code;
}

/** A criterion as people write it. */
export function criterion(text: string, checklists: readonly string[] = []): CriterionSpec {
  const parsed = parseCriterion(text, criterionContext(ruleSet, 'margaux', checklists));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.criterion;
}

/** The value, which is there. */
export function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
