import { downtimeMs, type Incident } from '../../incidents/incident.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { PlanChange } from '../commands/change.ts';
import { type ChangeContext, planEvent } from '../events.ts';
import type { Addition, Hypothesis } from '../hypothesis.ts';
import type { Plan } from '../plan.ts';
import { type ContextSources, contextOf } from './context.ts';
import { hypothesesFromEvidence, hypothesesFromPlaybook } from './hypotheses.ts';

/**
 * The plan with what its incident's evidence points to: evidence arrives a moment after the draft, because
 * the stop of the agent does not wait for it. Hypotheses of earlier evidence (that of an alert which the trip
 * joined) give way. Nothing that people write is touched, so the version stays; nor is what they signed.
 */
export function withEvidence(plan: Plan, incident: Incident, ruleSet: RuleSet): Plan {
  return isSettled(plan, incident) ? plan : { ...plan, hypotheses: hypothesesOf(plan, incident, ruleSet) };
}

/** The mandate by which an incident is told, and the rule set that knows its metrics and playbooks. */
type StorySources = Pick<ContextSources, 'mandate'> & { readonly ruleSet: RuleSet };

/**
 * Brings the story of an incident up to date in its plan: the generated context of a draft, unless a person
 * wrote it. Once somebody has signed, and for an incident that showed a recurrence, it is a paragraph of its
 * own. A closed plan stays as it is.
 */
export function completeContext(
  plan: Plan,
  incident: Incident,
  { mandate, ruleSet }: StorySources,
  ctx: ChangeContext,
): PlanChange {
  if (plan.state === 'closed') return { plan, events: [] };
  const said = { ...mandate, language: plan.language, timezone: plan.timezone };
  const text = contextOf(incident, { ruleSet, mandate: said, audit: plan.audit }, ctx.now);
  const isOwn = incident.number === plan.incident;
  if (isOwn && (plan.contextEdited || text === plan.context)) return { plan, events: [] };
  const settled = isSettled(plan, incident);
  const next = settled
    ? withAddition(plan, {
        at: ctx.now,
        incident: incident.number,
        text,
        hypotheses: hypothesesOf(plan, incident, ruleSet),
      })
    : { ...plan, context: text };
  if (next === plan) return { plan, events: [] };
  return {
    plan: { ...next, version: plan.version + 1 },
    events: [
      settled
        ? planEvent('paragraphAdded', plan, ctx, { about: incident.number })
        : planEvent('contextCompleted', plan, ctx, { downtimeMs: downtimeMs(incident, ctx.now) }),
    ],
  };
}

/** Whether the plan's own text is no longer to be touched for the sake of this incident. */
function isSettled(plan: Plan, incident: Pick<Incident, 'number'>): boolean {
  return plan.state !== 'draft' || plan.signatures.length > 0 || incident.number !== plan.incident;
}

/** The paragraph about an incident grows with what is known, until somebody signs the plan again. */
function withAddition(plan: Plan, addition: Addition): Plan {
  const { additions = [] } = plan;
  const signedAt = Math.max(...plan.signatures.map(({ at }) => at));
  const known = additions.findLast(({ incident }) => incident === addition.incident);
  const open = known !== undefined && known.at > signedAt ? known : undefined;
  const kept = additions.filter((one) => one !== open);
  const said = new Set([plan, ...kept].flatMap(({ hypotheses }) => hypotheses.map(({ text }) => text)));
  const next = { ...addition, hypotheses: addition.hypotheses.filter(({ text }) => !said.has(text)) };
  const news = next.hypotheses.length - (open?.hypotheses.length ?? 0);
  if (known?.text === next.text && news === 0) return plan;
  return { ...plan, additions: [...kept, next] };
}

function hypothesesOf(plan: Plan, { evidence }: Pick<Incident, 'evidence'>, ruleSet: RuleSet): Hypothesis[] {
  const { language, timezone } = plan;
  return [
    ...hypothesesFromEvidence(evidence, { ruleSet, language, timezone }),
    ...plan.playbooks.flatMap((id) => {
      const playbook = ruleSet.playbooks.get(id);
      return playbook === undefined ? [] : hypothesesFromPlaybook(playbook, evidence, language);
    }),
  ];
}
