import type { Refusal } from '../../platform/refusal.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Mandate, RuleSet } from '../../rules/ruleset.ts';
import type { BacktestReport } from '../../workshop/backtest/report.ts';
import type { Trial } from '../../workshop/trial.ts';
import type { Proposal, Subject, Typed, WorkshopRange } from './workshop.ts';

/** The outcome of trying a proposal. */
export type Outcome =
  | { readonly kind: 'report'; readonly report: BacktestReport; readonly proposal: Proposal }
  /** The typed values are no proposal; the fields say why. */
  | { readonly kind: 'bad_fields' }
  /** Nothing was measured in this time; `last` is when it last was. */
  | { readonly kind: 'no_cells'; readonly from: number; readonly until: number; readonly last?: number }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'full' }
  /** The rule files, as they are, do not take these values. */
  | { readonly kind: 'unusable'; readonly detail: string };

/** Everything the workshop of a rule shows. */
export type WorkshopView = {
  readonly subject: Subject;
  readonly set: RuleSet;
  readonly mandate: Mandate;
  /** Over which a rule of this id stands; the workshop looks at one of them at a time. */
  readonly agents: readonly Mandate[];
  readonly range: WorkshopRange;
  /** Whether more than the threshold was typed, so that the other fields are shown. */
  readonly unfolded: boolean;
  /** The texts in the fields. */
  readonly texts: Typed;
  readonly errors: Typed;
  readonly outcome: Outcome;
  /** For a rule that only observes: how it did beside the real one. */
  readonly trial?: Trial;
  /** Rules on trial beside this one. */
  readonly trials: readonly Rule[];
  /** Whether the person may propose what was tried. */
  readonly mayPropose: boolean;
  /** Why it could not be proposed. */
  readonly refusal?: Refusal;
};

/** The address of a rule's workshop. */
export function workshopAddress(rule: string, agent?: string): string {
  return `/rules/${rule}${agent === undefined ? '' : `?agent=${agent}`}`;
}

/** Whether the rule has measured anything in a report's time. */
export function hasMeasured({ traces }: Pick<BacktestReport, 'traces'>): boolean {
  return traces.some(({ points }) => points.some(([, value]) => value !== null));
}
