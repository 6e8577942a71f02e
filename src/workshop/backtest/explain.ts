import { aggregateCell, type Cell, cellStart, mergeAllCells } from '../../metrics/cell.ts';
import { coarsen, newestPastCell, windowStart } from '../../metrics/window.ts';
import { baselineFactor } from '../../rules/against.ts';
import { type Condition, type FixedCondition, isTrue } from '../../rules/condition.ts';
import type { Rule } from '../../rules/rule.ts';
import { type CellRange, type CellView, rangeWithinCell, windowWithout } from '../replay/cell-range.ts';
import type { InForce } from '../replay/history.ts';

/** The history of one agent, for a comparison. */
export type CheckSources = {
  readonly stepMs: number;
  readonly timeline: readonly InForce[];
  /** Where the history ends. */
  readonly until: number;
  /** Stored cells of a metric with from ≤ start < until, in order. */
  readonly cells: (metric: string, from: number, until: number) => Promise<readonly Cell[]>;
};

/** Whether the live engine may have seen the recorded value in the cell in which it fired. */
export async function mayHaveFired(
  rule: Rule,
  live: { readonly firedAt: number; readonly value?: number },
  sources: CheckSources,
): Promise<boolean> {
  const start = cellStart(live.firedAt, sources.stepMs);
  return may(rule.when, start, sources, (condition, range, first) => {
    const seen = !first || live.value === undefined || holds(range, live.value);
    return seen && crosses(condition, range);
  });
}

/** Whenever the whole cells show the breach, what had arrived by then may have shown none. */
export async function mayHaveMissed(
  rule: Rule,
  { since, start, end }: { readonly since: number; readonly start: number; readonly end?: number },
  until: number,
  sources: CheckSources,
): Promise<boolean> {
  // With a `for`, one look without the breach in between starts the clock anew.
  if (rule.forMs > 0 && (await someCell(since, start, sources, (at) => mayBreak(rule.when, at, sources))))
    return true;
  const last = Math.min(until, end ?? sources.until, sources.until);
  for (let at = start; at < last; at += sources.stepMs)
    if (!(await missable(rule, at, sources))) return false;
  return true;
}

async function missable(rule: Rule, start: number, sources: CheckSources): Promise<boolean> {
  const late = lateCells(sources.stepMs);
  const when = await Promise.all(rule.when.map((condition) => fixedAt(condition, start, sources)));
  const views = await Promise.all(rule.when.map((condition) => viewOf(condition, start, sources)));
  const breaches = (missing: number): boolean =>
    when.every((condition, place) => {
      const view = views[place];
      const seen = view && windowWithout(view, start, missing);
      if (condition === undefined || view === undefined || seen === undefined) return false;
      const value = aggregateCell(seen, view.aggregate, start + sources.stepMs - 1);
      const enough = view.aggregate === 'age' || seen.weight >= rule.minSamples;
      return value !== undefined && enough && isTrue(condition, value);
    });
  if (!breaches(0) || (await mayBreak(rule.when, start, sources))) return true;
  return Array.from({ length: late }, (_, place) => place + 1).some((missing) => !breaches(missing));
}

/** Samples may arrive this late without being a difference, in whole cells: senders send in batches. */
export const lateMs = 2_000;

function lateCells(stepMs: number): number {
  return Math.floor(lateMs / stepMs);
}

/** Within the cell of `at`and through `keep_firing_for` before it, the live engine may have seen `clear`. */
export async function mayClear(rule: Rule, at: number, sources: CheckSources): Promise<boolean> {
  const start = cellStart(at, sources.stepMs);
  if (rule.clear !== undefined) return may(rule.clear, start, sources, crosses);
  return mayBreak(rule.when, start, sources);
}

/** In the `keep_firing_for` before `end` the live engine may have seen `clear` broken, which restarts it. */
export async function mayStayUnclear(rule: Rule, end: number, sources: CheckSources): Promise<boolean> {
  const from = end - rule.keepFiringForMs - sources.stepMs;
  return someCell(from, end, sources, (start) =>
    rule.clear === undefined ? may(rule.when, start, sources, crosses) : mayBreak(rule.clear, start, sources),
  );
}

