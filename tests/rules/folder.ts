import { type ParsedRules, parseRuleFiles } from '../../src/rules/files/files.ts';
import { type RuleFile, readRuleFolder } from '../../src/rules/files/folder-files.ts';
import type { RuleProblem, RuleSet } from '../../src/rules/ruleset.ts';
import { stepMs } from './metrics.ts';

type TextFile = Extract<RuleFile, { text: string }>;

/** The files of the rules folder that filrouge ships. */
export async function shippedFiles(): Promise<TextFile[]> {
  const files = await readRuleFolder(new URL('../../rules', import.meta.url).pathname);
  return (files ?? []).flatMap((file) => ('text' in file ? [file] : []));
}

/** The shipped files with one piece of one file replaced; a piece that is not there is a mistake of the test. */
export function edited(
  files: readonly TextFile[],
  path: string,
  piece: string | RegExp,
  by: string,
): TextFile[] {
  const file = files.find((candidate) => candidate.path === path);
  const text = file?.text.replace(piece, by);
  if (file === undefined || text === undefined || text === file.text)
    throw new Error(`no ${piece} in ${path}`);
  return files.map((candidate) => (candidate.path === path ? { path, text } : candidate));
}

/** The shipped files with one more, or in the place of the one of that path. */
export function withFile(files: readonly TextFile[], path: string, text: string): TextFile[] {
  return [...files.filter((file) => file.path !== path), { path, text }];
}

/** `file:line:column code found → suggestion`: what a problem says about its place. */
export function marks(problems: readonly RuleProblem[]): string[] {
  return problems.map(({ file, line, column, code, found, didYouMean }) => {
    const near = didYouMean === undefined ? '' : ` → ${didYouMean}`;
    return `${file}:${line}:${column} ${code} ${found}${near}`;
  });
}

/** What rule files say, with the default step. */
export function parse(files: readonly RuleFile[]): ParsedRules {
  return parseRuleFiles(files, { stepMs });
}

/** The set of good rule files. */
export function setOf(files: readonly RuleFile[]): RuleSet {
  const parsed = parse(files);
  if (!parsed.ok) throw new Error(marks(parsed.problems).join('\n'));
  return parsed.set;
}

/** The marks of all problems; none for a good set. */
export function problemMarks(files: readonly RuleFile[]): string[] {
  const parsed = parse(files);
  return parsed.ok ? [] : marks(parsed.problems);
}

/** The marks of all warnings of a good set. */
export function warningMarks(files: readonly RuleFile[]): string[] {
  const parsed = parse(files);
  return parsed.ok ? marks(parsed.warnings) : ['has problems'];
}
