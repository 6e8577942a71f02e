import type { Evidence, Trigger } from '../incidents/incident.ts';
import type { ReplayAnswer } from '../plans/cases/standing.ts';
import type { CriterionChange } from '../plans/criteria/follow.ts';
import type { Plan } from '../plans/plan.ts';
import type { SentReminder } from '../plans/reminders/reminder.ts';
import type { Actor } from '../platform/actor.ts';
import type { Alert, AlertEvent } from '../rules/engine/alert.ts';
import type { SilencedFiring } from '../rules/silences/silence.ts';
import type { Telling } from './reminding/telling.ts';

/** An alert event that changes more than the alert: all but those of its pending time. */
export type RuleEvent = Extract<
  AlertEvent,
  { kind: 'ruleFired' | 'ruleNoData' | 'ruleResolved' | 'ruleDataBack' }
>;

/** Whether an alert event changes more than the alert. */
export function isRuleEvent(event: AlertEvent): event is RuleEvent {
  return event.kind !== 'rulePending' && event.kind !== 'rulePendingEnded';
}

/** An alert whose rule, or whose agent, has left the rules in force: nothing measures it any more. */
export type RuleRemoved = { readonly kind: 'ruleRemoved'; readonly agent: string; readonly alert: Alert };

/** A trigger whose alert was found to be over although nobody noted it: a crash came between. */
export type TriggerFoundOver = {
  readonly kind: 'triggerFoundOver';
  readonly agent: string;
  readonly trigger: Pick<Trigger, 'rule' | 'cause' | 'firedAt'>;
};

/** A firing that was held back is over, or no rule's any more, although nobody noted it. */
export type SilencedFoundOver = {
  readonly kind: 'silencedFoundOver';
  readonly agent: string;
  readonly rule: string;
  readonly cause: SilencedFiring['cause'];
  readonly firedAt: number;
};

/** A suspension that its agent has not acknowledged within the time of its mandate. */
export type AcknowledgementMissed = { readonly kind: 'acknowledgementMissed'; readonly agent: string };

/** Traffic of the agent's own came in after it had acknowledged its suspension; `at` is of that traffic. */
export type SuspensionNotObeyed = {
  readonly kind: 'suspensionNotObeyed';
  readonly agent: string;
  readonly at: number;
};

/** On an agent's way back, for how long the step of an epoch was measured to hold so far. */
export type StepMeasured = {
  readonly kind: 'stepMeasured';
  readonly agent: string;
  readonly epoch: number;
  readonly heldMs: number;
};

/** The step of an epoch was measured to hold for its time. */
export type StepHeld = { readonly kind: 'stepHeld'; readonly agent: string; readonly epoch: number };

/** In the step of an epoch, a rule that had tripped was measured not to be clear. */
export type StepBroken = {
  readonly kind: 'stepBroken';
  readonly agent: string;
  readonly epoch: number;
  readonly rule: string;
  /** Of the first condition, in the metric's unit. */
  readonly value?: number;
  /** That of `when` at that instant. */
  readonly threshold: number;
};

/** The evidence about the main trigger of an incident is in. */
export type EvidenceGathered = {
  readonly kind: 'evidenceGathered';
  readonly agent: string;
  readonly incident: number;
  readonly evidence: Evidence;
};

/** Criteria of a plan have moved. */
export type CriteriaAssessed = {
  readonly kind: 'criteriaAssessed';
  readonly agent: string;
  readonly plan: number;
  readonly criteria: readonly CriterionChange[];
};

/** Time for filrouge to ask the cases of an action again by itself. */
export type ReplayDue = {
  readonly kind: 'replayDue';
  readonly agent: string;
  readonly plan: number;
  readonly action: string;
};

/** Answers of a replay are in, and perhaps it is over. */
export type CasesReplayed = {
  readonly kind: 'casesReplayed';
  readonly agent: string;
  readonly plan: number;
  readonly action: string;
  readonly run: number;
  readonly answers: readonly ReplayAnswer[];
  /** Why it ends before all was asked. */
  readonly end?: 'given_up' | 'stopped';
};

/** The drill of a rule came as far as the notice that people are to get. */
export type RuleDrilled = {
  readonly kind: 'ruleDrilled';
  readonly agent: string;
  readonly rule: string;
  /** Of the notice. */
  readonly key: string;
};

/** A proof test came through whole. `stages` in their order, with the time of each. */
export type ProofPassed = {
  readonly kind: 'proofPassed';
  readonly agent: string;
  readonly rule: string;
  readonly by: Actor;
  readonly ruleSet: string;
  readonly samples: number;
  readonly stages: readonly { readonly stage: string; readonly at: number }[];
};

/** A proof test by schedule did not pass, or could not be made. `rule`: the one that it stopped at. */
export type ProofMissed = {
  readonly kind: 'proofMissed';
  readonly agent: string;
  readonly outcome: 'failed' | 'skipped';
  readonly code: string;
  readonly rule?: string;
};

/**
 * Reminders of a plan fell due. `sent`: all that went out before; `asRead`: the plan, where it was closed
 * long ago and is out of sight.
 */
export type RemindersFellDue = {
  readonly kind: 'remindersFellDue';
  readonly agent: string;
  readonly plan: number;
  readonly sent: readonly SentReminder[];
  readonly asRead?: Plan;
};

/** Things have lasted for so long that people are to be told. */
export type TellingsFellDue = {
  readonly kind: 'tellingsFellDue';
  readonly agent: string;
  readonly tellings: readonly Telling[];
};

/** Everything that happens to an agent without a command. */
export type ThreadEvent =
  | RuleEvent
  | RuleRemoved
  | TriggerFoundOver
  | SilencedFoundOver
  | AcknowledgementMissed
  | SuspensionNotObeyed
  | StepMeasured
  | StepHeld
  | StepBroken
  | EvidenceGathered
  | CriteriaAssessed
  | ReplayDue
  | CasesReplayed
  | RuleDrilled
  | ProofPassed
  | ProofMissed
  | RemindersFellDue
  | TellingsFellDue;