/** Whether one of the conditions may have shown as not true. */
async function mayBreak(
  conditions: readonly Condition[],
  start: number,
  sources: CheckSources,
): Promise<boolean> {
  for (const condition of conditions) {
    const range = await rangeOf(condition, start, sources);
    const fixed = await fixedAt(condition, start, sources);
    if (range !== undefined && fixed !== undefined && !always(fixed, range)) return true;
  }
  return false;
}

async function someCell(
  from: number,
  until: number,
  { stepMs }: CheckSources,
  test: (start: number) => Promise<boolean>,
): Promise<boolean> {
  for (let start = cellStart(from, stepMs); start <= until; start += stepMs)
    if (await test(start)) return true;
  return false;
}

async function may(
  conditions: readonly Condition[],
  start: number,
  sources: CheckSources,
  test: (condition: FixedCondition, range: CellRange, isFirst: boolean) => boolean,
): Promise<boolean> {
  for (const [place, condition] of conditions.entries()) {
    const range = await rangeOf(condition, start, sources);
    const fixed = await fixedAt(condition, start, sources);
    if (range === undefined || fixed === undefined || !test(fixed, range, place === 0)) return false;
  }
  return true;
}

/** How far back an age may reach for its last sample. */
const ageReachMs = 7 * 86_400_000;

async function rangeOf(
  condition: Condition,
  start: number,
  sources: CheckSources,
): Promise<CellRange | undefined> {
  const view = await viewOf(condition, start, sources);
  return view && rangeWithinCell(view, start, lateCells(sources.stepMs));
}

async function viewOf(
  { metric, window }: Condition,
  start: number,
  { timeline, cells: read, stepMs }: CheckSources,
): Promise<CellView | undefined> {
  const aggregate = timeline.at(-1)?.set.metrics.get(metric)?.aggregate;
  if (aggregate === undefined) return undefined;
  const from = window === undefined ? start - ageReachMs : windowStart(window, start);
  return { cells: await read(metric, from, start + stepMs), window, aggregate, stepMs };
}

/** A condition with the threshold that it had in a cell: what is compared with moves once a coarse cell. */
async function fixedAt(
  condition: Condition,
  start: number,
  { timeline, cells: read, stepMs }: CheckSources,
): Promise<FixedCondition | undefined> {
  if (condition.against === undefined) return condition;
  const { metric, operator, window, against, text } = condition;
  const aggregate = timeline.at(-1)?.set.metrics.get(metric)?.aggregate;
  if (aggregate === undefined || against.kind !== 'baseline') return undefined;
  const now = start + stepMs - 1;
  const newest = newestPastCell(against.window, now) + 1;
  const { cellMs, cells: count } = against.window;
  const past = await read(metric, (newest - count) * cellMs, newest * cellMs);
  const value = aggregateCell(mergeAllCells(coarsen(past, cellMs)), aggregate, now);
  if (value === undefined || value <= 0) return undefined;
  return { metric, operator, window, text, threshold: value * baselineFactor(against, window, aggregate) };
}

/** Some value of the range meets the condition. */
function crosses(condition: FixedCondition, { low, high }: CellRange): boolean {
  const { operator, threshold } = condition;
  if (operator === '==') return low <= threshold && threshold <= high;
  return isTrue(condition, low) || isTrue(condition, high);
}

/** Every value of the range meets the condition. */
function always(condition: FixedCondition, { low, high }: CellRange): boolean {
  const { operator, threshold } = condition;
  if (operator === '!=') return threshold < low || threshold > high;
  return isTrue(condition, low) && isTrue(condition, high);
}

function holds({ low, high }: CellRange, value: number): boolean {
  const slack = Math.max(Math.abs(low), Math.abs(high)) * 1e-9;
  return value >= low - slack && value <= high + slack;
}
