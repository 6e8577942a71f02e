import { cellsIn, createColumns } from '../metrics/storage/cell-columns.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database, Db } from '../platform/database/database.ts';
import { readFirings } from '../rules/engine/alert-store.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { firstInForceSince } from '../rules/sets/store.ts';
import { runBacktest } from '../workshop/backtest/backtest.ts';
import { type Comparison, compareFirings } from '../workshop/backtest/check.ts';
import { orderOf } from '../workshop/backtest/run.ts';
import { moment } from '../workshop/backtest/sections.ts';
import type { History } from '../workshop/replay/history.ts';
import type { InForce } from '../workshop/replay/replay.ts';
import { setsInForce } from '../workshop/replay/stored-history.ts';
import type { CliContext } from './context.ts';
import { type BacktestOptions, wishOf } from './rules-backtest.ts';
import { WorkshopError } from './rules-history.ts';

type Checked = {
  readonly options: BacktestOptions;
  readonly context: CliContext;
  readonly set: RuleSet;
  readonly history: History;
  readonly database: Database | undefined;
};

/** `--check`: replays the rules that were in force and compares with what really fired. Exit 1 when they differ. */
export async function checkHistory({ options, context, set, history, database }: Checked): Promise<void> {
  if (database === undefined)
    throw new WorkshopError('--check needs the database: a file does not know what really fired.');
  if (options.set !== undefined || options.against !== undefined || options.resumeAfter !== undefined)
    throw new WorkshopError(
      '--check replays the rules as they were: leave --set, --against and --resume-after out.',
    );
  const wish = await wishOf(options, { set, after: set, database, history });
  const ordered = await orderOf(wish, history, systemClock.now());
  if (!ordered.ok) throw new WorkshopError(ordered.refusal.detail);
  const { from, until } = ordered.value;
  const timeline = await timelineOf(database.db, { from, until }, set);
  const order = { ...ordered.value, before: timeline };
  const found: Comparison[] = [];
  let [live, replayed] = [0, 0];
  for await (const { agent, before } of runBacktest(order, history, [])) {
    const all = await readFirings(database.db, { from, until, agent });
    const recorded = all.filter(({ rule }) => options.rule === undefined || options.rule.includes(rule));
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
  report({ from, until, live, replayed, found }, options, context);
}

/** The sets in force. Before the first one filrouge evaluated nothing: cells from then were sent in afterwards. */
async function timelineOf(
  db: Db,
  span: { readonly from: number; readonly until: number },
  set: RuleSet,
): Promise<[InForce, ...InForce[]]> {
  const [first, ...later] = await setsInForce(db, span, set);
  const since = (await firstInForceSince(db)) ?? span.until;
  if (since <= span.from) return [first, ...later];
  return [{ at: 0, set: { ...first.set, rules: [] } }, { ...first, at: since }, ...later];
}

type Outcome = {
  readonly from: number;
  readonly until: number;
  readonly live: number;
  readonly replayed: number;
  readonly found: readonly Comparison[];
};

function report(outcome: Outcome, options: BacktestOptions, context: CliContext): void {
  const { from, until, live, replayed, found } = outcome;
  const differences = found.filter(({ explained }) => !explained);
  if (options.format === 'json') {
    const iso = (at: number) => new Date(at).toISOString();
    const withTime = found.map(({ at, ...rest }) => ({ ...rest, at: iso(at) }));
    const same = differences.length === 0;
    context.print(
      JSON.stringify({ from: iso(from), until: iso(until), live, replayed, same, found: withTime }, null, 2),
    );
  } else {
    context.print(
      `${moment(from)} to ${moment(until)} UTC: ${live} firings on record, ${replayed} in the replay, ${differences.length} differences.`,
    );
    for (const { agent, rule, at, detail, explained } of found)
      context.print(`${explained ? 'explained ' : 'DIFFERENCE'}  ${moment(at)}  ${agent}/${rule}: ${detail}`);
  }
  if (differences.length > 0) context.fail('The replay differs from what really fired.');
}
