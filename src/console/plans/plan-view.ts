import { includesRole, type Role } from '../../access/roles.ts';
import type { Incident } from '../../incidents/incident.ts';
import type { ClosureFollowUp } from '../../plans/commands/followups.ts';
import type { VerdictEntry } from '../../plans/criteria/follow.ts';
import type { WordingContext } from '../../plans/documents/wording.ts';
import { besidesSignatures, type GateMissing, nextStep } from '../../plans/gates.ts';
import type { Plan, Signature } from '../../plans/plan.ts';
import { type Placed, priorityMatrix, type Quadrant, topThree } from '../../plans/priority.ts';
import { type Progress, progressOf } from '../../plans/progress.ts';
import { planWarnings, type Warning } from '../../plans/warnings.ts';
import type { Missing } from '../../platform/refusal.ts';
import type { Mandate, RuleSet } from '../../rules/ruleset.ts';
import type { I18n } from '../words/texts.ts';
import type { Editing } from './plan-editing.ts';

/** The person who looks at a plan, as far as it decides what they may do. */
export type PlanViewer = { readonly role: Role; readonly person?: string };

/** Everything a plan's page shows. */
export type PlanView = {
  readonly plan: Plan;
  readonly mandate: Mandate | undefined;
  readonly incident: Incident | undefined;
  readonly set: RuleSet;
  readonly now: number;
  readonly progress: Progress;
  readonly matrix: Readonly<Record<Quadrant, readonly Placed[]>>;
  readonly top: readonly Placed[];
  /** The step that comes next, and everything that blocks it. */
  readonly next: { readonly step: Signature['for']; readonly missing: readonly GateMissing[] } | undefined;
  readonly warnings: readonly Warning[];
  /** How each criterion came to its verdict, oldest first. */
  readonly history: ReadonlyMap<string, readonly VerdictEntry[]>;
  /** Of a closed plan. */
  readonly followUps: readonly ClosureFollowUp[];
  readonly may: PlanRights;
  /** The form that is open, with what was typed into it. */
  readonly editing: Editing | undefined;
};

/** The viewer's rights on this plan as it stands. */
export type PlanRights = {
  readonly edit: boolean;
  readonly signAs: readonly Signature['as'][];
  readonly close: boolean;
  readonly acceptRisk: boolean;
};

export type PlanSources = Pick<PlanView, 'plan' | 'incident' | 'set' | 'now' | 'history' | 'followUps'>;

/** The page's contents, from what the rooms know about a plan. */
export function planView(sources: PlanSources, viewer: PlanViewer, editing?: Editing): PlanView {
  const { plan, set, now } = sources;
  const next = nextStep(plan);
  return {
    ...sources,
    mandate: set.agents.get(plan.agent),
    progress: progressOf(plan, now),
    matrix: priorityMatrix(plan),
    top: topThree(plan),
    next,
    warnings: planWarnings(plan, now),
    may: rightsOf(plan, set, viewer, next?.missing ?? []),
    editing,
  };
}

/** Signing is offered to whom the plan's rules would let sign now; everybody else sees whose turn it is. */
function rightsOf(
  plan: Plan,
  set: Pick<RuleSet, 'people'>,
  { role, person }: PlanViewer,
  missing: readonly GateMissing[],
): PlanRights {
  const open = plan.state !== 'closed';
  const step = plan.state === 'draft' ? 'activation' : 'closure';
  const given = plan.signatures.filter((signature) => signature.for === step);
  const free = (as: Signature['as']) => !given.some((signature) => signature.as === as);
  const ready = open && besidesSignatures(missing).length === 0;
  const signed = given.some((signature) => signature.person === person);
  const approver = person !== undefined && set.people.get(person)?.approver === true;
  const asOwner = ready && free('owner') && person === plan.owner && includesRole(role, 'operator');
  const asApprover =
    ready &&
    free('approver') &&
    approver &&
    person !== plan.owner &&
    !signed &&
    includesRole(role, 'approver');
  return {
    edit: open && includesRole(role, 'operator'),
    signAs: [...(asOwner ? (['owner'] as const) : []), ...(asApprover ? (['approver'] as const) : [])],
    close: plan.state === 'active' && missing.length === 0 && includesRole(role, 'approver'),
    acceptRisk: plan.state === 'active' && approver && includesRole(role, 'approver'),
  };
}

/** In which words values and criteria of this plan are said. */
export function wordingOf(view: Pick<PlanView, 'plan' | 'set'>, i18n: I18n): WordingContext {
  return {
    language: i18n.language,
    timezone: view.plan.timezone,
    ruleSet: view.set,
    agent: view.plan.agent,
  };
}

/**
 * A person's name, or the id where people.yaml no longer knows it; actor texts of keys and the engine are
 * named too.
 */
export function nameOf(id: string, set: Pick<RuleSet, 'people'>, i18n: I18n): string {
  const [kind, rest] = id.split(':');
  if (id === 'engine') return i18n.t.common.engine;
  if (kind === 'key' && rest) return i18n.t.common.key(rest);
  const person = kind === 'person' && rest ? rest : id;
  return set.people.get(person)?.name ?? person;
}

/** Where on the page a missing thing or a warning is mended. */
export function anchorOf(note: Missing, plan: Plan): string {
  const at = note.at ?? '';
  if (at === 'rootCause') return 'cause';
  if (at === 'actions' || at === 'state') return 'actions';
  if (at === 'reviews') return 'reviews';
  if (at.startsWith('signatures')) return 'signatures';
  const action = plan.actions.find(
    (one) => one.id === at || one.criteria.some((criterion) => criterion.id === at),
  );
  if (action) return `action-${action.id}`;
  if (plan.improvements.some((one) => one.id === at)) return `improvement-${at}`;
  if (plan.indicators.some((one) => one.id === at)) return 'indicators';
  return 'actions';
}
