import type { IncidentSource, Trigger } from '../incidents/incident.ts';
import type { Language } from '../language/language.ts';
import type { CriterionSpec } from '../rules/criterion.ts';
import type { Level, Recurrence, ReviewCadence, Treats } from '../rules/playbook.ts';
import type { ReplaySpec } from '../rules/replay.ts';
import type { AuditFacts } from './audit/facts.ts';
import type { Case } from './cases/case.ts';
import type { ClosureFollowUp } from './commands/followups.ts';
import type { FollowUp } from './follow-up.ts';
import type { Addition, Hypothesis } from './hypothesis.ts';
import type { ActionLink } from './link.ts';
import type { AcceptedRisk, PlanRisk } from './plan-risk.ts';

export const planStates = ['draft', 'active', 'closed'] as const;
export type PlanState = (typeof planStates)[number];

export const actionStatuses = ['todo', 'in_progress', 'blocked', 'done'] as const;
export type ActionStatus = (typeof actionStatuses)[number];

export const verifications = ['unverified', 'verified', 'regressed'] as const;
export type Verification = (typeof verifications)[number];

export const planKinds = [
  'corrective',
  'strategic',
  'operational',
  'people',
  'sustainability',
  'crisis',
  'learning',
] as const;
export type PlanKind = (typeof planKinds)[number];

export const verdicts = ['pending', 'holding', 'met', 'failed', 'no_data', 'error'] as const;
export type CriterionVerdict = (typeof verdicts)[number];

export const signerRoles = ['owner', 'approver'] as const;
export const signedSteps = ['activation', 'closure'] as const;

/** Episodes of a bad condition seen within a hold: when each began, and whether the last one still lasts. */
export type Episodes = { readonly starts: readonly number[]; readonly ongoing: boolean };

/** A hold that was over before the action was done: it proves nothing, and is remembered. */
export type Held = { readonly heldBefore?: true };

/**
 * How far a criterion is. `heldMs` counts measured time only: what was frozen by no data, or spent suspended,
 * is not in it. Verdicts own their data: only `holding` has a running clock that counts for the action. A
 * `pending` one carries what was counted so far: frozen (`suspended`), or before the action was done
 * (`not_done`: nothing of that counts afterwards).
 */
export type CriterionState =
  | (Held & {
      readonly verdict: 'pending';
      readonly why: 'not_done' | 'settling' | 'suspended' | 'waiting';
      readonly heldMs?: number;
      readonly countedUntil?: number;
      readonly episodes?: Episodes;
    })
  | (Held & {
      readonly verdict: 'holding';
      readonly heldMs: number;
      readonly countedUntil: number;
      readonly episodes?: Episodes;
    })
  /** `attributed: false`: it held already before the action was done, which did not bring it about. */
  | {
      readonly verdict: 'met';
      readonly at: number;
      readonly attributed: boolean;
      readonly episodes?: Episodes;
    }
  | { readonly verdict: 'failed'; readonly at: number; readonly value?: number }
  | (Held & {
      readonly verdict: 'no_data';
      readonly since: number;
      readonly heldMs: number;
      readonly episodes?: Episodes;
    })
  /**
   * `reason`: `unknown_metric`, `unknown_rule`, `unknown_checklist` or `no_replay`; the spec says which one.
   */
  | { readonly verdict: 'error'; readonly reason: string };

/** A criterion of an action or of a plan, with its verdict. */
export type Criterion = {
  /** `4-2-1`: plan, action, place. The plan's own indicators are `4-i-1`. */
  readonly id: string;
  readonly spec: CriterionSpec;
  readonly state: CriterionState;
  /** The value last seen, in the metric's unit. */
  readonly value?: number;
  /** The end of the last cell it was assessed at: a replay after a restart goes on from there. */
  readonly assessedAt?: number;
  /** An attestation that was given: who, when, link. */
  readonly attested?: { readonly by: string; readonly at: number; readonly link?: string };
};

/** A named list of cases, done or asked again one by one, that a checklist or a replay criterion counts. */
export type Checklist = { readonly id: string; readonly items: readonly Case[] };

/** A corrective action: one owner, one due date, one success criterion at least, one status. */
export type Action = {
  /** `4-2`: plan and place. */
  readonly id: string;
  readonly title: string;
  /** The phase that it belongs to: actions of one phase stand together. */
  readonly phase?: string;
  /** Person id. */
  readonly owner?: string;
  readonly startAt?: number;
  /** End of the day it is due, in the agent's time zone. */
  readonly dueAt?: number;
  readonly status: ActionStatus;
  readonly doneAt?: number;
  /** Why it is blocked, while it is. */
  readonly blockedWhy?: string;
  readonly verification: Verification;
  readonly effort: Level;
  readonly impact: Level;
  readonly treats: Treats;
  readonly resources?: string;
  readonly criteria: readonly Criterion[];
  readonly checklists: readonly Checklist[];
  /** How the agent is asked the cases again. */
  readonly replay?: ReplaySpec;
  /** The issue or task elsewhere that it is mirrored to and from. */
  readonly link?: ActionLink;
  /** The playbook it came from, with the action's id there. */
  readonly from?: { readonly playbook: string; readonly action: string };
};

/** Means that a plan as a whole may use. The budget is in euros. */
export type Resources = { readonly budget?: number; readonly tools?: string; readonly people?: string };

/** An improvement that a plan holds beside its corrective actions. */
export type Improvement = {
  /** `4-m-1` */
  readonly id: string;
  readonly title: string;
  readonly benefit: string;
  readonly owner?: string;
  readonly dueAt?: number;
  readonly recurrence?: Recurrence;
  readonly status: ActionStatus;
  readonly effort: Level;
  readonly impact: Level;
};

