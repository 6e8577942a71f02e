import { type Command, Option } from 'commander';
import { systemClock } from '../platform/clock.ts';
import { defined } from '../platform/defined.ts';
import { noSuchText } from '../platform/no-such.ts';
import { isPlain } from '../rules/condition.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { comparison } from '../workshop/backtest/question.ts';
import { backtest } from '../workshop/backtest/run.ts';
import type { History } from '../workshop/replay/history.ts';
import {
  bestOf,
  candidatesFor,
  firesAlways,
  type Judged,
  judge,
  judgedRow,
  notSuggested,
  setOptionsOf,
  type Wish,
} from '../workshop/suggest.ts';
import { asked, valueOrThrow, WorkshopError } from './asked.ts';
import type { CliContext } from './context.ts';
import { type Bar, replayed, withBar } from './progress.ts';
import { durationOption, type HistoryOptions, historyReader, rulesOf, withHistory } from './rules-history.ts';
import { withServiceOptions } from './service.ts';
import { tableText } from './table.ts';

type Options = HistoryOptions & {
  readonly agent?: string;
  readonly falseAlarms?: string;
  readonly catch?: string[];
  readonly format: 'table' | 'json';
};

/** `filrouge rules suggest`: thresholds and windows on the best trade-off. Changes nothing. */
export function registerRulesSuggest(rules: Command, context: CliContext): void {
  withServiceOptions(rules.command('suggest'), historyReader)
    .description(
      'thresholds and windows that would have served better, each with its backtest; changes nothing',
    )
    .argument('<rule>', 'the id of the rule')
    .option('--false-alarms <per week>', 'at most so many alarms a week that belong to no known incident')
    .option('--catch <incident...>', 'the incidents that matter; left out: all that are known')
    .option('--agent <id>', 'only this agent')
    .option('--since <duration>', 'how far back; left out: all of the history')
    .option('--csv <file>', 'history from a file (agent,metric,at,value,weight) in the place of the database')
    .option('--incidents <file>', 'with --csv: labelled incidents (number,agent,from,until)')
    .option('--rules <dir>', 'the rules folder; left out: FILROUGE_RULES')
    .addOption(
      new Option('--format <format>', 'how to write them').choices(['table', 'json']).default('table'),
    )
    .addHelpText('after', help)
    .action((rule: string, options: Options) => asked(context, () => run(rule, options, context)));
}

const help = `
Shown are the candidates that no other one beats on incidents caught, false alarms and delay at once.

Example:
  filrouge rules suggest error-rate --false-alarms 1 --since 30d`;

async function run(id: string, options: Options, context: CliContext): Promise<void> {
  const { set } = await rulesOf(options.rules, context);
  const wish = wishOf(options);
  await withHistory(options, context, set, async (history) => {
    const rule = set.rules.find(
      (one) => one.id === id && (options.agent === undefined || one.agents.includes(options.agent)),
    );
    const judged = await withBar('replaying', (bar) =>
      judgeAll(id, rule, wish, { options, set, history, bar }),
    );
    const best = bestOf(judged.candidates, wish);
    if (options.format === 'json') {
      context.print(JSON.stringify({ rule: id, inForce: judged.inForce, suggestions: best }, null, 2));
      return;
    }
    if (rule === undefined) return;
    context.print(`In force: ${judged.inForce.condition}\n${tableOf([judged.inForce], set, rule)}`);
    context.print(
      best.length === 0 ? 'No candidate keeps to the wish.' : `Suggested\n${tableOf(best, set, rule)}`,
    );
    const wanted = candidatesFor(set, rule).find(({ condition }) => condition.text === best[0]?.condition);
    if (wanted !== undefined)
      context.print(`See it: filrouge rules backtest --rule ${id} ${setOptionsOf(wanted, id)}`);
  });
}

function wishOf({ falseAlarms, catch: marked }: Options): Wish {
  const rate = falseAlarms === undefined ? undefined : Number(falseAlarms);
  if (rate !== undefined && !(rate >= 0))
    throw new WorkshopError(`--false-alarms: found "${falseAlarms}", expected a number of alarms a week.`);
  const incidents = marked?.map(Number);
  if (incidents?.some((number) => !Number.isInteger(number)))
    throw new WorkshopError(`--catch: found "${marked?.join(' ')}", expected numbers of incidents.`);
  return defined({ falseAlarmsPerWeek: rate, incidents });
}

type Trying = {
  readonly options: Options;
  readonly set: RuleSet;
  readonly history: History;
  readonly bar: Bar;
};

async function judgeAll(
  id: string,
  rule: Rule | undefined,
  wish: Wish,
  { options, set, history, bar }: Trying,
): Promise<{ readonly inForce: Judged; readonly candidates: readonly Judged[] }> {
  const question = {
    rules: [id],
    agents: options.agent === undefined ? undefined : [options.agent],
    sinceMs: durationOption('--since', options.since),
  };
  const now = systemClock.now();
  const tried = rule === undefined ? [] : candidatesFor(set, rule);
  let runs = 0;
  const reportOf = async (after: RuleSet) => {
    const part = [runs / (tried.length + 1), (runs + 1) / (tried.length + 1)] as const;
    runs += 1;
    const wish = comparison(set, after, question);
    return valueOrThrow(await backtest(wish, history, { now, onProgress: replayed(bar, part) }));
  };
  const present = await reportOf(set);
  const condition = rule?.when[0];
  if (rule === undefined || condition === undefined) throw new WorkshopError(noSuchText('rule', id));
  if (!isPlain(condition)) throw new WorkshopError(`${id}: ${condition.text}: ${notSuggested}`);
  const candidates: Judged[] = [];
  for (const candidate of tried) {
    const report = await reportOf(candidate.set);
    if (!firesAlways(report)) candidates.push(judge(candidate, report, wish));
  }
  return { inForce: judge({ condition, set }, present, wish), candidates };
}

function tableOf(all: readonly Judged[], set: RuleSet, rule: Rule): string {
  const head = ['threshold', 'window', 'caught', 'false alarms', 'a week', 'mean delay', 'minutes suspended'];
  const rows = all.map((one) => judgedRow(one, set, rule));
  return tableText(head, rows);
}
