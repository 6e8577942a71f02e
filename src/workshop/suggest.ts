import { formatQuantity } from '../metrics/quantity.ts';
import { windowSpec } from '../metrics/window.ts';
import { defined } from '../platform/defined.ts';
import { formatDuration } from '../platform/duration.ts';
import {
  type Condition,
  type FixedCondition,
  formatCondition,
  isPlain,
  outOfRange,
} from '../rules/condition.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { BacktestReport, IncidentOutcome } from './backtest/report.ts';

/** A threshold and a window that could stand in the place of a rule's. */
export type Candidate = { readonly condition: FixedCondition; readonly set: RuleSet };

/** The results of a candidate. A firing that stands during no known incident is a false alarm. */
export type Judged = {
  readonly condition: string;
  readonly threshold: number;
  readonly windowMs?: number;
  readonly caught: number;
  readonly incidents: number;
  readonly falseAlarms: number;
  readonly falseAlarmsPerWeek: number;
  readonly suspendedMinutes: number;
  /** Mean time from an incident's beginning to its alarm, over those that are caught; absent when none is. */
  readonly delayMs?: number;
};

/** The aim: at most so many false alarms a week, or the incidents that must be caught. */
export type Wish = { readonly falseAlarmsPerWeek?: number; readonly incidents?: readonly number[] };

/** Windows as parts and multiples of the rule's own. */
const windowFactors = [0.5, 1, 2] as const;
/** Thresholds around the rule's own, as parts of it; metrics that are better high are spread likewise. */
const thresholdFactors = [0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2] as const;

/** Why nothing is suggested for the first condition of some rules. */
export const notSuggested =
  'suggest moves fixed thresholds alone; a comparison or a burn rate is tried with filrouge rules backtest --set';

/** The candidates for a rule's first condition: thresholds around its own over shorter and longer windows. */
export function candidatesFor(set: RuleSet, rule: Rule): Candidate[] {
  const [first, ...others] = rule.when;
  const metric = set.metrics.get(first?.metric ?? '');
  if (first === undefined || metric === undefined || !isPlain(first)) return [];
  const candidates = windowsOf(first, set.stepMs).flatMap((window) =>
    thresholdFactors.flatMap((factor): FixedCondition[] => {
      const threshold = Number((first.threshold * factor).toPrecision(3));
      if (outOfRange(threshold, metric) !== undefined) return [];
      const parts = defined({ metric: first.metric, operator: first.operator, threshold, window });
      return [{ ...parts, text: formatCondition(parts, set.metrics) }];
    }),
  );
  return candidates.map((condition) => ({
    condition,
    set: withRule(set, clearing({ ...rule, when: [condition, ...others] }, first, condition, set)),
  }));
}

function windowsOf({ window }: Condition, stepMs: number): Condition['window'][] {
  if (window === undefined) return [undefined];
  return windowFactors.flatMap((factor) => {
    const spec = windowSpec(Math.round((window.lengthMs * factor) / stepMs) * stepMs, stepMs);
    return 'fault' in spec ? [] : [spec];
  });
}

/** A clearing condition keeps its distance to the thresholdand its window, if that is not changed. */
function clearing(rule: Rule, before: FixedCondition, after: FixedCondition, { metrics }: RuleSet): Rule {
  if (rule.clear === undefined || before.threshold === 0) return rule;
  const factor = after.threshold / before.threshold;
  const clear = rule.clear.map((condition) => {
    if (condition.metric !== before.metric || !isPlain(condition)) return condition;
    const parts = defined({
      ...condition,
      threshold: Number((condition.threshold * factor).toPrecision(3)),
      window: after.window ?? condition.window,
    });
    return { ...parts, text: formatCondition(parts, metrics) };
  });
  return { ...rule, clear };
}

/** The options of a backtest that put a candidate in the place of a rule. */
export function setOptionsOf({ set, condition }: Candidate, id: string): string {
  const clear = set.rules.find((rule) => rule.id === id && rule.when.includes(condition))?.clear ?? [];
  const edits = [
    `${id}.when=${condition.text}`,
    ...clear.slice(0, 1).map(({ text }) => `${id}.clear=${text}`),
  ];
  return edits.map((edit) => `--set '${edit}'`).join(' ');
}

