import { type Condition, isFixed } from './condition.ts';

/**
 * The effects of a firing. `suspend`: switch, incident, plan. `degrade`: the switch leaves the agent a share
 * of its traffic; otherwise as `alert`: incident, and a plan if a playbook is named. `observe`: recorded
 * only.
 */
export const ruleEffects = ['suspend', 'degrade', 'alert', 'observe'] as const;
export type RuleEffect = (typeof ruleEffects)[number];

/** The effects of a lasting silence of a rule's metric. */
export const onNoDataEffects = ['keep', 'alert', 'suspend'] as const;
export type OnNoData = (typeof onNoDataEffects)[number];

/** The severities, the least first. */
export const severities = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** A threshold rule, parsed and checked. It may stand over many agents; alerts are by agent and rule id. */
export type Rule = {
  readonly id: string;
  /** All of them must be true for the rule to be in breach. */
  readonly when: readonly Condition[];
  /** The hysteresis: when the alert may end. Absent: as soon as `when` is measurably no longer true. */
  readonly clear?: readonly Condition[];
  /** Below this Σ weight in a window, its verdict is no_data, not ok. */
  readonly minSamples: number;
  /** The same for what a condition is compared with; absent: `minSamples`. */
  readonly minBaselineSamples?: number;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly onNoData: OnNoData;
  /** How long no data must last before `onNoData` acts. */
  readonly noDataAfterMs: number;
  readonly effect: RuleEffect;
  /** Of `degrade`: the part of its traffic that the agent keeps, above 0 and below 1. */
  readonly share?: number;
  readonly severity: Severity;
  readonly playbook?: string;
  /** Agent ids the rule stands over, resolved (never `*`). */
  readonly agents: readonly string[];
  /** The file it was read from, relative to the rules folder, and its line: for those who want to edit it. */
  readonly source: { readonly file: string; readonly line: number };
};

/** Every condition that a rule reads, those of `when` first. */
export function conditionsOf({ when, clear = [] }: Pick<Rule, 'when' | 'clear'>): readonly Condition[] {
  return [...when, ...clear];
}

/** The thresholds of a rule, if none of them moves. */
export function thresholdsOf({ when }: Pick<Rule, 'when'>): readonly number[] | undefined {
  const fixed = when.filter(isFixed);
  return fixed.length === when.length ? fixed.map(({ threshold }) => threshold) : undefined;
}

/** The time that a rule without a window, such as one on an age, is taken to look back over. */
const windowlessMs = 300_000;

/** How far back a rule looks at the most: what happened in that time is a part of what it found. */
export function longestWindowMs(rule: Pick<Rule, 'when'> | undefined): number {
  const windows = (rule?.when ?? []).flatMap(({ window }) => (window === undefined ? [] : [window.lengthMs]));
  return windows.length === 0 ? windowlessMs : Math.max(...windows);
}

/** Conditions as they were written; all of them must be true. */
export function ruleText(conditions: readonly Condition[]): string {
  return conditions.map(({ text }) => text).join(' and ');
}
