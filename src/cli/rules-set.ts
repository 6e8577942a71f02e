import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../platform/clock.ts';
import { parseRuleFiles } from '../rules/files/files.ts';
import { readEdit } from '../rules/files/set-value.ts';
import { problemLines } from '../rules/files/source.ts';
import { type EditedFile, editRule, withEdited } from '../rules/files/yaml/edit.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { diffRuleSets } from '../rules/sets/diff.ts';
import { comparison } from '../workshop/backtest/question.ts';
import { backtest } from '../workshop/backtest/run.ts';
import { type Ask, agree, askOnTerminal } from './ask.ts';
import { asked, valueOrThrow, WorkshopError } from './asked.ts';
import type { CliContext } from './context.ts';
import { replayed, withBar } from './progress.ts';
import { written } from './rules-backtest.ts';
import { durationOption, type HistoryOptions, historyReader, rulesOf, withHistory } from './rules-history.ts';
import { reportInForce } from './rules-in-force.ts';
import { withServiceOptions } from './service.ts';

type Options = HistoryOptions & { readonly yes?: boolean };

/** `filrouge rules set`: edits one value in its YAML file, after showing what it would have done. */
export function registerRulesSet(rules: Command, context: CliContext, ask: Ask = askOnTerminal): void {
  withServiceOptions(rules.command('set'), historyReader)
    .description('change one value of a rule in its file, after showing what it would have done')
    .argument(
      '<rule[.key]>',
      'such as error-rate (its threshold), error-rate.for or margaux/error-rate.clear',
    )
    .argument('<value>', 'such as 1.5%, 30s or "error_rate < 1% over 5m"')
    .option('--since <duration>', 'how much history to show it on', '30d')
    .option('--csv <file>', 'history from a file (agent,metric,at,value,weight) in the place of the database')
    .option('--incidents <file>', 'with --csv: labelled incidents (number,agent,from,until)')
    .option('--rules <dir>', 'the rules folder; left out: FILROUGE_RULES')
    .option('-y, --yes', 'write without asking')
    .addHelpText('after', help)
    .action((target: string, value: string, options: Options) =>
      asked(context, () => run({ target, value, options, context, ask })),
    );
}

const help = `
Comments and layout stay as they are. Nothing is written when the rules would no longer load, or when the file changed
while you were reading. A running filrouge puts the edit in force within a second.

Examples:
  filrouge rules set error-rate 1.5%
  filrouge rules set margaux/error-rate.keep_firing_for 5m --yes`;

type Asked = {
  readonly target: string;
  readonly value: string;
  readonly options: Options;
  readonly context: CliContext;
  readonly ask: Ask;
};

async function run({ target, value, options, context, ask }: Asked): Promise<void> {
  const { dir, set, files, stepMs } = await rulesOf(options.rules, context);
  const edit = valueOrThrow(readEdit(target, value));
  const edited = valueOrThrow(editRule(files, edit));
  const after = parseRuleFiles(withEdited(files, edited), { stepMs });
  if (!after.ok)
    throw new WorkshopError(
      `With this value the rules would not load; nothing was changed:${problemLines(after.problems)}`,
    );
  const changes = diffRuleSets(set, after.set).lines;
  if (changes.length === 0) {
    context.print(`${target} is ${value} already; nothing was changed.`);
    return;
  }
  context.print(changes.join('\n'));
  context.print(await shown(set, after.set, edit.rule, options, context));
  if (options.yes !== true) await agree(edited.path, ask);
  await replaceFile(dir, edited);
  context.print(`Written to ${join(dir, edited.path)}.`);
  await reportInForce(after.set, options, context);
}

/** The backtest of the change, or why there is none: a change without history is possible, not silent. */
async function shown(
  before: RuleSet,
  after: RuleSet,
  rule: string,
  options: Options,
  context: CliContext,
): Promise<string> {
  const sinceMs = durationOption('--since', options.since);
  try {
    return await withHistory(options, context, before, async (history, past) => {
      const wish = comparison(before, after, { rules: [rule], sinceMs });
      const criteria = past && { past, inForce: before };
      const now = systemClock.now();
      const report = await withBar('replaying', (bar) =>
        backtest(wish, history, { now, onProgress: replayed(bar), criteria }),
      );
      return report.ok ? written(report.value, 'table', after) : `No backtest: ${report.refusal.detail}`;
    });
  } catch (error) {
    if (!(error instanceof WorkshopError) || options.csv !== undefined) throw error;
    return `No backtest: ${error.message}`;
  }
}

/** Puts the new text in the place of the old one in one step, unless somebody edited the file meanwhile. */
export async function replaceFile(dir: string, { path, text, before }: EditedFile): Promise<void> {
  const file = join(dir, path);
  const temporary = join(dirname(file), `.${basename(file)}.filrouge`);
  const { mode } = await stat(file);
  await writeFile(temporary, text, { mode });
  try {
    await chmod(temporary, mode);
    if ((await readFile(file, 'utf8')) !== before)
      throw new WorkshopError(`${file} changed meanwhile. Nothing was written; look at it and try again.`);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