function withRule(set: RuleSet, changed: Rule): RuleSet {
  const rules = set.rules.map((rule) =>
    rule.id === changed.id && rule.agents.join() === changed.agents.join() ? changed : rule,
  );
  return { ...set, rules, hash: `${set.hash}+${changed.when[0]?.text ?? ''}` };
}

/** Judges a candidate's backtest by the wish. */
export function judge({ condition }: Candidate, report: BacktestReport, wish: Wish): Judged {
  const relevant = report.incidents.filter(
    ({ number }) => wish.incidents === undefined || wish.incidents.includes(number),
  );
  const caught = relevant.filter(caughtInTime);
  const spans = report.incidents.filter(caughtInTime).flatMap(({ after }) => after?.at ?? []);
  const falseAlarms = Math.max(0, report.after.firings.filter(({ start }) => !spans.includes(start)).length);
  const weeks = Math.max((report.until - report.from) / (7 * 86_400_000), 1e-9);
  const delays = caught.map(({ after }) => -(after?.earlierMs ?? 0));
  const mean = delays.reduce((sum, one) => sum + one, 0) / delays.length;
  return defined({
    condition: condition.text,
    threshold: condition.threshold,
    windowMs: condition.window?.lengthMs,
    caught: caught.length,
    incidents: relevant.length,
    falseAlarms,
    falseAlarmsPerWeek: Math.round((falseAlarms / weeks) * 100) / 100,
    suspendedMinutes: report.after.suspendedMinutes,
    delayMs: caught.length === 0 ? undefined : Math.round(mean),
  });
}

/** An alarm that stood long before an incident began says nothing about it. */
const earliestMs = 3_600_000;

function caughtInTime({ after }: IncidentOutcome): boolean {
  return after !== undefined && after.earlierMs <= earliestMs;
}

/** A rule that fires for more of the time than this is no alarm. */
const mostOfTheTime = 0.25;

/** Whether a candidate fires so much of the time that nobody would heed it. */
export function firesAlways({ from, until, after }: BacktestReport): boolean {
  let firingMs = 0;
  for (const { start, end } of after.firings) firingMs += Math.max(0, (end ?? until) - Math.max(start, from));
  return firingMs > (until - from) * mostOfTheTime;
}

/**
 * The best trade-off: the candidates that no other beats on incidents caught, on false alarms and on delay at
 * once (the Pareto front), as far as they keep to the wished rate; those that catch most first, then the
 * fewest false alarms.
 */
export function bestOf(all: readonly Judged[], wish: Wish): Judged[] {
  const limit = wish.falseAlarmsPerWeek ?? Number.POSITIVE_INFINITY;
  const allowed = all.filter(({ falseAlarmsPerWeek }) => falseAlarmsPerWeek <= limit);
  const front = allowed.filter((one) => !allowed.some((other) => beats(other, one)));
  const unique = front.filter((one, place) => front.findIndex((other) => isLike(one, other)) === place);
  return unique.toSorted(
    (one, other) =>
      other.caught - one.caught ||
      one.falseAlarms - other.falseAlarms ||
      delayOf(one) - delayOf(other) ||
      one.suspendedMinutes - other.suspendedMinutes,
  );
}

function delayOf({ delayMs }: Judged): number {
  return delayMs ?? Number.POSITIVE_INFINITY;
}

/** The figures by which a candidate is compared with others: less is better. */
function costsOf(one: Judged): readonly number[] {
  return [-one.caught, one.falseAlarms, delayOf(one)];
}

function beats(one: Judged, other: Judged): boolean {
  const costs = costsOf(other);
  return !isLike(one, other) && costsOf(one).every((cost, place) => cost <= (costs[place] ?? 0));
}

function isLike(one: Judged, other: Judged): boolean {
  return costsOf(one).join() === costsOf(other).join();
}

/** A judged candidate in words, for tables. */
export function judgedRow(one: Judged, set: RuleSet, rule: Rule): string[] {
  const metric = set.metrics.get(rule.when[0]?.metric ?? '');
  return [
    metric === undefined ? String(one.threshold) : formatQuantity(one.threshold, metric),
    one.windowMs === undefined ? '' : formatDuration(one.windowMs),
    `${one.caught} of ${one.incidents}`,
    String(one.falseAlarms),
    String(one.falseAlarmsPerWeek),
    one.delayMs === undefined ? '' : formatDuration(Math.max(0, one.delayMs)),
    String(one.suspendedMinutes),
  ];
}
