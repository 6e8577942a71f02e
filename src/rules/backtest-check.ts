import { type Cell, cellStart } from '../metrics/cell.ts';
import { windowStart } from '../metrics/window.ts';
import { type CellRange, rangeWithinCell } from './cell-range.ts';
import type { Condition } from './condition.ts';
import { compares } from './engine.ts';
import type { InForce } from './replay.ts';
import type { ReplayedFiring } from './replay-log.ts';
import type { Rule } from './rule.ts';

/**
 * Compares what a replay of the rules in force finds with what really fired.
 *
 * The live engine evaluates at every arrival and every tick, the replay once a cell, when the cell is whole. So a firing is
 * the same when both put its beginning and its end into the same cell or the next one. Where they differ by more, the
 * cells decide: if the cell's own sum, weight and extremes leave it open that the live engine saw another value while the
 * cell filled (cell-range.ts), the cells cannot tell the two apart and it is `explained`. Whatever is left is a difference.
 */
export type Comparison = {
  readonly agent: string;
  readonly rule: string;
  readonly at: number;
  readonly kind: 'not_replayed' | 'did_not_fire' | 'other_end';
  readonly explained: boolean;
  readonly detail: string;
};

/** A firing on record, as far as it is compared. */
export type RecordedFiring = {
  readonly agent: string;
  readonly rule: string;
  readonly since: number;
  readonly firedAt: number;
  readonly end?: number;
  /** Of the first condition when it began to fire. */
  readonly value?: number;
};

/** What a comparison needs to know of one agent. */
export type CheckSources = {
  readonly stepMs: number;
  readonly timeline: readonly InForce[];
  /** Stored cells of a metric with from ≤ start < until, in order. */
  readonly cells: (metric: string, from: number, until: number) => Promise<readonly Cell[]>;
};

/** What does not agree on one agent, explained or not, in the order of time. `recorded` and `replayed` are of that agent. */
export async function compareFirings(
  recorded: readonly RecordedFiring[],
  replayed: readonly ReplayedFiring[],
  sources: CheckSources,
): Promise<Comparison[]> {
  const found: Comparison[] = [];
  const left = [...replayed];
  for (const live of recorded) {
    const place = left.findIndex((one) => isSame(live, one, sources.stepMs));
    const [partner] = place === -1 ? [] : left.splice(place, 1);
    const comparison =
      partner === undefined
        ? await explainMissing(live, recorded, replayed, sources)
        : await compareEnds(live, partner, sources);
    if (comparison !== undefined) found.push(comparison);
  }
  for (const one of left)
    found.push(await explainExtra(one, { recorded, replayed, found: [...found] }, sources));
  return found.toSorted((one, other) => one.at - other.at);
}

function isSame(live: RecordedFiring, replayed: ReplayedFiring, stepMs: number): boolean {
  return live.rule === replayed.rule && Math.abs(cellStart(live.firedAt, stepMs) - replayed.start) <= stepMs;
}

async function explainMissing(
  live: RecordedFiring,
  recorded: readonly RecordedFiring[],
  replayed: readonly ReplayedFiring[],
  sources: CheckSources,
): Promise<Comparison> {
  const rule = ruleAt(sources, live, live.firedAt);
  const around = replayed.find(
    ({ rule: id, start, end = Number.POSITIVE_INFINITY }) =>
      id === live.rule && start <= live.firedAt && live.firedAt <= end,
  );
  const base = { agent: live.agent, rule: live.rule, at: live.firedAt, kind: 'not_replayed' as const };
  if (rule === undefined) return { ...base, explained: false, detail: 'the rule is in no recorded set' };
  if (around !== undefined) {
    // The replay still fires: live ended its alert within a cell and began another one.
    const ended = recorded.findLast(
      ({ rule: id, end }) => id === live.rule && (end ?? Infinity) <= live.firedAt,
    );
    const explained = ended?.end !== undefined && (await mayClear(rule, ended.end, sources));
    return { ...base, explained, detail: 'one firing of the replay is two on record' };
  }
  const start = cellStart(live.firedAt, sources.stepMs);
  const explained = await may(rule.when, start, sources, (condition, range, first) => {
    const seen = !first || live.value === undefined || holds(range, live.value);
    return seen && crosses(condition, range);
  });
  return { ...base, explained, detail: 'it fired; at the end of that cell the breach no longer showed' };
}

type Context = {
  readonly recorded: readonly RecordedFiring[];
  readonly replayed: readonly ReplayedFiring[];
  readonly found: readonly Comparison[];
};

