import type { Condition } from './condition.ts';

/** What a firing rule does. `suspend`: switch, incident, plan. `alert`: incident, and a plan if a playbook is named. `observe`: recorded only. */
export type RuleEffect = 'suspend' | 'alert' | 'observe';
/** What lasting silence of a rule's metric does. */
export type OnNoData = 'keep' | 'alert' | 'suspend';
export type Severity = 'info' | 'warning' | 'critical';

/** A threshold rule, parsed and checked. One rule may stand over several agents; its alert is keyed by agent and rule id. */
export type Rule = {
  readonly id: string;
  /** All of them must be true for the rule to be in breach. */
  readonly when: readonly Condition[];
  /** The hysteresis: when the alert may end. Absent: as soon as `when` is measurably no longer true. */
  readonly clear?: readonly Condition[];
  /** Below this Σ weight in a window, its verdict is no_data, not ok. */
  readonly minSamples: number;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly onNoData: OnNoData;
  /** How long no data must last before `onNoData` acts. */
  readonly noDataAfterMs: number;
  readonly effect: RuleEffect;
  readonly severity: Severity;
  readonly playbook?: string;
  /** Agent ids the rule stands over, resolved (never `*`). */
  readonly agents: readonly string[];
  /** The file it was read from, relative to the rules folder, and its line: for people who want to edit it. */
  readonly source: { readonly file: string; readonly line: number };
};