/** A review of a plan: due, or held. */
export type Review = {
  readonly dueAt: number;
  readonly heldAt?: number;
  readonly by?: string;
  readonly comment?: string;
};

/** A signature under a step of a plan. */
export type Signature = {
  readonly as: (typeof signerRoles)[number];
  readonly for: (typeof signedSteps)[number];
  /** Of the plan that was signed: a later change of its contents takes the signature away. */
  readonly version: number;
  /** Person id. */
  readonly person: string;
  readonly at: number;
  /** By what they have proved for this signature who they are; absent in signatures of before it was kept. */
  readonly proof?: 'key' | 'provider';
};

/**
 * A rule that showed what the plan is to cure. It fires again soon after the closure: the cause has come
 * back. Its metric knows it again where it was given another id.
 */
export type WatchedRule = Pick<Trigger, 'rule' | 'cause' | 'metric'>;

/** How a trip was known to be the same again, the surest first. */
export const returns = ['rule', 'renamed_rule', 'same_incident', 'playbook'] as const;

/** The cause came back. What was signed or accepted until then is kept here, and is asked for anew. */
export type Reopening = {
  readonly at: number;
  /** That showed it. */
  readonly incident: number;
  /** That fired; reopenings of before do not say it. */
  readonly rule?: string;
  readonly as?: (typeof returns)[number];
  /** The closure that did not last; absent where the plan was at work again already. */
  readonly closedAt?: number;
  readonly signatures?: readonly Signature[];
  readonly acceptedRisks?: readonly AcceptedRisk[];
  readonly closingSummary?: string;
};

/** Something that must follow a closure: somebody's, due by a day, until it is ticked. */
export type Task = {
  /** `4-t-1` */
  readonly id: string;
  readonly followUp: ClosureFollowUp;
  /** Person id. */
  readonly owner: string;
  readonly dueAt: number;
  readonly doneAt?: number;
  readonly doneBy?: string;
  /** Where what was done can be seen. */
  readonly link?: string;
};

/** The actions and improvements to take up first: ids, and whose choice that was. */
export type Priorities = { readonly items: readonly string[]; readonly by: string; readonly at: number };

/** An action plan with all its parts. */
export type Plan = {
  /** From 1, without gaps. */
  readonly number: number;
  /** Absent: a plan of the whole organisation, from an audit or a review. */
  readonly agent?: string | undefined;
  /** Absent: a plan that was begun by hand, or from the text of an audit. */
  readonly incident?: number | undefined;
  /** Of its incident, or what it was begun from. Plans of before do not say it. */
  readonly source?: IncidentSource;
  /** The name of the order that began it, where it had one. */
  readonly once?: string;
  /** Hash of the rule set in force when a plan without incident was begun: closure compares with it. */
  readonly ruleSet?: string;
  readonly kind: PlanKind;
  readonly state: PlanState;
  readonly language: Language;
  readonly timezone: string;
  /** Raised by every change, but not by measuring criteria: an edit names the version it was made on. */
  readonly version: number;
  readonly createdAt: number;
  readonly activatedAt?: number;
  readonly closedAt?: number;
  /** Each time that its cause came back after a closure. */
  readonly reopened: readonly Reopening[];
  /** The rules that are watched after the closure; absent where no rule asked for the plan. */
  readonly watched?: readonly WatchedRule[];
  /** Person ids. */
  readonly owner: string;
  readonly approver: string;
  readonly followedBy: string;
  readonly title: string;
  readonly objective?: string;
  readonly resources?: Resources;
  /** When it is to begin: start of a local day. */
  readonly startAt?: number;
  /** When all corrective actions are to be done: end of a local day. */
  readonly targetAt?: number;
  readonly context: string;
  /** A person has rewritten the context: filrouge no longer completes it by itself. */
  readonly contextEdited?: true;
  readonly hypotheses: readonly Hypothesis[];
  readonly additions?: readonly Addition[];
  readonly rootCause?: string;
  readonly playbooks: readonly string[];
  readonly settleMs: number;
  /** Ids of actions, improvements and criteria that were removed: never given again. */
  readonly retired?: readonly string[];
  readonly actions: readonly Action[];
  readonly improvements: readonly Improvement[];
  readonly indicators: readonly Criterion[];
  readonly cadence: ReviewCadence;
  readonly reviews: readonly Review[];
  readonly log: readonly FollowUp[];
  readonly signatures: readonly Signature[];
  readonly acceptedRisks: readonly AcceptedRisk[];
  /** The risks that the plan runs, followed until it is closed. */
  readonly risks?: readonly PlanRisk[];
  /** The items that come first, in the order in which somebody chose them; absent until then. */
  readonly priorities?: Priorities;
  readonly audit?: AuditFacts;
  readonly recommendations?: string;
  readonly closingSummary?: string;
  /** From the first closure on. */
  readonly tasks?: readonly Task[];
};

/** The incident that the plan is at work on: its own, or the last that showed a recurrence. */
export function incidentAtWork({
  incident,
  reopened,
}: Pick<Plan, 'incident' | 'reopened'>): number | undefined {
  return reopened.at(-1)?.incident ?? incident;
}

/** Every criterion of a plan: those of its actions in their order, then its own indicators. */
export function allCriteria(plan: Pick<Plan, 'actions' | 'indicators'>): readonly Criterion[] {
  return [...plan.actions.flatMap((action) => action.criteria), ...plan.indicators];
}

/**
 * Whether a plan answers something that went wrong: then its root cause is asked for. Any other plan has its
 * objective instead.
 */
export function answersFault({ incident, kind }: Pick<Plan, 'incident' | 'kind'>): boolean {
  return incident !== undefined || kind === 'corrective' || kind === 'crisis';
}
