import { readCsv } from '../../language/csv-read.ts';
import { defined } from '../../platform/defined.ts';
import { nearestName } from '../../platform/nearest.ts';
import { done, type FieldError, type Result } from '../../platform/refusal.ts';
import { refuse } from '../refusals.ts';
import { mostCases } from './case.ts';
import { NewCase } from './fields.ts';

/** Cases that were read from a table, and the columns that say nothing of a case. */
export type CaseTable = { readonly cases: readonly NewCase[]; readonly ignored: readonly string[] };

type Column = keyof NewCase;

/** How people call the columns, without accents and in small letters. */
const columns: Readonly<Record<Column, readonly string[]>> = {
  text: ['text', 'case', 'title', 'description', 'texte', 'cas', 'titre', 'libelle', 'client', 'customer'],
  id: ['id', 'ref', 'reference', 'ticket', 'interaction', 'conversation', 'numero', 'number'],
  reason: ['reason', 'motif', 'raison', 'cause'],
  question: ['question', 'message', 'prompt', 'demande'],
  expect: ['expect', 'expected', 'attendu', 'reponse attendue', 'expected answer'],
  channel: ['channel', 'canal'],
};

/** So many bad rows are named. */
const mostErrors = 20;

/**
 * Cases from the text of a table: CSV with a line of column names, or one case a line. A row that cannot be
 * taken is named with its line, and then nothing is taken.
 */
export function readCases(text: string): Result<CaseTable> {
  const read = readCsv(text, mostCases + 1);
  if ('openQuoteAt' in read)
    return refuse('not_a_table', `Line ${read.openQuoteAt}: found a quote that is never closed.`);
  const [head, ...rest] = read.rows;
  if (head === undefined) return refuse('not_a_table', 'Found nothing; expected one case a line at least.');
  const known = head.fields.map((name) => columnOf(name));
  const isHead = known.some((column) => column !== undefined);
  const width = Math.max(...read.rows.slice(0, 100).map(({ fields }) => fields.length));
  if (!isHead && width > 1) {
    const [first = ''] = head.fields;
    const near = nearestName(plain(first), Object.values(columns).flat());
    return refuse(
      'not_a_table',
      `Line ${head.line}: found ${head.fields.map((name) => JSON.stringify(name.trim().slice(0, 40))).join(', ')}; expected the names of columns: text, id, reason, question, expect, channel.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    );
  }
  const rows = isHead ? rest : read.rows;
  if (rows.length > mostCases)
    return refuse('too_many_cases', `Found more than ${mostCases} rows; expected at most ${mostCases}.`);
  if (rows.length === 0) return refuse('not_a_table', 'Found names of columns alone; expected rows below.');
  const order: readonly (Column | undefined)[] = isHead ? known : ['text'];
  const errors: FieldError[] = [];
  const cases: NewCase[] = [];
  for (const { line, fields } of rows) {
    const one = caseOf(fields, order);
    const parsed = NewCase.safeParse(one);
    if (parsed.success) cases.push(parsed.data);
    else errors.push(...parsed.error.issues.map((issue) => errorAt(line, issue)));
  }
  if (errors.length > 0) {
    const [first] = errors;
    return refuse(
      'not_a_table',
      `${first?.detail ?? ''} Nothing was taken; rows that are not right: ${new Set(errors.map(({ pointer }) => pointer)).size}.`,
      { errors: errors.slice(0, mostErrors) },
    );
  }
  const ignored = isHead ? head.fields.filter((_, place) => known[place] === undefined) : [];
  return done({ cases, ignored: ignored.map((name) => name.trim()).filter((name) => name !== '') });
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function errorAt(line: number, { path, message }: Issue): FieldError {
  const column = String(path[0] ?? 'row');
  return { pointer: `#/${line}/${column}`, detail: `Line ${line}, ${column}: ${message}.` };
}

/** A row without a text is called by its question, or by its id. */
function caseOf(fields: readonly string[], order: readonly (Column | undefined)[]): Record<string, string> {
  const found: Partial<Record<Column, string>> = {};
  for (const [place, value] of fields.entries()) {
    const column = order[place];
    const text = value.trim();
    if (column !== undefined && text !== '') found[column] ??= text;
  }
  const { id, reason, question } = found;
  const called = [id, reason].filter((part) => part !== undefined).join(' · ');
  const text = found.text ?? question?.slice(0, 300) ?? (called === '' ? undefined : called);
  return defined({ ...found, text: text?.toWellFormed() ?? '' });
}

function columnOf(name: string): Column | undefined {
  const written = plain(name);
  const found = Object.entries(columns).find(([, names]) => names.includes(written));
  return found?.[0] as Column | undefined;
}

function plain(name: string): string {
  return name.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
}
