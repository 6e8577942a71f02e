import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import type { RuleFile } from '../../rules/files/folder-files.ts';
import { editedSet } from '../../rules/files/yaml/edit.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { diffRuleSets } from '../../rules/sets/diff.ts';
import { criteriaEffects } from '../criteria-effects.ts';
import type { History, Past } from '../replay/history.ts';
import { type Progress, runBacktest } from './backtest.ts';
import { type BacktestQuestion, type BacktestWish, orderOf, wishOf } from './question.ts';
import { assembleReport, type BacktestReport } from './report.ts';

export type BacktestPorts = {
  readonly now: number;
  /** Judges the criteria of the plans that are still open, against the rules in force. */
  readonly criteria?: { readonly past: Past; readonly inForce: RuleSet } | undefined;
  readonly onProgress?: (progress: Progress) => void;
};

/** The whole backtest: checks the wish, runs every agent, and puts the report together. */
export async function backtest(
  wish: BacktestWish,
  history: History,
  { now, criteria, onProgress }: BacktestPorts,
): Promise<Result<BacktestReport>> {
  const ordered = await orderOf(wish, history, now);
  if (!ordered.ok) return ordered;
  const { from, until, agents, before, after } = ordered.value;
  const incidents = (await history.incidents({ from, until })).filter(({ agent }) => agents.includes(agent));
  const results = [];
  for await (const result of runBacktest(ordered.value, history, incidents, onProgress)) results.push(result);
  const last = before.at(-1)?.set ?? after;
  const report = assembleReport(results, {
    from,
    until,
    stepMs: after.stepMs,
    changes: diffRuleSets(last, after).lines,
    sets: { before: last, after },
    incidents,
  });
  if (criteria === undefined) return done(report);
  const { past, inForce } = criteria;
  return done({ ...report, criteria: criteriaEffects(await past.openCriteria(), report, inForce, after) });
}

/** The stored history and the rules in force, for questions that come over HTTP. */
export type BacktestSources = {
  readonly past: Past;
  readonly now: () => number;
  readonly ruleSet: () => RuleSet;
  /** The files that the set in force was read from. */
  readonly files: () => Promise<readonly RuleFile[]>;
};

/** A question that was found good: `run` reads, and writes nothing. */
export type PreparedBacktest = {
  readonly run: (onProgress: (progress: Progress) => void) => Promise<Result<BacktestReport>>;
};

/** Cells that one backtest may go through, all agents together: ten minutes of one core at most. */
const mostCells = 200_000_000;

/** Judges a question that came over HTTP, before anything is read that takes long. */
export async function prepareBacktest(
  question: BacktestQuestion,
  { past: history, now, ruleSet, files }: BacktestSources,
): Promise<Result<PreparedBacktest>> {
  const { sets } = question;
  const before = ruleSet();
  const edited = sets.length === 0 ? done(before) : editedSet(await files(), sets, before.stepMs);
  if (!edited.ok) return edited;
  const after = edited.value;
  const recorded = sets.length === 0 ? history : undefined;
  const wish = await wishOf(question, { before, after, recorded, now: now() });
  const order = await orderOf(wish, history, now());
  if (!order.ok) return order;
  const { agents, from, until } = order.value;
  if ((agents.length * (until - from)) / before.stepMs > mostCells) return refused(tooLarge);
  const criteria = { past: history, inForce: before };
  return done({
    run: (onProgress) => backtest({ ...wish, from, until }, history, { now: now(), onProgress, criteria }),
  });
}

const tooLarge: Refusal = {
  kind: 'invalid',
  code: 'backtest_too_large',
  detail: `A backtest goes through at most ${mostCells} cells. Ask for a shorter time or fewer agents, or use the command line.`,
};
