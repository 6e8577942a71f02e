import { bucketedCellOf, cellOf, cellStart } from '../../metrics/cell.ts';
import { isPercentile } from '../../metrics/metric.ts';
import { checkSample, historyLimits, type Known } from '../../metrics/sample.ts';
import { instantExpected, parseInstant } from '../../platform/iso.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { History, KnownIncident } from './history.ts';
import { createCellCollector, memoryHistory } from './memory-history.ts';

/** A row that cannot be used: its number in the file, from 1, and why. */
export type BadRow = { readonly row: number; readonly reason: string };

/** Samples of a CSV file as a history, or its first bad row and how many rows there are of each kind. */
export type ReadCsv =
  | { readonly ok: true; readonly history: (incidents: readonly KnownIncident[]) => History }
  | { readonly ok: false; readonly first: BadRow; readonly bad: number; readonly good: number };

const sampleColumns = ['agent', 'metric', 'at', 'value', 'weight'];

/** Reads lines of `agent,metric,at,value,weight`; a header may reorder columns, `weight` may be left out. */
export async function readSampleCsv(
  lines: AsyncIterable<string>,
  { stepMs, agents, metrics }: Pick<RuleSet, 'stepMs' | 'agents' | 'metrics'>,
): Promise<ReadCsv> {
  const known: Known = { hasAgent: (id) => agents.has(id), metric: (name) => metrics.get(name) };
  const collector = createCellCollector(stepMs);
  let columns: readonly string[] = sampleColumns;
  let [row, good, bad] = [0, 0, 0];
  let first: BadRow | undefined;
  for await (const text of lines) {
    row++;
    const fields = fieldsOf(row === 1 ? text.replace(/^\uFEFF/, '') : text);
    if (fields.length === 1 && fields[0] === '') continue;
    if (row === 1 && fields.includes('metric') && fields.includes('value')) {
      columns = fields;
      continue;
    }
    const sample = sampleOf(fields, columns, known);
    if (typeof sample === 'string') {
      bad++;
      first ??= { row, reason: sample };
      continue;
    }
    good++;
    const { agent, metric, value, weight, at } = sample;
    const made = isPercentile(metrics.get(metric)?.aggregate) ? bucketedCellOf : cellOf;
    collector.add(agent, metric, made(cellStart(at, stepMs), value, weight, at));
  }
  first ??= good === 0 ? { row, reason: 'the file has no rows of samples' } : undefined;
  if (first !== undefined) return { ok: false, first, bad, good };
  return { ok: true, history: (incidents) => memoryHistory(collector.series(), incidents) };
}

function sampleOf(fields: readonly string[], columns: readonly string[], known: Known) {
  if (fields.length > columns.length || fields.length < columns.length - 1)
    return `found ${fields.length} columns, expected ${columns.join(',')}`;
  const unknown = columns.find((column) => !sampleColumns.includes(column));
  if (unknown !== undefined) return `unknown column "${unknown}", expected ${sampleColumns.join(',')}`;
  const raw = Object.fromEntries(
    columns.flatMap((column, place) => {
      const text = fields[place] ?? '';
      if (text === '' && column === 'weight') return [];
      return [[column, column === 'agent' || column === 'metric' ? text : numberOr(text)]];
    }),
  );
  for (const column of ['value', 'weight'])
    if (typeof raw[column] === 'string') return `${column}: found "${raw[column]}", expected a finite number`;
  if (raw['at'] === '') return `at: expected ${instantExpected}`;
  return checkSample(raw, known, historyLimits);
}

function numberOr(text: string): string | number {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
}

/**
 * The fields of a CSV line; quotes around a field are taken off. By hand, because csv-parse lets a broken
 * quote swallow the rows after it, whose faults are counted here, and takes thirty times as long a line.
 */
function fieldsOf(line: string): string[] {
  const trimmed = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (!trimmed.includes('"')) return trimmed.split(',').map((field) => field.trim());
  // Each field with the comma before it, so that an empty one is a match too.
  const fields = `,${trimmed}`.match(/,\s*(?:"(?:[^"]|"")*")?[^,]*/g) ?? [];
  return fields.map((field) =>
    field
      .slice(1)
      .trim()
      .replace(/^"([\s\S]*)"$/, '$1')
      .replaceAll('""', '"'),
  );
}

/** Labelled incidents from lines of `number,agent,from,until`, or the first bad row. */
export function readIncidentCsv(lines: readonly string[]): readonly KnownIncident[] | BadRow {
  const incidents: KnownIncident[] = [];
  for (const [place, line] of lines.entries()) {
    const fields = fieldsOf(line);
    if (line.trim() === '' || (place === 0 && fields[0] === 'number')) continue;
    const incident = incidentOf(fields);
    if (typeof incident === 'string') return { row: place + 1, reason: incident };
    incidents.push(incident);
  }
  return incidents;
}

function incidentOf(fields: readonly string[]): KnownIncident | string {
  const [digits = '', agent = '', begin = '', end = ''] = fields;
  if (fields.length !== 4) return `found ${fields.length} columns, expected number,agent,from,until`;
  if (!/^\d{1,9}$/.test(digits)) return `number: found "${digits}", expected the number of an incident`;
  if (agent === '') return 'agent: expected the id of an agent';
  const [from, until] = [parseInstant(begin), parseInstant(end)];
  if (from === undefined) return `from: found "${begin}", expected ${instantExpected}`;
  if (until === undefined) return `until: found "${end}", expected ${instantExpected}`;
  if (until < from) return `until: found ${end}, expected a time that is not before from (${begin})`;
  return { number: Number(digits), agent, from, until, openedAt: from };
}
