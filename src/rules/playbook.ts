import type { Bilingual } from '../metrics/metric.ts';
import type { CriterionSpec } from './criterion.ts';
import type { ReplaySpec } from './replay.ts';

/** Of effort and impact. */
export const levels = ['low', 'high'] as const;
export type Level = (typeof levels)[number];

/** Whether an action treats the cause or only the symptom. */
export const treatments = ['cause', 'symptom'] as const;
export type Treats = (typeof treatments)[number];

export const recurrences = ['daily', 'weekly', 'monthly', 'quarterly'] as const;
export type Recurrence = (typeof recurrences)[number];

/** People of a plan by what they are in it: a playbook that names them so is good for any agent. */
export const playbookRoles = ['owner', 'approver'] as const;
export type PlaybookRole = (typeof playbookRoles)[number];

/** An entry of a playbook from which a plan is drafted: it becomes an action or an improvement. */
type PlaybookPart = {
  readonly id: string;
  readonly title: Bilingual;
  /** Person id. */
  readonly owner?: string;
  /** Instead of a person: whoever owns or approves the plan. */
  readonly role?: PlaybookRole;
  /** After the incident's opening. */
  readonly dueMs?: number;
  readonly effort: Level;
  readonly impact: Level;
};

/**
 * An item of a list, and what a replay asks of it: its question, what a right answer holds, its id elsewhere.
 */
export type PlaybookCase = Bilingual & {
  readonly question?: string;
  readonly expect?: string;
  readonly id?: string;
};

export type PlaybookAction = PlaybookPart & {
  readonly criteria: readonly CriterionSpec[];
  readonly treats: Treats;
  /** Items of the checklists its criteria name, by checklist id. */
  readonly checklists: ReadonlyMap<string, readonly PlaybookCase[]>;
  /** How the agent is asked the cases of these lists again. */
  readonly replay?: ReplaySpec;
};

export type PlaybookImprovement = PlaybookPart & {
  readonly benefit: Bilingual;
  /** `weekly`, `monthly`, …: a recurring improvement has this instead of a due date. */
  readonly recurrence?: Recurrence;
};

/** A likely root cause, offered when the evidence fits; `when`: a metric that moved first, or a reason. */
export type PlaybookHypothesis = {
  readonly text: Bilingual;
  readonly movedFirst?: string;
  readonly reason?: string;
};

/** How often a plan is looked at: daily for `dailyForMs`, then every `thenEveryMs`. */
export type ReviewCadence = { readonly dailyForMs: number; readonly thenEveryMs: number };

/** The skeleton that a plan is drafted from: one file of playbooks/. */
export type Playbook = {
  readonly id: string;
  readonly title: Bilingual;
  readonly objective?: Bilingual;
  readonly hypotheses: readonly PlaybookHypothesis[];
  readonly actions: readonly PlaybookAction[];
  readonly improvements: readonly PlaybookImprovement[];
  /** The plan's own indicators, as criteria. */
  readonly indicators: readonly CriterionSpec[];
  readonly reviews: ReviewCadence;
  /** The settling time: how long after an action is done its criteria may start to hold. */
  readonly settleMs: number;
};
