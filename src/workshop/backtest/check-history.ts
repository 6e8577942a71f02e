import { cellsIn, createColumns } from '../../metrics/storage/cell-columns.ts';
import { done, type Result } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { type Past, type Period, setsInForce, type Timeline } from '../replay/history.ts';
import { runBacktest } from './backtest.ts';
import { type Comparison, compareFirings } from './check.ts';
import { type BacktestQuestion, orderOf, wishOf } from './question.ts';

/** How many firings are on record and in the replay of the same time, and where the two do not agree. */
export type CheckedHistory = Period & {
  readonly live: number;
  readonly replayed: number;
  readonly found: readonly Comparison[];
};

/** Replays the rules that were in force and compares with the firings on record; without one, `set`. */
export async function checkHistory(
  question: BacktestQuestion,
  sources: {
    readonly past: Past;
    readonly set: RuleSet;
    readonly now: number;
    readonly onProgress?: Parameters<typeof runBacktest>[3];
  },
): Promise<Result<CheckedHistory>> {
  const { past, set, now, onProgress } = sources;
  const wish = await wishOf(question, { before: set, after: set, recorded: past, now });
  const ordered = await orderOf(wish, past, now);
  if (!ordered.ok) return ordered;
  const { from, until } = ordered.value;
  const timeline = await timelineOf(past, { from, until }, set);
  const found: Comparison[] = [];
  let [live, replayed] = [0, 0];
  const order = { ...ordered.value, before: timeline };
  for await (const { agent, before } of runBacktest(order, past, [], onProgress)) {
    const all = await past.firings(agent, { from, until });
    const recorded = all.filter(({ rule }) => question.rules === undefined || question.rules.includes(rule));
    const firings = before.firings.filter(({ start }) => start >= from);
    live += recorded.length;
    replayed += firings.length;
    const cells = async (metric: string, begin: number, end: number) => {
      const parts = [];
      for await (const part of past.slices(agent, [metric], { from: begin, until: end }))
        parts.push(...cellsIn(part.cells.get(metric) ?? createColumns(0)));
      return parts;
    };
    found.push(...(await compareFirings(recorded, firings, { stepMs: set.stepMs, timeline, until, cells })));
  }
  return done({ from, until, live, replayed, found });
}

/** The sets in force. Before the first one filrouge evaluated nothing: those cells were sent in later. */
async function timelineOf(past: Past, span: Period, set: RuleSet): Promise<Timeline> {
  const [first, ...later] = await setsInForce(past, span, set);
  const since = (await past.firstInForceSince()) ?? span.until;
  if (since <= span.from) return [first, ...later];
  return [{ at: 0, set: { ...first.set, rules: [] } }, { ...first, at: since }, ...later];
}
