import { relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type CheckedRules, checkRuleFiles, type RuleFile, readRuleFolder } from '../rules/files.ts';
import type { RuleProblem } from '../rules/ruleset.ts';
import { type CliContext, settingsOf } from './context.ts';
import { asGithub, asText, countsText } from './problem-text.ts';
import { rulesGroup } from './rules-group.ts';

type Format = 'text' | 'json' | 'github';

/** `filrouge rules check`: everything that is wrong with the rule files, at its place. */
export function registerRulesCheck(program: Command, context: CliContext): void {
  rulesGroup(program)
    .command('check')
    .description('check the rule files: every fault of every file, with its line, and what looks forgotten')
    .argument('[dir]', 'the rules folder; left out: FILROUGE_RULES')
    .addOption(
      new Option('--format <format>', 'how to write the result')
        .choices(['text', 'json', 'github'])
        .default('text'),
    )
    .addHelpText('after', help)
    .action((dir: string | undefined, options: { readonly format: Format }) => check(dir, options, context));
}

const help = `
Exit 1: a file has a fault. Warnings alone are exit 0.
--format github writes annotations for a workflow of GitHub Actions.

Examples:
  filrouge rules check
  filrouge rules check rules --format github`;

async function check(
  wanted: string | undefined,
  { format }: { readonly format: Format },
  context: CliContext,
): Promise<void> {
  const settings = settingsOf(context);
  const dir = wanted ?? settings.rulesDir;
  const files = await readRuleFolder(dir);
  if (files === undefined) {
    context.fail(
      `There is no rules folder at ${dir}. Name it, or set FILROUGE_RULES to the folder that holds metrics.yaml.`,
    );
    return;
  }
  const checked = checkRuleFiles(files, { stepMs: settings.stepMs });
  for (const line of linesOf(checked, files, dir, format)) context.print(line);
  const { errors, warnings } = countsOf(checked.problems);
  if (errors > 0) context.fail(countsText({ error: errors, warning: warnings }));
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
      if (set === undefined || counts.errors > 0) return shown;
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
