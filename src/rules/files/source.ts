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

/** A file of the rules folder after YAML: its contents, or what keeps it from having any. */
export type OpenedFile =
  | { readonly file: string; readonly source: Source }
  | { readonly file: string; readonly problems: readonly RuleProblem[] };

/** Takes a problem that was met on the way; whoever collects them decides what becomes of the set. */
export type Report = (problem: RuleProblem) => void;

/** A place in a file that is being read: the value there, and where problems of it go. */
export type Place = {
  readonly source: Source;
  readonly path: Path;
  readonly value: unknown;
  readonly report: Report;
};

/** The files of a kind that are YAML, each as a whole. `complete`: there are no others of that kind. */
export type Files = { readonly places: readonly Place[]; readonly complete: boolean };

/** A file as a whole. */
export function wholeOf(source: Source, report: Report): Place {
  return { source, path: [], value: source.value, report };
}

/** The place that some keys and numbers lead to from here; without a value where there is none. */
export function under(place: Place, ...steps: Path): Place {
  let { value } = place;
  for (const step of steps) {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, step);
    value = isThere ? Reflect.get(Object(value), step) : undefined;
  }
  return { source: place.source, path: place.path.concat(steps), value, report: place.report };
}

/** The places of the items of a list; none where there is no list. */
export function itemsOf(place: Place): Place[] {
  return Array.isArray(place.value) ? place.value.map((_, item) => under(place, item)) : [];
}

/** The keys under a place; none where there is no map. */
export function keysOf({ value }: Place): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** The line on which a place's value stands. */
export function lineOf({ source, path }: Place): number {
  return source.valueSpan(path).line;
}

/** A problem without its place. */
export type Complaint = Pick<RuleProblem, 'code' | 'found' | 'expected'> & More;
type More = { readonly severity?: RuleProblem['severity']; readonly didYouMean?: string | undefined };

/** For what is no fault, but looks forgotten. */
export const asWarning: More = { severity: 'warning' };

/** A problem at a place of a file. */
export function problemAt(file: string, span: Span, complaint: Complaint): RuleProblem {
  return defined({ severity: 'error' as const, ...complaint, file, ...span });
}

/** Reports a problem of the value at a place. */
export function complain(place: Place, code: string, found: string, expected: string, more?: More): void {
  const { source, path, report } = place;
  report(problemAt(source.file, source.valueSpan(path), { code, found, expected, ...more }));
}

/** Reports a problem of the key that a place stands under. */
export function complainOfKey(
  place: Place,
  code: string,
  found: string,
  expected: string,
  more?: More,
): void {
  const { source, path, report } = place;
  report(problemAt(source.file, source.keySpan(path), { code, found, expected, ...more }));
}

/** Reports a fault of a text in one of the small languages. */
export function complainOfWord({ source, path, report }: Place, fault: Fault): void {
  const { offset, length, ...complaint } = fault;
  report(problemAt(source.file, source.wordSpan(path, offset, length), complaint));
}

/** A problem of a whole file that could not be looked into. */
export function fileProblem(file: string, code: string, found: string, expected: string): RuleProblem {
  return problemAt(file, { line: 1, column: 1, length: 1 }, { code, found, expected });
}

/** One English sentence: `agents/margaux.yaml:12:11: found "eror_rate", …; did you mean error_rate?` */
export function problemText(problem: RuleProblem): string {
  const { file, line, column, severity, code } = problem;
  return `${file}:${line}:${column}: ${severity} ${code}: ${problemSentence(problem)}`;
}

/** The same without its place. */
export function problemSentence({ found, expected, didYouMean }: RuleProblem): string {
  const near = didYouMean === undefined ? '' : `; did you mean ${didYouMean}?`;
  return `found ${found}, expected ${expected}${near}`;
}

/** The sentences of problems, each on a line of its own behind the message that they belong to. */
export function problemLines(problems: readonly RuleProblem[]): string {
  return problems.map((problem) => `\n  ${problemText(problem)}`).join('');
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
