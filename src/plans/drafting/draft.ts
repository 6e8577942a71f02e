import type { Evidence, Incident } from '../../incidents/incident.ts';
import type { Language } from '../../language/language.ts';
import { sentence, typeset } from '../../language/typography.ts';
import { defined } from '../../platform/defined.ts';
import type { Playbook } from '../../rules/playbook.ts';
import type { RuleSet, Stewards } from '../../rules/ruleset.ts';
import type { AuditFacts } from '../audit/facts.ts';
import type { PlanChange } from '../commands/change.ts';
import { withoutSignatures } from '../commands/change.ts';
import { phrasesOf } from '../documents/texts.ts';
import { criterionText, metricLabel } from '../documents/wording.ts';
import { dueText } from '../due.ts';
import { type ChangeContext, type PlanEvent, planEvent } from '../events.ts';
import type { Plan, PlanKind } from '../plan.ts';
import { dailyUntil, planNextReview, usualCadence } from '../review.ts';
import { contextOf, mainTrigger } from './context.ts';
import { withPlaybook } from './fill.ts';
import { hypothesesFromEvidence } from './hypotheses.ts';

/** The time after an action is done before its criteria may start to hold, for plans without a playbook. */
const usualSettleMs = 10 * 60_000;

/** Everything a plan is drafted from. */
export type DraftOrder = {
  /** The plan's number, from 1. */
  readonly number: number;
  readonly incident: Incident;
  readonly playbook?: Playbook | undefined;
  /** Of the agent, or of whoever stands in for one where there is none. */
  readonly mandate: Stewards;
  /** The set in force: labels and units, rules, people. */
  readonly ruleSet: RuleSet;
  /** `corrective` unless said otherwise. */
  readonly kind?: PlanKind | undefined;
  /** The findings of the audit that is the reason, if one is. */
  readonly audit?: AuditFacts | undefined;
  readonly now: number;
};

/**
 * Drafts the plan of an incident in the mandate's language: context, hypotheses, and whatever the playbook
 * knows to do. Due dates are counted from the incident's opening, to the end of the local day. Without a
 * playbook the draft is empty but whole: people fill it in.
 */
export function draftPlan(order: DraftOrder): Plan {
  const { incident, mandate, playbook, ruleSet, now } = order;
  const { language, timezone } = mandate;
  const { evidence } = incident;
  const blank: Plan = {
    ...blankPlan({ number: order.number, agent: incident.agent, mandate, now }),
    incident: incident.number,
    source: incident.source,
    kind: order.kind ?? 'corrective',
    title: titleOf(order),
    context: contextOf(incident, order, now),
    hypotheses: hypothesesFromEvidence(evidence, { ruleSet, language, timezone }),
    settleMs: playbook?.settleMs ?? usualSettleMs,
    cadence: playbook?.reviews ?? usualCadence,
    ...defined({ audit: order.audit }),
  };
  const filled =
    playbook === undefined
      ? blank
      : withPlaybook(blank, playbook, { from: incident.opened.at, evidence, ruleSet });
  return planNextReview(withObjective(filled, playbook, ruleSet), now, ruleSet.people);
}

/** A draft with nothing in it yet but the people who drive it. */
export function blankPlan({
  number,
  agent,
  mandate: { owner, approver, language, timezone },
  now,
}: Pick<DraftOrder, 'number' | 'mandate' | 'now'> & Pick<Plan, 'agent'>): Plan {
  return {
    ...{ number, agent, language, timezone, owner, approver, followedBy: approver },
    kind: 'corrective',
    state: 'draft',
    version: 1,
    createdAt: now,
    reopened: [],
    title: '',
    context: '',
    hypotheses: [],
    playbooks: [],
    settleMs: usualSettleMs,
    actions: [],
    improvements: [],
    indicators: [],
    cadence: usualCadence,
    reviews: [],
    log: [],
    signatures: [],
    acceptedRisks: [],
  };
}

/** The event of a new draft. */
export function planDrafted(plan: Plan, ctx: ChangeContext): PlanEvent {
  const actions = plan.actions.map(({ id }) => id);
  return planEvent('planDrafted', plan, ctx, { playbooks: plan.playbooks, actions });
}

/**
 * Adds the actions of a later trigger's playbook while the plan is a draft; due dates are counted from that
 * trigger. The same playbook adds nothing twice, and none adds anything once the plan is signed.
 */
export function extendDraft(
  plan: Plan,
  playbook: Playbook,
  sources: { readonly evidence?: Evidence | undefined; readonly ruleSet: RuleSet },
  ctx: ChangeContext,
): PlanChange {
  if (plan.state !== 'draft' || plan.playbooks.includes(playbook.id)) return { plan, events: [] };
  const before = new Set(plan.actions.map(({ id }) => id));
  const extended = withPlaybook(plan, playbook, { ...sources, from: ctx.now });
  const target = lastDue(extended);
  const targetAt = target === undefined ? undefined : Math.max(plan.targetAt ?? 0, target);
  const unsigned = withoutSignatures(
    {
      ...extended,
      settleMs: Math.max(plan.settleMs, playbook.settleMs),
      ...defined({ targetAt }),
      version: plan.version + 1,
    },
    ctx,
  );
  const actions = extended.actions.map(({ id }) => id).filter((id) => !before.has(id));
  const event = planEvent('planExtended', plan, ctx, { playbook: playbook.id, actions });
  return { plan: unsigned.plan, events: [event, ...unsigned.events] };
}

/** The date by which all is done: when the daily reviews end, or with the last action, whichever is later. */
function withObjective(plan: Plan, playbook: Playbook | undefined, ruleSet: RuleSet): Plan {
  const last = lastDue(plan);
  if (last === undefined) return plan;
  const { language, timezone } = plan;
  const targetAt = Math.max(last, dailyUntil(plan));
  const phrases = phrasesOf(language);
  const ctx = { language, timezone, ruleSet, agent: plan.agent ?? '' };
  const aims = [...plan.indicators.map(({ spec }) => criterionText(spec, ctx)), phrases.allActionsDone];
  const written = playbook?.objective?.[language];
  const objective =
    written === undefined
      ? phrases.objective(dueText(targetAt, timezone, language), aims)
      : sentence(typeset(written, language));
  return { ...plan, targetAt, objective };
}

function lastDue(plan: Plan): number | undefined {
  const dates = plan.actions.flatMap(({ dueAt }) => dueAt ?? []);
  return dates.length === 0 ? undefined : Math.max(...dates);
}

function titleOf({ mandate, ...order }: DraftOrder): string {
  const { language } = mandate;
  return phrasesOf(language).title(mandate.name, subjectIn(language, order));
}

/**
 * The matter of an incident as a title says it: as its playbook calls it, else as people or its metric do.
 */
export function subjectIn(
  language: Language,
  { incident, playbook, ruleSet }: Pick<DraftOrder, 'incident' | 'playbook' | 'ruleSet'>,
): string {
  const phrases = phrasesOf(language);
  const trigger = mainTrigger(incident);
  if (playbook !== undefined) return typeset(playbook.title[language], language);
  if (incident.title !== undefined) return incident.title;
  if (trigger === undefined) return phrases.declaredSubject(incident.source);
  const metric = metricLabel(trigger.metric, ruleSet.metrics, language);
  return trigger.cause === 'no_data' ? phrases.silent(metric) : phrases.crossed(metric);
}
