import { styleText } from 'node:util';
import { problemSentence } from '../rules/files/source.ts';
import type { RuleProblem } from '../rules/ruleset.ts';

/** Longer lines are cut around the wrong word. */
const widest = 100;

/** A problem with the line it stands on and a caret under the wrong word. `text` is the file's. */
export function asText(problem: RuleProblem, text: string | undefined): string[] {
  const { file, line, column, severity, code } = problem;
  const colour = severity === 'error' ? 'red' : 'yellow';
  const head = `${file}:${line}:${column}: ${styleText(colour, severity)} ${code}: ${problemSentence(problem)}`;
  const source = text?.split('\n')[line - 1];
  return source === undefined ? [head] : [head, ...pointer(problem, source, colour)];
}

/** A problem as GitHub Actions turns it into an annotation of the changed lines. */
export function asGithub(problem: RuleProblem): string {
  const { file, line, column, length = 1, severity, code } = problem;
  const place = `file=${escapeProperty(file)},line=${line},col=${column},endColumn=${column + length}`;
  const message = problemSentence(problem)
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
  return `::${severity} ${place},title=${escapeProperty(code)}::${message}`;
}

/** `2 errors, 1 warning`: what there is of each noun; nouns of which there is none are left out. */
export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .flatMap(([noun, count]) => (count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`]))
    .join(', ');
}

function pointer(problem: RuleProblem, source: string, colour: 'red' | 'yellow'): string[] {
  const { line, column, length } = wrongPart(problem, source);
  const from = Math.max(0, Math.min(column - 1 - widest / 2, source.length - widest));
  // Tabs and other control characters would move the caret away from its word.
  const seen = source.slice(from, from + widest).replaceAll(/\p{Cc}/gu, ' ');
  const number = String(line);
  const indent = ' '.repeat(Math.max(0, column - 1 - from));
  const caret = '^'.repeat(Math.max(1, Math.min(length, seen.length - indent.length)));
  return [
    `  ${number} | ${seen.trimEnd()}`,
    `  ${' '.repeat(number.length)} | ${indent}${styleText(colour, caret)}`,
  ];
}

/** A problem without a length is one of the whole line. */
function wrongPart({ line, column, length }: RuleProblem, source: string) {
  if (length !== undefined) return { line, column, length };
  return { line, column: source.length - source.trimStart().length + 1, length: source.trim().length };
}

function escapeProperty(text: string): string {
  return text
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .replaceAll(':', '%3A')
    .replaceAll(',', '%2C');
}
