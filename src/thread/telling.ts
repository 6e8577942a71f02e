import type { Trigger } from '../incidents/incident.ts';
import type { NewNotice } from '../notices/notice.ts';
import type { Plan } from '../plans/plan.ts';
import type { RuleSet } from '../rules/ruleset.ts';

/** What notices say about the agent besides the case itself. */
export function setting(set: RuleSet, agent: string): { agentName?: string; timezone?: string } {
  const mandate = set.agents.get(agent);
  return mandate === undefined ? {} : { agentName: mandate.name, timezone: mandate.timezone };
}

/** A metric as people read it. */
export function quantity(set: RuleSet, metric: string) {
  const known = set.metrics.get(metric);
  return {
    metric,
    unit: known?.unit ?? ('number' as const),
    ...(known === undefined ? {} : { labelFr: known.label.fr, labelEn: known.label.en }),
    ...(known?.scale === undefined ? {} : { scale: known.scale }),
  };
}

/** Who is told about an agent's alarms: who drives its plans, and who lets it run again. */
export function peopleOf(set: RuleSet, agent: string): string[] {
  const mandate = set.agents.get(agent);
  return mandate === undefined ? [] : [...new Set([mandate.owner, mandate.approver])];
}

/** The facts of a breach, for notices. */
export function breach(set: RuleSet, trigger: Trigger) {
  const { rule, metric, condition, value, threshold } = trigger;
  return { ...quantity(set, metric), rule, condition, value: value ?? null, threshold };
}

/** The notice of a rule that fired, or has been silent for too long. */
export function alarmNotice(
  set: RuleSet,
  agent: string,
  incident: number,
  trigger: Trigger,
  joined: boolean,
): NewNotice {
  const key = `${trigger.cause}:${agent}:${trigger.rule}:${trigger.firedAt}`;
  const base = { key, severity: trigger.severity, agent, incident, people: peopleOf(set, agent) };
  const about = { ...setting(set, agent), ...breach(set, trigger) };
  if (trigger.suspended) return { ...base, kind: 'agent_tripped', data: { ...about, joined } };
  if (trigger.cause === 'fired') return { ...base, kind: 'rule_alert', data: about };
  const { rule, breachedAt } = trigger;
  const data = { ...setting(set, agent), ...quantity(set, trigger.metric), rule, since: breachedAt };
  return { ...base, kind: 'rule_no_data', data };
}

/** The notice that a plan has been drafted. */
export function draftNotice(set: RuleSet, plan: Plan): NewNotice {
  return {
    key: `plan-drafted:${plan.number}`,
    kind: 'plan_drafted',
    severity: 'info',
    agent: plan.agent,
    incident: plan.incident,
    plan: plan.number,
    people: [plan.owner],
    data: { ...setting(set, plan.agent), title: plan.title },
  };
}
