/** A row of a CSV text, and the line that it begins on, from 1. */
export type CsvRow = { readonly line: number; readonly fields: readonly string[] };

/** The rows of a text; or the line of a quote that is never closed. */
export type CsvReading = { readonly rows: readonly CsvRow[] } | { readonly openQuoteAt: number };

/** The signs that spreadsheets part fields by: French ones by semicolons. */
const separators = [';', ',', '\t'] as const;

/**
 * Reads CSV as spreadsheets write it (RFC 4180): with or without a byte order mark, with the separator that
 * its first line has most of outside of quotes (or that `sep=` names), any line ends, quotes doubled within
 * quotes. Rows of blank fields alone are left out. Reads no more than `most` rows and one.
 */
export function readCsv(text: string, most: number): CsvReading {
  const named = /^\uFEFF?sep=([^\r\n])\r?\n/i.exec(text);
  const body = text.slice(named?.[0].length ?? (text.startsWith('\uFEFF') ? 1 : 0));
  const separator = named?.[1] ?? separatorOf(body);
  const rows: CsvRow[] = [];
  let line = named === null ? 1 : 2;
  let at = 0;
  while (at < body.length && rows.length <= most) {
    const row: string[] = [];
    const begun = line;
    for (let isOver = false; !isOver; ) {
      const field = fieldAt(body, at, separator);
      if (field === undefined) return { openQuoteAt: line };
      row.push(field.value);
      line += field.lines;
      at = field.end;
      isOver = body[at] !== separator;
      if (!isOver) at += 1;
    }
    if (at < body.length) line += 1;
    at += body.startsWith('\r\n', at) ? 2 : 1;
    if (row.some((value) => value.trim() !== '')) rows.push({ line: begun, fields: row });
  }
  return { rows };
}

type Field = { readonly value: string; readonly end: number; readonly lines: number };

/** The field that begins here; nothing where its quote is never closed. */
function fieldAt(text: string, from: number, separator: string): Field | undefined {
  if (text[from] !== '"') {
    const end = endOfPlain(text, from, separator);
    return { value: text.slice(from, end), end, lines: 0 };
  }
  let value = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return undefined;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      at = quote + 1;
      break;
    }
    value += '"';
    at = quote + 2;
  }
  // Whatever stands behind the closing quote belongs to the field, as spreadsheets read it.
  const end = endOfPlain(text, at, separator);
  const whole = value + text.slice(at, end);
  return { value: whole, end, lines: value.match(/\r\n|\r|\n/g)?.length ?? 0 };
}

function endOfPlain(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\r' && text[at] !== '\n') at += 1;
  return at;
}

function separatorOf(text: string): string {
  const [head = ''] = text
    .slice(0, 4_000)
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r|\n/, 1);
  const counts = separators.map((one) => head.split(one).length);
  return separators[counts.indexOf(Math.max(...counts))] ?? ';';
}
