import { relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { systemClock } from '../platform/clock.ts';
import { type CheckedRules, checkRuleFiles } from '../rules/files/files.ts';
import { type RuleFile, readRuleFolder } from '../rules/files/folder-files.ts';
import type { RuleProblem, RuleSet } from '../rules/ruleset.ts';
import { comparison } from '../workshop/backtest/question.ts';
import { backtest } from '../workshop/backtest/run.ts';
import { historyWarnings } from '../workshop/history-warnings.ts';
import { asked, valueOrThrow } from './asked.ts';
import { type CliContext, settingsOf } from './context.ts';
import { asGithub, asText, countsText } from './problem-text.ts';
import { durationOption, hasDatabase, historyReader, withHistory } from './rules-history.ts';
import { type ServiceOptions, withServiceOptions } from './service.ts';

type Format = 'text' | 'json' | 'github';
type Options = ServiceOptions & {
  readonly format: Format;
  readonly history?: string | true;
  readonly csv?: string;
};

/** How much history is looked at unless somebody says. */
const usualHistory = '30d';

/** `filrouge rules check`: everything that is wrong with the rule files, at its place. */
export function registerRulesCheck(rules: Command, context: CliContext): void {
  withServiceOptions(rules.command('check'), historyReader)
    .description('check the rule files: every fault of every file, with its line, and what looks forgotten')
    .argument('[dir]', 'the rules folder; left out: FILROUGE_RULES')
    .addOption(
      new Option('--format <format>', 'how to write the result')
        .choices(['text', 'json', 'github'])
        .default('text'),
    )
    .option('--history [duration]', 'warn as well of rules that fired daily, never or again and again in it')
    .option('--csv <file>', 'history from a file (agent,metric,at,value,weight) in the place of the database')
    .addHelpText('after', help)
    .action((dir: string | undefined, options: Options) =>
      asked(context, () => check(dir, options, context)),
    );
}

const help = `
Exit 1: a file has a fault. Warnings alone are exit 0.
Without --history or --csv the files alone are looked at: quick, and without a database. With one of them the rules are
replayed over it, and a rule that fired more than daily, never, or again and again (its clear flaps) is a warning as well.
--format github writes annotations for a workflow of GitHub Actions.

Examples:
  filrouge rules check
  filrouge rules check rules --format github
  filrouge rules check --history 30d`;

async function check(wanted: string | undefined, options: Options, context: CliContext): Promise<void> {
  const settings = settingsOf(context);
  const dir = wanted ?? settings.rulesDir;
  const files = await readRuleFolder(dir);
  if (files === undefined) {
    context.fail(
      `There is no rules folder at ${dir}. Name it, or set FILROUGE_RULES to the folder that holds metrics.yaml.`,
    );
    return;
  }
  const found = checkRuleFiles(files, { stepMs: settings.stepMs });
  const learnt = found.set === undefined ? [] : await fromHistory(found.set, options, context);
  const checked = { ...found, problems: [...found.problems, ...learnt] };
  for (const line of linesOf(checked, files, dir, options.format)) context.print(line);
  const { errors, warnings } = countsOf(checked.problems);
  if (errors === 0 && options.format === 'text' && !asksHistory(options) && hasDatabase(context))
    context.print(historyHint);
  if (errors > 0) context.fail(countsText({ error: errors, warning: warnings }));
}

/** Problems of somebody who does not know what may stand there. */
const aboutKeys = new Set(['unknown_key', 'missing_key', 'missing_value', 'bad_value', 'missing_file']);
const keysHint =
  'What each file and key takes, with an example: docs/reference. In an editor, as you type: filrouge rules schemas.';

/** Said where there is a database that nobody asked. */
const historyHint = `Rules that fired daily, never or again and again are not looked for; see them with --history ${usualHistory}.`;

function asksHistory({ history, csv }: Options): boolean {
  return history !== undefined || csv !== undefined;
}

/** Warnings from history, where asked for. A check without history stays quick and needs no database. */
async function fromHistory(set: RuleSet, options: Options, context: CliContext): Promise<RuleProblem[]> {
  if (!asksHistory(options)) return [];
  const { history, ...source } = options;
  const { csv } = source;
  const since = typeof history === 'string' ? history : usualHistory;
  const sinceMs = csv !== undefined && history === undefined ? undefined : durationOption('--history', since);
  return withHistory(source, context, set, async (source) => {
    const report = await backtest(comparison(set, set, { sinceMs }), source, { now: systemClock.now() });
    return historyWarnings(valueOrThrow(report), set);
  });
}

function linesOf(checked: CheckedRules, files: readonly RuleFile[], dir: string, format: Format): string[] {
  const { problems, set, tests } = checked;
  const counts = countsOf(problems);
  switch (format) {
    case 'json':
      return [
        JSON.stringify({ ok: counts.errors === 0, ...counts, hash: set?.hash ?? null, problems }, null, 2),
      ];
    case 'github':
      return problems.map((problem) => asGithub({ ...problem, file: shownPath(dir, problem.file) }));
    case 'text': {
      const texts = new Map(
        files.flatMap((file) => ('text' in file ? [[file.path, file.text] as const] : [])),
      );
      const shown = problems.flatMap((problem) => [
        ...asText({ ...problem, file: shownPath(dir, problem.file) }, texts.get(problem.file)),
        '',
      ]);
      if (set === undefined || counts.errors > 0)
        return problems.some(({ code }) => aboutKeys.has(code)) ? [...shown, keysHint] : shown;
      const parts = {
        rule: set.rules.length,
        agent: set.agents.size,
        test: tests.length,
        warning: counts.warnings,
      };
      return [...shown, `The rules are good: ${countsText(parts)}. Hash ${set.hash}`];
    }
    default:
      return format satisfies never;
  }
}

/** As the person may type it: relative to where they are, unless it lies elsewhere. */
function shownPath(dir: string, file: string): string {
  const path = relative(process.cwd(), resolve(dir, file));
  return path.startsWith('..') ? resolve(dir, file) : path;
}

function countsOf(problems: readonly RuleProblem[]): { readonly errors: number; readonly warnings: number } {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: problems.length - errors };
}
