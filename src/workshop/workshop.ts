import type { Db } from '../platform/database/database.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import { parseRuleFiles } from '../rules/files/files.ts';
import type { RuleFile } from '../rules/files/folder-files.ts';
import { readSetOption } from '../rules/files/set-value.ts';
import { problemText } from '../rules/files/source.ts';
import { editRule, withEdited } from '../rules/files/yaml/edit.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { BacktestQuestion, PreparedBacktest } from './backtest/routes.ts';
import { type BacktestWish, backtest, orderOf } from './backtest/run.ts';
import { criteriaEffects } from './criteria-effects.ts';
import { setsInForce, storedHistory } from './replay/stored-history.ts';

/** A set after edits such as `error-rate.when=error_rate > 1.5% over 5m`, in memory alone. */
export function editedSet(
  files: readonly RuleFile[],
  edits: readonly string[],
  stepMs: number,
): Result<RuleSet> {
  let edited = [...files];
  for (const text of edits) {
    const edit = readSetOption(text);
    if (!edit.ok) return edit;
    const changed = editRule(edited, edit.value);
    if (!changed.ok) return changed;
    edited = withEdited(edited, changed.value);
  }
  const parsed = parseRuleFiles(edited, { stepMs });
  if (parsed.ok) return done(parsed.set);
  const problems = parsed.problems.map((problem) => `\n  ${problemText(problem)}`).join('');
  return refused({ kind: 'invalid', code: 'bad_rules', detail: `These values cannot be used:${problems}` });
}

/** What a backtest on the stored history needs. */
export type WorkshopSources = {
  readonly db: Db;
  readonly now: () => number;
  readonly ruleSet: () => RuleSet;
  /** The files that the set in force was read from. */
  readonly files: () => Promise<readonly RuleFile[]>;
};

/** Cells that one backtest may go through, all agents together: ten minutes of one core at most. */
export const mostBacktestCells = 200_000_000;

/** Judges a question that came over HTTP, before anything is read that takes long. */
export async function prepareBacktest(
  question: BacktestQuestion,
  sources: WorkshopSources,
): Promise<Result<PreparedBacktest>> {
  const { db, now } = sources;
  const set = sources.ruleSet();
  const after =
    question.sets.length === 0 ? done(set) : editedSet(await sources.files(), question.sets, set.stepMs);
  if (!after.ok) return after;
  const history = storedHistory(db, now);
  const wish = await wishOf(question, after.value, sources);
  const order = await orderOf(wish, history, now());
  if (!order.ok) return order;
  const { agents, from, until } = order.value;
  if ((agents.length * (until - from)) / set.stepMs > mostBacktestCells) return refused(tooLarge);
  return done({
    run: (onProgress) =>
      backtest({ ...wish, from, until }, history, {
        now: now(),
        onProgress,
        criteria: (report) => criteriaEffects(db, report, set, after.value),
      }),
  });
}

async function wishOf(
  question: BacktestQuestion,
  after: RuleSet,
  { db, now, ruleSet }: WorkshopSources,
): Promise<BacktestWish> {
  const { sinceMs, from, until, rules, agents, resumeAfterMs, sets } = question;
  const end = until ?? now();
  const begin = from ?? (sinceMs === undefined ? 0 : end - sinceMs);
  return {
    before:
      sets.length > 0
        ? [{ at: 0, set: ruleSet() }]
        : await setsInForce(db, { from: begin, until: end }, ruleSet()),
    after,
    switchModel: resumeAfterMs === undefined ? { kind: 'recorded' } : { kind: 'simulated', resumeAfterMs },
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(rules === undefined ? {} : { rules }),
    ...(agents === undefined ? {} : { agents }),
  };
}

const tooLarge: Refusal = {
  kind: 'invalid',
  code: 'backtest_too_large',
  detail: `A backtest goes through at most ${mostBacktestCells} cells. Ask for a shorter time or fewer agents, or use the command line.`,
};
