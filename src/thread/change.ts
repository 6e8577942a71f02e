import type { Incident } from '../incidents/incident.ts';
import type { ProofAttempt } from '../incidents/proof.ts';
import type { NewNotice } from '../notices/notice.ts';
import type { ReplayMove } from '../plans/cases/standing.ts';
import type { CriterionChange } from '../plans/criteria/follow.ts';
import type { Plan } from '../plans/plan.ts';
import type { PlanReminders } from '../plans/reminders/reminder.ts';
import type { NewEntry } from '../register/chain.ts';
import type { Alert, EffectiveEvent } from '../rules/engine/alert.ts';
import type { Silence, SilencedFiring } from '../rules/silences/silence.ts';
import type { KillSwitch, SwitchEvent } from '../switches/switch.ts';

/**
 * A switch as it becomes: changed (with its history), acknowledged by the agent, escalated to people, or with
 * its step measured for longer.
 */
export type SwitchMove =
  | {
      readonly kind: 'changed';
      readonly before: KillSwitch;
      readonly after: KillSwitch;
      readonly event: SwitchEvent;
    }
  | { readonly kind: 'acknowledged' | 'escalated' | 'measured'; readonly after: KillSwitch };

/** An incident as it becomes; without `before` it is new. */
export type IncidentMove = { readonly before: Incident | undefined; readonly after: Incident };

/** A plan as it becomes: new, changed by a decision, or with its criteria measured anew. */
export type PlanMove =
  | { readonly kind: 'drafted'; readonly after: Plan }
  | { readonly kind: 'changed'; readonly before: Plan; readonly after: Plan }
  | {
      readonly kind: 'assessed';
      readonly before: Plan;
      readonly after: Plan;
      readonly criteria: readonly CriterionChange[];
    };

/** A proof test that passed: the last one of each rule is remembered. */
export type PassedProof = { readonly rule: string; readonly passedAt: number; readonly ruleSetHash: string };

/**
 * All that one decision changes about one agent, as data. `commit` alone turns it into SQL, `apply` alone
 * into memory. An absent part stays as it is; a change without any part changes nothing.
 */
export type Change = {
  readonly agent: string;
  readonly killSwitch?: SwitchMove;
  readonly incident?: IncidentMove;
  /** Further incidents that the agent was down for, and no longer is. */
  readonly beside?: readonly IncidentMove[];
  readonly plan?: PlanMove;
  readonly proof?: PassedProof;
  /** A proof test by schedule that did not pass, or was skipped. */
  readonly attempt?: ProofAttempt;
  readonly replay?: ReplayMove;
  /** Alerts to be stored as the engine has them. */
  readonly alerts?: readonly Alert[];
  /** Alerts that a person ended: stored, and put into the engine after the commit. */
  readonly released?: readonly Alert[];
  /** The history of alerts. */
  readonly alertEvents?: readonly EffectiveEvent[];
  /** Reminders of plans that go out now: what went out is not sent again. */
  readonly reminders?: readonly PlanReminders[];
  /** A silence as it is now: set, or ended before its time. */
  readonly silence?: Silence;
  /** Firings that a silence held back, as they are now. */
  readonly silenced?: readonly SilencedFiring[];
  readonly entries?: readonly NewEntry[];
  readonly notices?: readonly NewNotice[];
};

/** Every incident that a change moves. */
export function incidentMoves({ incident, beside = [] }: Change): readonly IncidentMove[] {
  return incident === undefined ? beside : [incident, ...beside];
}

/** Whether there is anything to write. */
export function isChange({ agent: _agent, ...parts }: Change): boolean {
  return Object.values(parts).some((part) => part !== undefined && (!Array.isArray(part) || part.length > 0));
}
