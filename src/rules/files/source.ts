import { defined } from '../../platform/defined.ts';
import type { Fault } from '../grammar/grammar.ts';
import type { RuleProblem } from '../ruleset.ts';

/** The way to a value in a file: keys and places. */
export type Path = readonly (string | number)[];

/** A place in a file. Lines and columns count from 1; `length` does not reach past the line's end. */
export type Span = { readonly line: number; readonly column: number; readonly length: number };

/** A file's contents as plain values, and where in the file each of them stands. */
export type Source = {
  /** Relative to the rules folder, with forward slashes. */
  readonly file: string;
  readonly value: unknown;
  /** Where a value stands; for one that is missing, where it should have stood. */
  readonly valueSpan: (path: Path) => Span;
  readonly keySpan: (path: Path) => Span;
  /** Where a piece of a text value stands, given by its offset in that text. */
  readonly wordSpan: (path: Path, offset: number, length: number) => Span;
};

/** Takes a problem that was met on the way; whoever collects them decides what becomes of the set. */
export type Report = (problem: RuleProblem) => void;

/** A problem without its place. */
export type Complaint = Pick<RuleProblem, 'code' | 'found' | 'expected'> & {
  readonly severity?: RuleProblem['severity'];
  readonly didYouMean?: string | undefined;
};

/** A problem at a place of a file. */
export function problemAt(file: string, span: Span, complaint: Complaint): RuleProblem {
  return defined({ severity: 'error' as const, ...complaint, file, ...span });
}

/** Reports a problem of the value at a path. */
export function reportAt(report: Report, source: Source, path: Path, complaint: Complaint): void {
  report(problemAt(source.file, source.valueSpan(path), complaint));
}

/** Reports a problem of the key at a path. */
export function reportAtKey(report: Report, source: Source, path: Path, complaint: Complaint): void {
  report(problemAt(source.file, source.keySpan(path), complaint));
}

/** A problem of a whole file that could not be looked into. */
export function fileProblem(file: string, complaint: Complaint): RuleProblem {
  return problemAt(file, { line: 1, column: 1, length: 1 }, complaint);
}

/** A fault of a text in one of the small languages, at its place in the file. */
export function faultProblem(source: Source, path: Path, fault: Fault): RuleProblem {
  const { offset, length, ...complaint } = fault;
  return problemAt(source.file, source.wordSpan(path, offset, length), complaint);
}

/** The value at a path of plain values, or `undefined`. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}

/** One English sentence: `agents/margaux.yaml:12:11: found "eror_rate", …; did you mean error_rate?` */
export function problemText(problem: RuleProblem): string {
  const near = problem.didYouMean === undefined ? '' : `; did you mean ${problem.didYouMean}?`;
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  return `${place}: ${problem.severity} ${problem.code}: found ${problem.found}, expected ${problem.expected}${near}`;
}

/** A value in a few words, for messages. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys with values';
  const text = String(value).replace(/\s+/g, ' ').trim();
  if (text === '') return 'an empty text';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
