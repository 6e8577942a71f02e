import { mayCommand } from '../../access/commands.ts';
import { type Caller, includesRole } from '../../access/roles.ts';
import type { SiteName } from '../../connect/mirror/pull/site.ts';
import type { Dossier } from '../../incidents/dossier/exhibit.ts';
import type { NoticeTrace } from '../../notices/store.ts';
import type { ReplayStanding } from '../../plans/cases/standing.ts';
import { isUnwritten } from '../../plans/commands/edit.ts';
import type { ClosureFollowUp } from '../../plans/commands/followups.ts';
import { whyNoSignature } from '../../plans/commands/signature.ts';
import type { VerdictEntry } from '../../plans/criteria/follow.ts';
import type { WordingContext } from '../../plans/documents/wording.ts';
import { nextStep } from '../../plans/gates.ts';
import type { Plan, Signature } from '../../plans/plan.ts';
import type { SinceSources } from '../../plans/since-review.ts';
import { defined } from '../../platform/defined.ts';
import type { Missing } from '../../platform/refusal.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import { type DossierRights, type DossierView, dossierOn, dossierRights } from '../dossier/dossier-view.ts';
import type { I18n } from '../words/texts.ts';
import type { Editing, PartName } from './plan-editing.ts';

/** Everything a plan's page shows. */
export type PlanView = PlanSources & {
  readonly may: PlanRights;
  /** Whether the viewer has to prove anew who they are before they sign, and how. */
  readonly proof?: Caller['proof'];
  /** The form that is open, with what was typed into it. */
  readonly editing?: Editing | undefined;
};

/** Everything that the rooms know about a plan. */
export type PlanSources = {
  readonly plan: Plan;
  readonly set: RuleSet;
  readonly now: number;
  /** How each criterion came to its verdict, oldest first. */
  readonly history: ReadonlyMap<string, readonly VerdictEntry[]>;
  /** Messages to people about it, the newest first. */
  readonly told: readonly NoticeTrace[];
  /** The plan's entries of the register since it was last reviewed, oldest first. */
  readonly entries: SinceSources['entries'];
  /** Of a closed plan without tasks: one of before there were any. */
  readonly followUps: readonly ClosureFollowUp[];
  readonly isIncidentOpen: boolean;
  /** The tools in which an issue can be opened for an action. */
  readonly issueSites: readonly SiteName[];
  /** Evidence and comments on the plan and on its parts. */
  readonly dossier: Dossier;
  /** How large a file of evidence may be. */
  readonly maxBytes: number;
  /** How the cases of its actions were answered when they were asked again, by action. */
  readonly replays?: ReadonlyMap<string, ReplayStanding>;
};

/** The viewer's rights on a plan as it stands. */
type PlanRights = {
  readonly edit: boolean;
  /** Work that goes on after the closure: improvements, tasks, words that nobody has written. */
  readonly goOn: boolean;
  /** Why the viewer may not give a signature of the next step, as a code; nothing where they may. */
  readonly whyNotSign: Readonly<Record<Signature['as'], string | undefined>>;
  readonly close: boolean;
  readonly acceptRisk: boolean;
  readonly dossier: DossierRights;
};

type Viewer = Pick<Caller, 'role' | 'person' | 'proof'>;

/** The page's contents for somebody who looks at it. */
export function planView(sources: PlanSources, viewer: Viewer, editing?: Editing): PlanView {
  return { ...sources, ...defined({ proof: viewer.proof }), may: rightsOf(sources, viewer), editing };
}

/** Signing is offered to whom the plan's rules would let sign now; everybody else is told why it is not. */
function rightsOf({ plan, set }: PlanSources, { role, person }: Viewer): PlanRights {
  const { step = 'closure', missing = [] } = nextStep(plan) ?? {};
  const open = plan.state !== 'closed';
  const approver = person !== undefined && set.people.get(person)?.approver === true;
  const whyNotSign = (as: Signature['as']) => {
    const refused = whyNoSignature(plan, { as, for: step }, person, set)?.refusal;
    return (refused ?? mayCommand({ role }, { kind: 'signPlan', as }))?.code;
  };
  return {
    edit: open && includesRole(role, 'operator'),
    goOn: includesRole(role, 'operator'),
    whyNotSign: { owner: whyNotSign('owner'), approver: whyNotSign('approver') },
    close: plan.state === 'active' && missing.length === 0 && includesRole(role, 'approver'),
    acceptRisk: plan.state === 'active' && approver && includesRole(role, 'approver'),
    dossier: dossierRights({ role }),
  };
}

/** Evidence and comments on the plan itself. */
export function dossierView({ plan, dossier, set, maxBytes, may }: PlanView): DossierView {
  const on = { kind: 'plan', id: String(plan.number) } as const;
  return { on, dossier: dossierOn(dossier, on), set, maxBytes, may: may.dossier };
}

/** Whether the viewer may change a part of the plan as it stands. */
export function mayChange({ plan, may }: Pick<PlanView, 'plan' | 'may'>, part: PartName): boolean {
  if (may.edit || !may.goOn) return may.edit;
  if (part === 'closing') return isUnwritten(plan, 'recommendations') || isUnwritten(plan, 'closingSummary');
  return part.startsWith('task/') || (part.startsWith('improvement/') && part !== 'improvement/new');
}

/** In which words values and criteria of this plan are said. */
export function wordingOf(view: Pick<PlanView, 'plan' | 'set'>, i18n: I18n): WordingContext {
  const { agent = noAgent, timezone } = view.plan;
  return { language: i18n.language, timezone, ruleSet: view.set, agent };
}

/** Where on the page a missing thing or a warning is mended. */
export function anchorOf(note: Missing, plan: Plan): string {
  const at = note.at ?? '';
  if (at === 'rootCause') return 'cause';
  if (at === 'actions' || at === 'state') return 'actions';
  if (at === 'reviews') return 'reviews';
  if (at === 'incident') return 'part-head';
  if (at === 'closingSummary') return 'closing';
  if (at === 'objective') return 'objective';
  if (plan.risks?.some(({ id }) => id === at)) return `risk-${at}`;
  if (plan.tasks?.some(({ id }) => id === at)) return `task-${at}`;
  if (at.startsWith('signatures')) return 'signatures';
  const action = plan.actions.find(
    (one) => one.id === at || one.criteria.some((criterion) => criterion.id === at),
  );
  if (action) return `action-${action.id}`;
  if (plan.improvements.some((one) => one.id === at)) return `improvement-${at}`;
  if (plan.indicators.some((one) => one.id === at)) return 'indicators';
  return 'actions';
}
