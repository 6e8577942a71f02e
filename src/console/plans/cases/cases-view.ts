import type { ReplayStanding } from '../../../plans/cases/standing.ts';
import type { QuestionView } from '../../../plans/cases/view.ts';
import type { Action, Checklist } from '../../../plans/plan.ts';
import type { Refusal } from '../../../platform/refusal.ts';
import type { PlanView } from '../plan-view.ts';

/** So many cases stand on one page. */
export const pageSize = 50;

/** Everything that the page of an action's cases shows. */
export type CasesView = {
  readonly view: PlanView;
  readonly action: Action;
  /** The list that is shown; one without any case where there is none yet. */
  readonly list: Checklist;
  readonly page: number;
  readonly standing: ReplayStanding | undefined;
  /** The last answers to the cases of the action. */
  readonly answers: readonly QuestionView[];
  /** Sentences about the deed that was just done. */
  readonly said?: readonly string[];
  readonly refusal?: Refusal | undefined;
  /** The text that was pasted, and not taken. */
  readonly pasted?: string;
};
