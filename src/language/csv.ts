import type { Language } from './language.ts';

/** Spreadsheets of French speakers part fields by semicolons, because their numbers have commas. */
const separators = { fr: ';', en: ',' } as const satisfies Record<Language, string>;

type Rows = readonly (readonly (string | number)[])[];

/** The beginnings that a spreadsheet takes for a formula, or for an order to another program. */
const formula = /^[\t\r\n ]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r]/;

/**
 * Rows as CSV (RFC 4180) that spreadsheets open as it is meant: with a byte order mark, every field quoted. A
 * text that looks like a formula gets an apostrophe in front, so that it stays a text (OWASP, CSV injection).
 * Own code, because csv-stringify 6.9 misses a formula behind blanks and keeps NUL: with both mended here it
 * would save no line.
 */
export function csvText(rows: Rows, language: Language): string {
  return `\uFEFF${csvLines(rows, language)}`;
}

/** Further rows of the same. */
export function csvLines(rows: Rows, language: Language): string {
  return rows.map((row) => `${row.map(fieldText).join(separators[language])}\r\n`).join('');
}

function fieldText(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('\u0000', '').replaceAll('"', '""')}"`;
}
