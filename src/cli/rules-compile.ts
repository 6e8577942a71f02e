import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import type { RuleSet } from '../rules/ruleset.ts';
import { type Compiled, compilePrometheus } from '../workshop/prometheus/compile.ts';
import { asked } from './asked.ts';
import type { CliContext } from './context.ts';
import { rulesOf } from './rules-history.ts';

type Options = { readonly rules?: string; readonly to: 'prometheus'; readonly keepFiringFor: boolean };

/** `filrouge rules compile`: the rules for a Prometheus-compatible engine, on stdout. */
export function registerRulesCompile(rules: Command, context: CliContext): void {
  rules
    .command('compile')
    .description(
      'write the rules as Prometheus rule groups, for Prometheus, Mimir, Thanos or VictoriaMetrics',
    )
    .addOption(new Option('--to <format>', 'what to write').choices(['prometheus']).default('prometheus'))
    .option('--rules <dir>', 'the rules folder; left out: FILROUGE_RULES')
    .option('--no-keep-firing-for', 'leave keep_firing_for out, for engines before Prometheus 2.42')
    .addHelpText('after', help)
    .action((options: Options) => asked(context, () => run(options, context)));
}

const help = `
The rules read filrouge_cell_sum, filrouge_cell_weight and their like (filrouge_cell_bucket for percentiles): sums over one step, labelled agent and metric.
Of metrics that live in a store (keep: store) they read the queries of metrics.yaml; the alerts come back by Alertmanager (docs/scaling.md).
What differs from filrouge on purpose (no data, above all) stands in docs/rules-workshop.md.

Example:
  filrouge rules compile --to prometheus > filrouge.rules.yml && promtool check rules filrouge.rules.yml`;

async function run(options: Options, context: CliContext): Promise<void> {
  const { set } = await rulesOf(options.rules, context);
  const compiled = compilePrometheus(set, { keepFiringFor: options.keepFiringFor });
  context.print(prometheusYaml(compiled, set).trimEnd());
}

/** The file as Prometheus reads it, with what it cannot say at its head. */
export function prometheusYaml({ file, notes }: Compiled, set: RuleSet): string {
  const head = [
    `Compiled by filrouge from rule set ${set.hash}. Do not edit: change the rules and compile again.`,
    ...notes.map(({ agent, rule, note }) => `${agent === undefined ? '' : `${agent}/`}${rule}: ${note}.`),
  ];
  const comment = head.map((line) => `# ${line}\n`).join('');
  return `${comment}${stringify(file, { lineWidth: 0 })}`;
}
