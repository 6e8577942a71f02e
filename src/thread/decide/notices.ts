import type { Trigger } from '../../incidents/incident.ts';
import type { Language } from '../../language/language.ts';
import type { NewNotice } from '../../notices/notice.ts';
import { conditionsInWords, criterionText } from '../../plans/documents/wording.ts';
import type { PlanEvent } from '../../plans/events.ts';
import { signatureDue } from '../../plans/gates.ts';
import { allCriteria, type Criterion, type Plan } from '../../plans/plan.ts';
import { progressOf } from '../../plans/progress.ts';
import type { Actor } from '../../platform/actor.ts';
import { defined } from '../../platform/defined.ts';
import { noAgent, type RuleSet, ruleOver } from '../../rules/ruleset.ts';

/** The agent as notices name it, whatever the case. */
export function setting(
  set: RuleSet,
  agent: string | undefined,
  timezone?: string,
): { agentName?: string; timezone?: string } {
  const mandate = agent === undefined ? undefined : set.agents.get(agent);
  if (mandate === undefined) return timezone === undefined ? {} : { timezone };
  return { agentName: mandate.name, timezone: mandate.timezone };
}

/** A metric as people read it. */
export function quantity(set: RuleSet, metric: string) {
  const known = set.metrics.get(metric);
  return {
    metric,
    unit: known?.unit ?? ('number' as const),
    ...(known === undefined ? {} : { labelFr: known.label.fr, labelEn: known.label.en }),
    ...defined({ scale: known?.scale, currency: known?.currency }),
  };
}

/** The people who are told of an agent's alarms: its owner, and its approver. */
export function peopleOf(set: RuleSet, agent: string): string[] {
  const mandate = set.agents.get(agent);
  return mandate === undefined ? [] : [...new Set([mandate.owner, mandate.approver])];
}

/** The people who are told of what is of no agent: those of its plan. */
export function stewardsIn(plan: Plan | undefined): string[] {
  return plan === undefined ? [] : [...new Set([plan.owner, plan.approver])];
}

/** The facts of a breach, for notices. */
export function breach(set: RuleSet, agent: string, trigger: Trigger) {
  const { rule, metric, condition, value, threshold, step } = trigger;
  // What was looked at on the way back is told as it is written.
  const conditions = step === undefined ? ruleOver(set, agent, rule)?.when : undefined;
  const inWords = (language: Language) =>
    conditions && conditionsInWords(conditions, { language, ruleSet: set });
  return defined({
    ...quantity(set, metric),
    ...{ rule, condition, conditionFr: inWords('fr'), conditionEn: inWords('en') },
    value: value ?? null,
    threshold,
  });
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
  const about = { ...setting(set, agent), ...breach(set, agent, trigger) };
  const { suspended, share, step } = trigger;
  if (step !== undefined) return { ...base, kind: 'resume_fell_back', data: { ...about, share: share ?? 0 } };
  if (suspended) return { ...base, kind: 'agent_tripped', data: { ...about, joined } };
  if (share !== undefined) return { ...base, kind: 'agent_degraded', data: { ...about, share, joined } };
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
    data: { ...setting(set, plan.agent, plan.timezone), title: plan.title },
  };
}

/** The notices of a plan event; most events tell nobody. */
export function planNotices(set: RuleSet, plan: Plan, event: PlanEvent): NewNotice[] {
  const base = {
    key: `${event.kind}:${plan.number}:${event.at}`,
    severity: 'info' as const,
    agent: plan.agent,
    incident: plan.incident,
    plan: plan.number,
    people: [...new Set([plan.owner, plan.approver, plan.followedBy])],
  };
  const data = { ...setting(set, plan.agent, plan.timezone), title: plan.title };
  switch (event.kind) {
    case 'planActivated':
      return [{ ...base, kind: 'plan_activated', data: { ...data, actions: event.actions } }];
    case 'planClosed': {
      const { verifiedBy, accepted } = progressOf(plan, event.at);
      const counts = { actions: event.actions, ...verifiedBy, risks: accepted };
      return [{ ...base, kind: 'plan_closed', data: { ...data, ...counts } }];
    }
    case 'planReopened':
      return [reopenedNotice(set, plan, event, base)];
    case 'actionRegressed':
      return [regressionNotice(set, plan, event, base)];
    case 'verdictChanged':
      return verdictNotices(set, plan, event, base);
    default:
      return [];
  }
}

