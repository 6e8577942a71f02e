import { type Command, Option } from 'commander';
import { systemClock } from '../platform/clock.ts';
import { editedSet } from '../rules/files/yaml/edit.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { checkHistory } from '../workshop/backtest/check-history.ts';
import { backtestCsv, backtestJson, backtestMarkdown } from '../workshop/backtest/formats.ts';
import { type BacktestQuestion, wishOf } from '../workshop/backtest/question.ts';
import type { BacktestReport } from '../workshop/backtest/report.ts';
import { backtest } from '../workshop/backtest/run.ts';
import { backtestSections, backtestTitle, type Section } from '../workshop/backtest/sections.ts';
import { asked, valueOrThrow, WorkshopError } from './asked.ts';
import type { CliContext } from './context.ts';
import { replayed, withBar } from './progress.ts';
import { reportCheck } from './rules-backtest-check.ts';
import {
  durationOption,
  type GivenRules,
  type HistoryOptions,
  historyReader,
  instantOption,
  rulesOf,
  withHistory,
} from './rules-history.ts';
import { withServiceOptions } from './service.ts';
import { tableText } from './table.ts';

const formats = ['table', 'json', 'markdown', 'csv', 'html'] as const;

type BacktestOptions = HistoryOptions & {
  readonly from?: string;
  readonly until?: string;
  readonly rule?: string[];
  readonly agent?: string[];
  readonly set?: string[];
  readonly against?: string;
  readonly resumeAfter?: string;
  readonly format: (typeof formats)[number];
  readonly check?: boolean;
};

/** `filrouge rules backtest`: what the rules did and changed ones would have done, over recorded cells. */
export function registerRulesBacktest(rules: Command, context: CliContext): void {
  withServiceOptions(rules.command('backtest'), historyReader)
    .description('run the rules over history: what fired, and what a changed rule would have done')
    .option(
      '--since <duration>',
      'how far back from the end of the history, such as 30d; left out: all of it',
    )
    .option('--from <time>', 'where to begin, such as 2026-06-05T08:00:00Z')
    .option('--until <time>', 'where to end; left out: with the newest cell')
    .option('--rule <id...>', 'only these rules')
    .option('--agent <id...>', 'only these agents')
    .option(
      '--set <rule.key=value...>',
      "a changed value, such as 'error-rate.when=error_rate > 1.5% over 5m'",
    )
    .option('--against <dir>', 'another rules folder to compare with')
    .option('--rules <dir>', 'the rules folder; left out: FILROUGE_RULES')
    .option('--csv <file>', 'samples (agent,metric,at,value,weight) in the place of the database')
    .option('--incidents <file>', 'with --csv: labelled incidents (number,agent,from,until)')
    .option(
      '--resume-after <duration>',
      'simulate suspensions: the agent falls silent, and runs again after this time; left out: history as it was',
    )
    .addOption(new Option('--format <format>', 'how to write the report').choices(formats).default('table'))
    .option('--check', 'replay the rules that were in force and compare with what really fired')
    .addHelpText('after', help)
    .action((options: BacktestOptions) => asked(context, () => run(options, context)));
}

const help = `
Without --set and --against the rules that were in force then are compared with those of the folder now.
Times are in UTC. A replay evaluates each cell when it is whole, so it may be one cell later than the live engine.
Nothing is written and nobody is told. A running service is asked for the history that it holds. Exit 1: bad input, no data, or (with --check) a difference.

Examples:
  filrouge rules backtest --since 30d --rule error-rate --set 'error-rate.when=error_rate > 1.5% over 5m'
  filrouge rules backtest --csv history.csv --set error-rate.for=1m --format json
  filrouge rules backtest --since 7d --check`;

async function run(options: BacktestOptions, context: CliContext): Promise<void> {
  const given = await rulesOf(options.rules, context);
  const { set } = given;
  await withHistory(options, context, set, async (history, past) => {
    const now = systemClock.now();
    if (options.check === true) {
      if (past === undefined)
        throw new WorkshopError(
          '--check needs what filrouge recorded: a file does not know what really fired.',
        );
      if (options.set !== undefined || options.against !== undefined || options.resumeAfter !== undefined)
        throw new WorkshopError(
          '--check replays the rules as they were: leave --set, --against and --resume-after out.',
        );
      const sources = { past, set, now };
      const checked = await withBar('replaying', (bar) =>
        checkHistory(questionOf(options), { ...sources, onProgress: replayed(bar) }),
      );
      return reportCheck(valueOrThrow(checked), options.format === 'json', context);
    }
    const after = await afterOf(options, given, context);
    const recorded = options.set === undefined && options.against === undefined ? past : undefined;
    const wish = await wishOf(questionOf(options), { before: set, after, recorded, now });
    const criteria = past && { past, inForce: set };
    const report = await withBar('replaying', (bar) =>
      backtest(wish, history, { now, onProgress: replayed(bar), criteria }),
    );
    context.print(await written(valueOrThrow(report), options.format, after));
  });
}

async function afterOf(
  { set: sets, against }: BacktestOptions,
  { set, files, stepMs }: GivenRules,
  context: CliContext,
): Promise<RuleSet> {
  if (against !== undefined && sets !== undefined)
    throw new WorkshopError('Give either --set or --against, not both.');
  if (against !== undefined) return (await rulesOf(against, context)).set;
  return sets === undefined ? set : valueOrThrow(editedSet(files, sets, stepMs), '--set: ');
}

function questionOf({ rule, agent, from, until, since, resumeAfter }: BacktestOptions): BacktestQuestion {
  return {
    sets: [],
    rules: rule,
    agents: agent,
    from: instantOption('--from', from),
    until: instantOption('--until', until),
    sinceMs: durationOption('--since', since),
    resumeAfterMs: durationOption('--resume-after', resumeAfter),
  };
}

/** A report in one of the formats. */
export async function written(
  report: BacktestReport,
  format: BacktestOptions['format'],
  set: RuleSet,
): Promise<string> {
  switch (format) {
    case 'table':
      return [backtestTitle(report), ...backtestSections(report, set).map(tableOf)].join('\n\n');
    case 'json':
      return JSON.stringify(backtestJson(report), null, 2);
    case 'markdown':
      return backtestMarkdown(report, set);
    case 'csv':
      return backtestCsv(report);
    case 'html': {
      // Loaded here, so that the other formats do not wait for the chart library.
      const { backtestHtml } = await import('./backtest-html.ts');
      return backtestHtml(report, set);
    }
    default:
      return format satisfies never;
  }
}

function tableOf({ title, head, rows, note }: Section): string {
  return `${title}\n${rows.length === 0 ? (note ?? '') : tableText(head, rows)}`;
}
