import { cellsIn, createColumns } from '../../metrics/storage/cell-columns.ts';
import type { Db } from '../../platform/database/database.ts';
import { done, type Result } from '../../platform/refusal.ts';
import { readFirings } from '../../rules/engine/alert-store.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { firstInForceSince } from '../../rules/sets/store.ts';
import type { History, Period, Timeline } from '../replay/history.ts';
import { setsInForce } from '../replay/stored-history.ts';
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
    readonly db: Db;
    readonly history: History;
    readonly set: RuleSet;
    readonly now: number;
    readonly onProgress?: Parameters<typeof runBacktest>[3];
  },
): Promise<Result<CheckedHistory>> {
  const { db, history, set, now, onProgress } = sources;
  const wish = await wishOf(question, { before: set, after: set, recorded: db, now });
  const ordered = await orderOf(wish, history, now);
  if (!ordered.ok) return ordered;
  const { from, until } = ordered.value;
  const timeline = await timelineOf(db, { from, until }, set);
  const found: Comparison[] = [];
  let [live, replayed] = [0, 0];
  const order = { ...ordered.value, before: timeline };
  for await (const { agent, before } of runBacktest(order, history, [], onProgress)) {
    const all = await readFirings(db, { from, until, agent });
    const recorded = all.filter(({ rule }) => question.rules === undefined || question.rules.includes(rule));
    const firings = before.firings.filter(({ start }) => start >= from);
    live += recorded.length;
    replayed += firings.length;
    const cells = async (metric: string, begin: number, end: number) => {
      const parts = [];
      for await (const part of history.slices(agent, [metric], { from: begin, until: end }))
        parts.push(...cellsIn(part.cells.get(metric) ?? createColumns(0)));
      return parts;
    };
    found.push(...(await compareFirings(recorded, firings, { stepMs: set.stepMs, timeline, until, cells })));
  }
  return done({ from, until, live, replayed, found });
}

/** The sets in force. Before the first one filrouge evaluated nothing: those cells were sent in later. */
async function timelineOf(db: Db, span: Period, set: RuleSet): Promise<Timeline> {
  const [first, ...later] = await setsInForce(db, span, set);
  const since = (await firstInForceSince(db)) ?? span.until;
  if (since <= span.from) return [first, ...later];
  return [{ at: 0, set: { ...first.set, rules: [] } }, { ...first, at: since }, ...later];
}