/**
 * The notice to the person whose signature has become due. Another one for the same text is not sent: the
 * other's signature stands for the text that was signed.
 */
export function signatureNotices(set: RuleSet, before: Plan, plan: Plan, by: Actor): NewNotice[] {
  const [was, due] = [signatureDue(before), signatureDue(plan)];
  if (due === undefined || (was?.person === due.person && was.for === due.for && was.as === due.as))
    return [];
  // Who has just made it due sees so.
  if (by.kind === 'person' && by.person === due.person) return [];
  const text = due.given?.version ?? plan.version;
  return [
    {
      key: `signature-due:${plan.number}:${due.for}:${due.as}:${due.person}:${text}`,
      kind: 'plan_signature_due',
      severity: 'info',
      agent: plan.agent,
      incident: plan.incident,
      plan: plan.number,
      people: [due.person],
      data: {
        ...setting(set, plan.agent, plan.timezone),
        title: plan.title,
        ...defined({ as: due.as, for: due.for, signedBy: due.given?.person }),
      },
    },
  ];
}

/** These people, and the owners of actions that are open again. */
function withOwners(people: readonly string[], { actions }: Plan, open: readonly string[]): string[] {
  const owners = actions.flatMap(({ id, owner }) =>
    owner !== undefined && open.includes(id) ? [owner] : [],
  );
  return [...new Set([...people, ...owners])];
}

type AboutPlan = {
  key: string;
  agent?: string | undefined;
  incident?: number | undefined;
  plan: number;
  people: string[];
};

/** Of the incident that showed the recurrence: it is what has to be looked into now. */
function reopenedNotice(
  set: RuleSet,
  plan: Plan,
  event: Extract<PlanEvent, { kind: 'planReopened' }>,
  base: AboutPlan,
): NewNotice {
  const { rule, wasClosed } = event;
  return {
    ...base,
    incident: event.again,
    people: withOwners(base.people, plan, event.actions),
    kind: 'plan_reopened',
    severity: 'warning',
    data: defined({
      ...setting(set, plan.agent, plan.timezone),
      title: plan.title,
      rule,
      first: plan.incident,
      closedAt: plan.reopened.at(-1)?.closedAt,
      stillOpen: wasClosed === false ? true : undefined,
    }),
  };
}

function regressionNotice(
  set: RuleSet,
  plan: Plan,
  event: Extract<PlanEvent, { kind: 'actionRegressed' }>,
  base: AboutPlan,
): NewNotice {
  const action = plan.actions.find(({ id }) => id === event.action);
  const failing = action?.criteria.find(({ id }) => event.criteria.includes(id));
  return {
    ...base,
    key: `${base.key}:${event.action}`,
    kind: 'action_regressed',
    severity: 'warning',
    people: withOwners(base.people, plan, [event.action]),
    data: defined({
      ...setting(set, plan.agent, plan.timezone),
      action: event.action,
      title: action?.title ?? event.action,
      criterion: failing?.spec.text ?? '',
      criterionFr: failing && criterionIn('fr', failing, plan, set),
      criterionEn: failing && criterionIn('en', failing, plan, set),
    }),
  };
}

/** Of a verdict programs are told: that a criterion is met, and that it no longer is. */
function verdictNotices(
  set: RuleSet,
  plan: Plan,
  { criterion, from, to }: Extract<PlanEvent, { kind: 'verdictChanged' }>,
  base: AboutPlan,
): NewNotice[] {
  const found = allCriteria(plan).find(({ id }) => id === criterion);
  const isLost = from === 'met' && to === 'failed';
  if (found === undefined || (to !== 'met' && !isLost)) return [];
  return [
    {
      ...base,
      key: `${base.key}:${criterion}`,
      kind: isLost ? 'criterion_failed' : 'criterion_met',
      severity: 'info',
      people: [],
      data: defined({
        ...setting(set, plan.agent, plan.timezone),
        criterion,
        action: plan.actions.find(({ criteria }) => criteria.some(({ id }) => id === criterion))?.id,
        condition: found.spec.text,
        conditionFr: criterionIn('fr', found, plan, set),
        conditionEn: criterionIn('en', found, plan, set),
      }),
    },
  ];
}

/** A criterion in words, as notices carry it. */
export function criterionIn(language: Language, { spec }: Criterion, plan: Plan, ruleSet: RuleSet): string {
  const { timezone, agent = noAgent } = plan;
  return criterionText(spec, { language, timezone, ruleSet, agent });
}
