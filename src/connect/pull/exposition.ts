import { inTurns } from '../../platform/in-turns.ts';
import type { PulledSeries } from './series.ts';

/** The two forms of a page with metrics: text 0.0.4 of Prometheus, and OpenMetrics 1.0. */
export type PageFormat = 'text' | 'openmetrics';

/** The form that a Content-Type names. */
export function formatOf(contentType: string): PageFormat {
  return /^\s*application\/openmetrics-text\b/i.test(contentType) ? 'openmetrics' : 'text';
}

/** A longer line is none of a metric. */
export const longestLine = 65_536;

/** How a page is read. */
export type Reading = {
  readonly format: PageFormat;
  /** The time of what names none. */
  readonly readAt: number;
  /** Whether series of this name are wanted; of the others nothing but their names is read. */
  readonly isWanted: (name: string) => boolean;
};

/**
 * The series of a page, or why it is no page: one wrong line makes all of it doubtful, and one that was cut
 * off may look like a counter that began anew.
 */
export async function readPage(text: string, reading: Reading): Promise<PulledSeries[] | string> {
  if (text !== '' && !text.endsWith('\n')) return 'the page ends within a line';
  const lines = text.split('\n').slice(0, -1);
  if (reading.format === 'openmetrics' && lines.findLast((line) => line !== '') !== '# EOF')
    return 'the page ends without # EOF';
  const found: PulledSeries[] = [];
  for (const [index, read] of (await inTurns(lines, (line) => readLine(line, reading))).entries()) {
    if (typeof read === 'string') return `line ${index + 1}: ${read}`;
    if (read !== undefined) found.push(read);
  }
  return found;
}

const name = /[ \t]*([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*/y;
const label =
  /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(?:,[ \t]*(?=\})|,|(?=\}))/y;
/** The value, and perhaps a time; in OpenMetrics an exemplar may follow. */
const rest = {
  text: /[ \t]*([^\s#]+)(?:[ \t]+([^\s#]+))?[ \t]*$/y,
  openmetrics: /[ \t]*([^\s#]+)(?:[ \t]+([^\s#]+))?[ \t]*(?:# \{.*)?$/y,
} as const;

/** The sample of a line, nothing where it has none, or what is wrong with it. */
function readLine(line: string, { format, readAt, isWanted }: Reading): PulledSeries | string | undefined {
  if (line.length > longestLine) return `longer than ${longestLine} characters`;
  if (/^[ \t]*(?:#|$)/.test(line)) return undefined;
  const named = match(name, line, 0);
  if (named === undefined) return 'expected the name of a metric';
  const [, series = ''] = named.found;
  if (!isWanted(series)) return undefined;
  const labels = new Map([['__name__', series]]);
  let at = named.end;
  if (line[at] === '{') {
    at += 1;
    for (let one = match(label, line, at); one !== undefined; one = match(label, line, at)) {
      const [, key = '', value = ''] = one.found;
      if (labels.has(key)) return `the label ${key} stands twice`;
      labels.set(key, unescaped(value));
      at = one.end;
    }
    while (line[at] === ' ' || line[at] === '\t') at += 1;
    if (line[at] !== '}') return 'expected labels such as {agent="margaux"}';
    at += 1;
  }
  const behind = match(rest[format], line, at);
  const value = behind && numberOf(behind.found[1] ?? '');
  const time = behind && timeOf(behind.found[2], format, readAt);
  if (value === undefined || time === undefined)
    return 'expected a value, and perhaps a time, behind the name';
  return { labels, points: [[time, value]] };
}

function match(pattern: RegExp, line: string, at: number) {
  pattern.lastIndex = at;
  const found = pattern.exec(line);
  return found === null ? undefined : { found, end: pattern.lastIndex };
}

function unescaped(value: string): string {
  return value.replace(/\\([\\"n])/g, (_, escaped) => (escaped === 'n' ? '\n' : String(escaped)));
}

/** The number of a text as Go writes it. */
export function numberOf(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^[+-]?inf(?:inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?nan$/i.test(text) ? Number.NaN : undefined;
}

/** Text 0.0.4 tells times in milliseconds, OpenMetrics in seconds. */
function timeOf(text: string | undefined, format: PageFormat, readAt: number): number | undefined {
  if (text === undefined) return readAt;
  const number = numberOf(text);
  if (number === undefined || !Number.isFinite(number)) return undefined;
  return Math.round(format === 'openmetrics' ? number * 1_000 : number);
}
