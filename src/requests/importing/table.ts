import { readCsv } from '../../language/csv-read.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';

/** A row of a table; `line` as the spreadsheet numbers it. */
export type TableRow = { readonly line: number; readonly cells: readonly string[]; readonly isHidden?: true };

/**
 * A table of a file: every cell a text, times as `2026-06-05 08:02:10` where the file knew them as such.
 * `sheet`: the one that was read, of several.
 */
export type Table = {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly sheet?: string;
  readonly otherSheets?: readonly string[];
};

/**
 * The most rows taken in at once: two months of a desk with 50 calls a day, in one transaction of seconds.
 */
export const mostRows = 2_000;
/** The longest file: the limit of the service for any body. */
export const mostBytes = 8 * 1024 * 1024;
const mostColumns = 500;

/** A refusal of a file as a whole. */
export function noTable(detail: string, facts: Readonly<Record<string, string | number>> = {}) {
  return refused({ kind: 'invalid', code: 'not_a_table', detail, facts });
}

/** The table in a CSV text: its first row names the columns. */
export function csvTable(text: string): Result<Table> {
  const read = readCsv(text, mostRows + 1);
  if ('openQuoteAt' in read)
    return noTable(`Line ${read.openQuoteAt}: found a quote that is never closed. Nothing was taken.`, {
      line: read.openQuoteAt,
    });
  return tableOf(read.rows.map(({ line, fields }) => ({ line, cells: fields })));
}

/** The table in rows of which the first names the columns: each once, and no row longer than that. */
export function tableOf(
  rows: readonly TableRow[],
  sheets: Pick<Table, 'sheet' | 'otherSheets'> = {},
): Result<Table> {
  const [head, ...rest] = rows;
  if (head === undefined)
    return noTable('The table is empty; expected a row of column names, and rows below it.');
  const columns = withoutBlankEnd(head.cells.map((name) => name.replace(/\s+/gu, ' ').trim()));
  if (columns.length > mostColumns)
    return noTable(`Found ${columns.length} columns; expected ${mostColumns} at most.`);
  const twice = columns.find((name, at) => name !== '' && columns.indexOf(name) !== at);
  if (twice !== undefined)
    return noTable(
      `The column ${JSON.stringify(twice.slice(0, 60))} is there twice. Call one of them otherwise.`,
      {
        line: head.line,
      },
    );
  if (rest.length > mostRows)
    return noTable(`Found more than ${mostRows} rows. Take them in with several files.`);
  const filled = rest
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map((row) => ({ ...row, cells: withoutBlankEnd(row.cells.map((cell) => cell.trim())) }));
  const long = filled.find(({ cells }) => cells.length > columns.length);
  if (long !== undefined)
    return noTable(
      `Line ${long.line}: found ${long.cells.length} fields, and ${columns.length} columns have a name. A field that holds the separator has to stand in quotes.`,
      { line: long.line },
    );
  return done({ columns, rows: filled, ...sheets });
}

function withoutBlankEnd(cells: readonly string[]): readonly string[] {
  const end = cells.findLastIndex((cell) => cell !== '') + 1;
  return cells.slice(0, end);
}
