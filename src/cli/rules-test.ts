import { readFile, stat } from 'node:fs/promises';
import { styleText } from 'node:util';
import { type Command, Option } from 'commander';
import { formatDuration } from '../platform/duration.ts';
import { fileKind } from '../rules/files/file-kind.ts';
import { openFile } from '../rules/files/files.ts';
import { largestFileBytes, type RuleFile } from '../rules/files/folder-files.ts';
import { problemText } from '../rules/files/source.ts';
import { type RuleTest, readTests } from '../rules/files/testfile.ts';
import type { RuleProblem, RuleSet } from '../rules/ruleset.ts';
import { runRuleTest, type TestOutcome } from '../workshop/rule-test.ts';
import { asked, WorkshopError } from './asked.ts';
import type { CliContext } from './context.ts';
import { countsText } from './problem-text.ts';
import { rulesOf, unreadable } from './rules-history.ts';

type Options = { readonly rules?: string; readonly format: 'text' | 'json' };

/** `filrouge rules test`: runs *.test.yaml against the rules beside them. */
export function registerRulesTest(rules: Command, context: CliContext): void {
  rules
    .command('test')
    .description('run the tests of the rules (*.test.yaml): series in, alerts, switch and plan out')
    .argument('[files...]', 'test files; left out: all of the rules folder')
    .option('--rules <dir>', 'the rules folder; left out: FILROUGE_RULES')
    .addOption(
      new Option('--format <format>', 'how to write the result').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', help)
    .action((files: string[], options: Options) => asked(context, () => run(files, options, context)));
}

const help = `
On a time line each letter is one step of the test: . inactive or running, p pending, F firing, S suspended.
Exit 1: a test fails, or a file cannot be read.

Examples:
  filrouge rules test
  filrouge rules test rules/agents/margaux.test.yaml`;

async function run(paths: readonly string[], options: Options, context: CliContext): Promise<void> {
  const { dir, set, files } = await rulesOf(options.rules, context);
  const wanted = paths.length === 0 ? testFiles(files) : await Promise.all(paths.map((path) => opened(path)));
  if (wanted.length === 0) throw new WorkshopError(`There are no tests (*.test.yaml) in ${dir}.`);
  const problems: RuleProblem[] = [];
  const tests = wanted.flatMap((file) => testsOf(file, set, problems));
  const outcomes = tests.map((test) => runRuleTest(set, test));
  const failed = outcomes.filter(({ mismatches }) => mismatches.length > 0);
  if (options.format === 'json') context.print(JSON.stringify(asJson(outcomes, problems), null, 2));
  else for (const line of asText(outcomes)) context.print(line);
  for (const problem of problems) context.fail(problemText(problem));
  if (failed.length > 0) context.fail(`${failed.length} of ${outcomes.length} tests failed.`);
  else if (problems.length === 0 && options.format === 'text')
    context.print(`${countsText({ test: outcomes.length })} passed.`);
}

function testFiles(files: readonly RuleFile[]): RuleFile[] {
  return files
    .filter(({ path }) => fileKind(path) === 'test')
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

async function opened(path: string): Promise<RuleFile> {
  try {
    const { size } = await stat(path);
    if (size > largestFileBytes)
      throw new WorkshopError(`${path} has ${size} bytes, expected at most ${largestFileBytes}.`);
    return { path, text: await readFile(path, 'utf8') };
  } catch (error) {
    if (error instanceof WorkshopError) throw error;
    throw unreadable(path, error);
  }
}

function testsOf(file: RuleFile, set: RuleSet, problems: RuleProblem[]): RuleTest[] {
  const read = openFile(file);
  if ('source' in read) return readTests(read.source, set, (problem) => problems.push(problem));
  problems.push(...read.problems);
  return [];
}

function asJson(outcomes: readonly TestOutcome[], problems: readonly RuleProblem[]) {
  return {
    passed: outcomes.filter(({ mismatches }) => mismatches.length === 0).length,
    failed: outcomes.filter(({ mismatches }) => mismatches.length > 0).length,
    tests: outcomes.map(({ test, mismatches }) => ({
      file: test.file,
      line: test.line,
      name: test.name,
      passed: mismatches.length === 0,
      mismatches: mismatches.map(({ at, ...rest }) => ({ at: formatDuration(at - test.startAt), ...rest })),
    })),
    problems,
  };
}

function asText(outcomes: readonly TestOutcome[]): string[] {
  return outcomes.flatMap((outcome) => {
    const { test, mismatches } = outcome;
    const title = `${test.file}:${test.line} ${test.name}`;
    if (mismatches.length === 0) return [`${styleText('green', 'ok  ')} ${title}`];
    return [`${styleText('red', 'FAIL')} ${title}`, ...timeLine(outcome), ...mismatchLines(outcome)];
  });
}

/** A terminal is rarely wider: a longer test shows the steps around its first mismatch. */
const widest = 96;

function timeLine({ test, mismatches, track }: TestOutcome): string[] {
  const first = Math.floor(((mismatches[0]?.at ?? test.startAt) - test.startAt) / test.stepMs);
  const length = track[0]?.got.length ?? 0;
  const from = length <= widest ? 0 : Math.max(0, Math.min(first - widest / 2, length - widest));
  const cut = (letters: string) => letters.slice(from, from + widest).padEnd(Math.min(widest, length));
  const width = Math.max(...track.map(({ name }) => name.length));
  const scale = scaleOf(test, from, Math.min(widest, length));
  return [
    `     ${''.padEnd(width)}           ${scale}`,
    ...track.flatMap(({ name, got, expected }) => {
      if (expected.trim() === '' && !/[^.]/.test(got)) return [];
      const lines = [`     ${name.padEnd(width)} got       ${cut(got)}`];
      if (expected.trim() !== '') lines.push(`     ${''.padEnd(width)} expected  ${cut(expected)}`);
      return lines;
    }),
  ];
}

function scaleOf({ stepMs }: RuleTest, from: number, length: number): string {
  let text = '';
  for (let step = from; step < from + length; step += 10)
    text = `${text.padEnd(step - from)}${formatDuration(step * stepMs)}`;
  return text;
}

function mismatchLines({ test, mismatches }: TestOutcome): string[] {
  return mismatches.map(({ at, line, what, expected, got }) => {
    const when = formatDuration(at - test.startAt);
    return `     at ${when} (${test.file}:${line}) ${what}: expected ${expected}, got ${got}`;
  });
}
