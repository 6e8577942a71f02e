import { cellStart } from '../../metrics/cell.ts';
import { iso } from '../../platform/iso.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { type History, type Past, setsInForce, type Timeline } from '../replay/history.ts';
import { metricsRead } from '../replay/replay.ts';
import type { SwitchModel } from '../replay/switch.ts';
import type { BacktestOrder } from './backtest.ts';

/** A question as people ask it. `sets` are edits such as `error-rate.when=error_rate > 1.5% over 5m`. */
export type BacktestQuestion = Asked & {
  readonly sets: readonly string[];
  readonly resumeAfterMs?: number | undefined;
};

/** A question with the rule sets that it compares. */
export type BacktestWish = Asked & {
  readonly before: Timeline;
  readonly after: RuleSet;
  readonly switchModel: SwitchModel;
};

/** The part of the past that is asked about. Without `from` and `until`: all there is. */
type Asked = {
  readonly rules?: readonly string[] | undefined;
  readonly agents?: readonly string[] | undefined;
  readonly from?: number | undefined;
  /** Back from the end of the history; an alternative to `from`. */
  readonly sinceMs?: number | undefined;
  readonly until?: number | undefined;
};

/** The sets that a question compares. With `recorded`, those in force then stand for `before`. */
export type Compared = {
  readonly before: RuleSet;
  readonly after: RuleSet;
  readonly recorded: Past | undefined;
  readonly now: number;
};

/** Two sets over the history as it is recorded. */
export function comparison(before: RuleSet, after: RuleSet, asked: Asked): BacktestWish {
  return { ...asked, before: [{ at: 0, set: before }], after, switchModel: { kind: 'recorded' } };
}

/** A question as a wish. */
export async function wishOf(
  question: BacktestQuestion,
  { before, after, recorded, now }: Compared,
): Promise<BacktestWish> {
  const { sets: _, resumeAfterMs, ...asked } = question;
  const until = asked.until ?? now;
  const from = asked.from ?? (asked.sinceMs === undefined ? 0 : until - asked.sinceMs);
  return {
    ...comparison(before, after, asked),
    ...(recorded && { before: await setsInForce(recorded, { from, until }, before) }),
    ...(resumeAfterMs !== undefined && { switchModel: { kind: 'simulated', resumeAfterMs } }),
  };
}

/** A wish as an order: whole cells within the history, known rules, agents that the rules stand over. */
export async function orderOf(
  wish: BacktestWish,
  history: Pick<History, 'extent'>,
  now: number,
): Promise<Result<BacktestOrder>> {
  const { before, after, rules, agents: wanted, switchModel } = wish;
  const sets = [...before.map(({ set }) => set), after];
  const ruleIds = sets.flatMap((set) => set.rules.map(({ id }) => id));
  const agentIds = sets.flatMap((set) => [...set.agents.keys()]);
  const unknown = unknownName('rule', ruleIds, rules) ?? unknownName('agent', agentIds, wanted);
  if (unknown !== undefined) return refused(unknown);
  const agents = agentsOf(sets, rules).filter((agent) => wanted === undefined || wanted.includes(agent));
  const metrics = [...new Set(agents.flatMap((agent) => metricsRead(sets, agent)))];
  if (wish.from !== undefined && wish.until !== undefined && wish.from >= wish.until)
    return refused(outOfOrder(wish.from, wish.until));
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
  return done({ before, after, from, until, agents, switchModel, rules });
}

function unknownName(
  what: 'rule' | 'agent',
  names: readonly string[],
  wanted: readonly string[] | undefined,
): Refusal | undefined {
  const known = [...new Set(names)].toSorted();
  const missing = wanted?.find((name) => !known.includes(name));
  if (missing === undefined) return undefined;
  return noSuch(what, missing, { known });
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

function outOfOrder(from: number, until: number): Refusal {
  const detail = `The end, ${iso(until)}, must lie after the beginning, ${iso(from)}.`;
  return { kind: 'invalid', code: 'span_invalid', detail };
}
