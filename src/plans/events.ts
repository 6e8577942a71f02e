import type { Actor } from '../platform/actor.ts';
import type { CaseState } from './cases/case.ts';
import type { ReplayRun } from './cases/standing.ts';
import type { ClosureFollowUp } from './commands/followups.ts';
import type { Basis } from './criteria/criterion.ts';
import type { LinkFault, StatusThere } from './link.ts';
import type { ActionStatus, CriterionVerdict, Plan, Reopening, Signature } from './plan.ts';
import type { AcceptedRisk, PlanRisk } from './plan-risk.ts';

/** The facts of each kind of event of a plan: ids, codes and numbers only, fit for the register. */
type Facts = {
  planDrafted: { readonly playbooks: readonly string[]; readonly actions: readonly string[] };
  /** A later trigger's playbook added its actions. */
  planExtended: { readonly playbook: string; readonly actions: readonly string[] };
  planEdited: { readonly fields: readonly string[] };
  /** The generated context was brought up to date: the agent is back, another rule joined. */
  contextCompleted: { readonly downtimeMs: number };
  /** A signed text stays: news of the incident has a paragraph of its own. */
  paragraphAdded: { readonly about: number };
  actionAdded: { readonly action: string };
  actionEdited: { readonly action: string; readonly fields: readonly string[] };
  actionRemoved: { readonly action: string };
  actionStatusSet: { readonly action: string; readonly from: ActionStatus; readonly to: ActionStatus };
  /** It is mirrored to and from an issue or task elsewhere, or no longer. */
  actionLinked: { readonly action: string; readonly linked: boolean };
  /** How that one was seen, where it differs from before. */
  linkNoted: { readonly action: string; readonly there?: StatusThere; readonly fault?: LinkFault };
  checklistTicked: {
    readonly action: string;
    readonly checklist: string;
    /** Place in the list, from 0. */
    readonly item: number;
    readonly ticked: boolean;
  };
  /** `cases`: how many there are more. */
  casesAdded: { readonly action: string; readonly checklist: string; readonly cases: number };
  caseNoted: {
    readonly action: string;
    readonly checklist: string;
    /** Place in the list, from 0. */
    readonly item: number;
    readonly state: CaseState;
  };
  replayBegun: {
    readonly action: string;
    readonly run: number;
    readonly cases: number;
    readonly scope: ReplayRun['scope'];
  };
  /**
   * Answers of a pass. `answers`: the key of each question, what came of it, and the SHA-256 of the answer
   * where there was one, parted by blanks.
   */
  casesReplayed: {
    readonly action: string;
    readonly run: number;
    readonly passed: number;
    readonly failed: number;
    readonly unmeasured: number;
    readonly answers: readonly string[];
    readonly end?: 'complete' | 'given_up' | 'stopped';
  };
  criterionAttested: { readonly criterion: string };
  improvementAdded: { readonly improvement: string };
  improvementEdited: { readonly improvement: string; readonly fields: readonly string[] };
  improvementRemoved: { readonly improvement: string };
  riskAdded: { readonly risk: string };
  riskEdited: {
    readonly risk: string;
    readonly state: PlanRisk['state'];
    readonly fields: readonly string[];
  };
  riskRemoved: { readonly risk: string };
  taskEdited: {
    readonly task: string;
    readonly code: ClosureFollowUp['code'];
    readonly done: boolean;
    readonly fields: readonly string[];
  };
  /** A reminder went out to these people; the outbox says how it arrived. */
  reminderSent: {
    readonly subject: 'action' | 'improvement' | 'task' | 'review';
    readonly item: string;
    /** Entries of before do not say it: they were of what is overdue. */
    readonly step?: 'ahead' | 'today' | 'first' | 'second' | 'escalation';
    /** 0 before it was due. */
    readonly nth: number;
    readonly dueAt: number;
    readonly people: readonly string[];
  };
  reviewHeld: { readonly heldAt: number; readonly nextDueAt: number };
  /** Of a review: the action that it is about, and what was decided. */
  followUpLogged: { readonly action?: string; readonly decision?: string; readonly dueAt?: number };
  riskAccepted: Pick<AcceptedRisk, 'action' | 'proof'>;
  planSigned: Pick<Signature, 'as' | 'for' | 'person' | 'proof'> & { readonly signedVersion: number };
  /** The signed contents have changed, so these people have to sign again. */
  signaturesVoided: { readonly for: Signature['for']; readonly people: readonly string[] };
  planActivated: { readonly actions: number };
  planClosed: { readonly actions: number; readonly risks: number };
  /**
   * `again` is the incident that showed the recurrence; `actions` are those that have to be done again.
   * Entries of before do not say the rest.
   */
  planReopened: {
    readonly again: number;
    readonly actions: readonly string[];
    readonly wasClosed?: boolean;
    readonly rule?: string;
    readonly as?: NonNullable<Reopening['as']>;
  };
  verdictChanged: {
    readonly criterion: string;
    readonly from: CriterionVerdict;
    readonly to: CriterionVerdict;
  };
  /** `bases`: what its criteria rest on. Entries of before do not say it. */
  actionVerified: {
    readonly action: string;
    readonly attributed: boolean;
    readonly bases?: readonly Basis[];
  };
  actionRegressed: { readonly action: string; readonly criteria: readonly string[] };
};

/** The kind of an event of a plan. */
export type PlanEventKind = keyof Facts;

/** One event of a kind. `plan`, `agent` and `incident` say of which case; `by` who did it. */
export type PlanEventOf<K extends PlanEventKind> = Facts[K] & {
  readonly kind: K;
  readonly at: number;
  readonly by: Actor;
  readonly plan: number;
  readonly agent?: string | undefined;
  readonly incident?: number | undefined;
  /** Texts that people wrote, by field. The register keeps digests of these, never the texts. */
  readonly texts?: Readonly<Record<string, string>>;
};

/** An event of a plan, for the register, the notices and the console. */
export type PlanEvent = { [K in PlanEventKind]: PlanEventOf<K> }[PlanEventKind];

/** The actor of a change, and its time. */
export type ChangeContext = { readonly actor: Actor; readonly now: number };

/** An event of this plan. Empty texts are left out. */
export function planEvent<K extends PlanEventKind>(
  kind: K,
  plan: Pick<Plan, 'number' | 'agent' | 'incident'>,
  ctx: ChangeContext,
  facts: Facts[K],
  texts: Readonly<Record<string, string | undefined>> = {},
): PlanEventOf<K> {
  const written = Object.fromEntries(
    Object.entries(texts).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  return {
    ...facts,
    kind,
    at: ctx.now,
    by: ctx.actor,
    plan: plan.number,
    agent: plan.agent,
    incident: plan.incident,
    ...(Object.keys(written).length === 0 ? {} : { texts: written }),
  };
}

/** The facts of an event alone, as JSON. Its register entry has fields for actor, time and case. */
export function eventFacts(
  event: PlanEvent,
): Readonly<Record<string, string | number | boolean | readonly string[]>> {
  const { kind, at, by, plan, agent, incident, texts, ...facts } = event;
  return facts;
}