async function explainExtra(
  extra: ReplayedFiring,
  { recorded, replayed, found }: Context,
  sources: CheckSources,
): Promise<Comparison> {
  const { agent, start, since } = extra;
  const rule = ruleAt(sources, extra, start);
  const base = { agent, rule: extra.rule, at: start, kind: 'did_not_fire' as const };
  if (rule === undefined) return { ...base, explained: false, detail: 'the rule is in no recorded set' };
  const around = recorded.find(
    ({ rule: id, firedAt, end = Number.POSITIVE_INFINITY }) =>
      id === extra.rule && firedAt <= start + sources.stepMs && end >= start,
  );
  if (around !== undefined) {
    // That one began in a cell which leaves its beginning open, and still fired when the replay began.
    const known = found.find(({ rule: id, at }) => id === extra.rule && at === around.firedAt);
    if (known?.kind === 'not_replayed')
      return { ...base, explained: known.explained, detail: 'it fired before' };
    const ended = replayed.findLast(
      ({ rule: id, end }) => id === extra.rule && (end ?? Number.POSITIVE_INFINITY) <= start,
    )?.end;
    const explained = ended !== undefined && (await mayStayUnclear(rule, ended, sources));
    return { ...base, explained, detail: 'one firing on record is two in the replay' };
  }
  const explained =
    rule.forMs > 0 && (await someCell(since, start, sources, (at) => mayBeFine(rule, at, sources)));
  return { ...base, explained, detail: 'the replay fires where nothing is on record' };
}

async function compareEnds(
  live: RecordedFiring,
  replayed: ReplayedFiring,
  sources: CheckSources,
): Promise<Comparison | undefined> {
  const { stepMs } = sources;
  const [was, would] = [live.end, replayed.end];
  if (was === undefined && would === undefined) return undefined;
  if (was !== undefined && would !== undefined && Math.abs(cellStart(was, stepMs) - would) <= stepMs)
    return undefined;
  const rule = ruleAt(sources, live, live.firedAt);
  const base = { agent: live.agent, rule: live.rule, at: live.firedAt, kind: 'other_end' as const };
  const detail = `it ended ${was === undefined ? 'not at all' : iso(was)}, in the replay ${would === undefined ? 'not at all' : iso(would)}`;
  if (rule === undefined) return { ...base, explained: false, detail };
  const liveFirst = (was ?? Number.POSITIVE_INFINITY) < (would ?? Number.POSITIVE_INFINITY);
  const explained = liveFirst
    ? was !== undefined && (await mayClear(rule, was, sources))
    : would !== undefined && (await mayStayUnclear(rule, would, sources));
  return { ...base, explained, detail };
}

/** Within the cell of `at`, and through `keep_firing_for` before it, the live engine may have seen `clear`. */
async function mayClear(rule: Rule, at: number, sources: CheckSources): Promise<boolean> {
  const start = cellStart(at, sources.stepMs);
  if (rule.clear !== undefined) return may(rule.clear, start, sources, crosses);
  return mayBeFine(rule, start, sources);
}

/** In some cell of the `keep_firing_for` before `end`, the live engine may have seen `clear` broken, which starts it anew. */
async function mayStayUnclear(rule: Rule, end: number, sources: CheckSources): Promise<boolean> {
  const from = end - rule.keepFiringForMs - sources.stepMs;
  return someCell(from, end, sources, async (start) => {
    const broken = async (condition: Condition): Promise<boolean> => {
      const range = await rangeOf(condition, start, sources);
      return range !== undefined && !always(condition, range);
    };
    if (rule.clear === undefined) return may(rule.when, start, sources, crosses);
    for (const condition of rule.clear) if (await broken(condition)) return true;
    return false;
  });
}

async function mayBeFine(rule: Rule, start: number, sources: CheckSources): Promise<boolean> {
  for (const condition of rule.when) {
    const range = await rangeOf(condition, start, sources);
    if (range !== undefined && !always(condition, range)) return true;
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
  test: (condition: Condition, range: CellRange, isFirst: boolean) => boolean,
): Promise<boolean> {
  for (const [place, condition] of conditions.entries()) {
    const range = await rangeOf(condition, start, sources);
    if (range === undefined || !test(condition, range, place === 0)) return false;
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
  const { metric, window } = condition;
  const aggregate = sources.timeline.at(-1)?.set.metrics.get(metric)?.aggregate;
  if (aggregate === undefined) return undefined;
  const from = window === undefined ? start - ageReachMs : windowStart(window, start);
  const cells = await sources.cells(metric, from, start + sources.stepMs);
  return rangeWithinCell(cells, window, aggregate, start, sources.stepMs);
}

function ruleAt(
  { timeline }: CheckSources,
  { agent, rule }: { agent: string; rule: string },
  at: number,
): Rule | undefined {
  const inForce = timeline.findLast((one) => one.at <= at) ?? timeline[0];
  return inForce?.set.rules.find(({ id, agents }) => id === rule && agents.includes(agent));
}

/** Some value of the range meets the condition. */
function crosses({ operator, threshold }: Condition, { low, high }: CellRange): boolean {
  if (operator === '==') return low <= threshold && threshold <= high;
  return compares(operator, low, threshold) || compares(operator, high, threshold);
}

/** Every value of the range meets the condition. */
function always({ operator, threshold }: Condition, { low, high }: CellRange): boolean {
  if (operator === '!=') return threshold < low || threshold > high;
  return compares(operator, low, threshold) && compares(operator, high, threshold);
}

function holds({ low, high }: CellRange, value: number): boolean {
  const slack = Math.max(Math.abs(low), Math.abs(high)) * 1e-9;
  return value >= low - slack && value <= high + slack;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
