import type { BriefIncident } from '../../incidents/containment.ts';
import type { Cell } from '../../metrics/cell.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { SilencedFiring } from '../../rules/silences/silence.ts';
import type { SuspendedTime } from '../../switches/downtime.ts';
import type { Plan } from '../plan.ts';
import type { Outcome } from './outcomes.ts';
import type { Weeks } from './week.ts';

/**
 * Everything that a weekly report is made from, of two weeks: the one that it is about and the one before.
 */
export type WeeklyFacts = {
  /** When anything was first recorded; what was before that is not known. */
  readonly beganAt?: number | undefined;
  /** Those that are unresolved, and those that were opened, contained or resolved in the two weeks. */
  readonly incidents: readonly BriefIncident[];
  /** The time in which each agent might not run, for the days of each week that are over. */
  readonly suspended: readonly SuspendedTime[];
  readonly suspendedBefore: readonly SuspendedTime[];
  /** Firings that began or lasted in the two weeks. */
  readonly firings: readonly WeeklyFiring[];
  /** Those that silences and planned work held back. */
  readonly silenced: readonly SilencedFiring[];
  /** `undefined`: they were not read, because there are too many series. */
  readonly series: readonly WeeklySeries[] | undefined;
  /** Open plans, and those that were closed in the two weeks. */
  readonly plans: readonly Plan[];
  readonly outcomes: readonly Outcome[];
  /** When due dates of actions were moved, in the four weeks up to the end of the week. */
  readonly moves: readonly { readonly at: number; readonly action: string }[];
  readonly answers: readonly SwitchAnswered[];
};

/** The measures of one series by local day: a day without any has no cell. */
export type WeeklySeries = {
  readonly agent: string;
  readonly metric: string;
  readonly days: readonly (Cell | undefined)[];
  readonly daysBefore: readonly (Cell | undefined)[];
  /** Whether it has ever been measured before the end of the week: an age grows from there. */
  readonly everMeasured: boolean;
};

/** An agent's word about a suspension: it said that it obeys, or did not say so in time. */
export type SwitchAnswered = {
  readonly at: number;
  readonly agent: string;
  readonly epoch: number;
  readonly said: 'obeys' | 'nothing_in_time';
};

/** A firing of a rule; without `end` it lasts. */
export type WeeklyFiring = {
  readonly agent: string;
  readonly rule: string;
  readonly firedAt: number;
  readonly end?: number;
};

/** Which report the facts are for. */
export type FactsQuery = {
  readonly set: RuleSet;
  readonly weeks: Weeks;
  readonly agent?: string | undefined;
  readonly now: number;
};
