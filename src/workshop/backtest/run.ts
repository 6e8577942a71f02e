import { cellStart } from '../../metrics/cell.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { nearestName } from '../../rules/files/nearest.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { diffRuleSets } from '../../rules/sets/diff.ts';
import type { History } from '../replay/history.ts';
import { type InForce, metricsRead } from '../replay/replay.ts';
import type { SwitchModel } from '../replay/switch.ts';
import { type BacktestOrder, type Progress, runBacktest } from './backtest.ts';
import { assembleReport, type BacktestReport, type CriterionEffect } from './report.ts';

/** What somebody wants to know. Without `from` and `until`: all there is. */
export type BacktestWish = {
  readonly before: readonly [InForce, ...InForce[]];
  readonly after: RuleSet;
  readonly rules?: readonly string[];
  readonly agents?: readonly string[];
  readonly from?: number;
  /** Back from the end of the history; an alternative to `from`. */
  readonly sinceMs?: number;
  readonly until?: number;
  readonly switchModel: SwitchModel;
};

/** What the caller adds, because other rooms know it. */
export type BacktestPorts = {
  readonly now: number;
  readonly criteria?: (report: BacktestReport, order: BacktestOrder) => Promise<readonly CriterionEffect[]>;
  readonly onProgress?: (progress: Progress) => void;
};

/** The whole backtest: checks the wish, runs every agent, and puts the report together. */
export async function backtest(
  wish: BacktestWish,
  history: History,
  ports: BacktestPorts,
): Promise<Result<BacktestReport>> {
  const ordered = await orderOf(wish, history, ports.now);
  if (!ordered.ok) return ordered;
  const order = ordered.value;
  const span = { from: order.from, until: order.until };
  const incidents = (await history.incidents(span)).filter(({ agent }) => order.agents.includes(agent));
  const results = [];
  for await (const result of runBacktest(order, history, incidents, ports.onProgress)) results.push(result);
  const last = order.before.at(-1)?.set ?? order.after;
  const report = assembleReport(results, {
    ...span,
    stepMs: order.after.stepMs,
    changes: diffRuleSets(last, order.after).lines,
    beforeHash: last.hash,
    afterHash: order.after.hash,
    incidents,
    criteria: [],
  });
  const criteria = (await ports.criteria?.(report, order)) ?? [];
  return done({ ...report, criteria });
}

/** A wish as an order: whole cells within the history, known rules, agents that the rules stand over. */
export async function orderOf(
  wish: BacktestWish,
  history: Pick<History, 'extent'>,
  now: number,
): Promise<Result<BacktestOrder>> {
  const { before, after, rules, agents: wanted, switchModel } = wish;
  const sets = [...before.map(({ set }) => set), after];
  const unknown = unknownRule(sets, rules) ?? unknownAgent(sets, wanted);
  if (unknown !== undefined) return refused(unknown);
  const agents = agentsOf(sets, rules).filter((agent) => wanted === undefined || wanted.includes(agent));
  const metrics = [...new Set(agents.flatMap((agent) => metricsRead(sets, agent)))];
  const extent = await history.extent(metrics);
  if (extent === undefined)
    return refused(noCells(`There are no cells of ${metrics.join(', ') || 'any rule'} at all.`));
  const { stepMs } = after;
  const newest = cellStart(extent.newest, stepMs) + stepMs;
  const until = cellStart(Math.min(wish.until ?? newest, newest, Math.max(now, newest)), stepMs);
  const asked = wish.from ?? (wish.sinceMs === undefined ? extent.oldest : until - wish.sinceMs);
  const from = Math.max(cellStart(asked, stepMs), cellStart(extent.oldest, stepMs));
  if (from >= until || extent.newest < cellStart(asked, stepMs)) {
    const end = wish.until ?? until;
    return refused(
      noCells(
        `There are no cells between ${iso(asked)} and ${iso(end)}; the oldest is from ${iso(extent.oldest)}, the newest from ${iso(extent.newest)}.`,
      ),
    );
  }
  const only = rules === undefined ? {} : { rules };
  return done({ before, after, from, until, agents, switchModel, ...only });
}

function unknownRule(sets: readonly RuleSet[], wanted: readonly string[] | undefined): Refusal | undefined {
  const known = [...new Set(sets.flatMap(({ rules }) => rules.map(({ id }) => id)))].toSorted();
  const missing = wanted?.find((id) => !known.includes(id));
  return missing === undefined ? undefined : unknownName('rule', missing, known);
}

function unknownAgent(sets: readonly RuleSet[], wanted: readonly string[] | undefined): Refusal | undefined {
  const known = [...new Set(sets.flatMap(({ agents }) => [...agents.keys()]))].toSorted();
  const missing = wanted?.find((id) => !known.includes(id));
  return missing === undefined ? undefined : unknownName('agent', missing, known);
}

function unknownName(what: 'rule' | 'agent', name: string, known: readonly string[]): Refusal {
  const near = nearestName(name, known);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  const detail = `There is no ${what} "${name}"; expected one of ${known.join(', ')}.${hint}`;
  return { kind: 'not_found', code: `unknown_${what}`, detail };
}

function agentsOf(sets: readonly RuleSet[], rules: readonly string[] | undefined): string[] {
  const over = sets.flatMap((set) =>
    set.rules.filter(({ id }) => rules === undefined || rules.includes(id)).flatMap(({ agents }) => agents),
  );
  return [...new Set(over)].toSorted();
}

function noCells(detail: string): Refusal {
  return { kind: 'invalid', code: 'no_cells', detail };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
