import { strFromU8, unzipSync } from 'fflate';
import readWorkbook from 'read-excel-file/universal';
import type { Result } from '../../../platform/refusal.ts';
import { noTable, type Table, type TableRow, tableOf } from '../table.ts';

/** Unpacked, a table of the largest size is half of this: what is larger is a bomb, or no table. */
const mostUnpacked = 200 * 1024 * 1024;

/** Whether bytes begin like a workbook: a zip. */
export function isWorkbook(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * The table of a workbook (XLSX): of the sheet asked for, else of the first one that is filled. Rows that are
 * hidden or filtered away are read like the others, and marked.
 */
export async function xlsxTable(bytes: Uint8Array<ArrayBuffer>, wanted?: string): Promise<Result<Table>> {
  const parts = partsOf(bytes);
  if (parts === undefined)
    return noTable('The file is a zip, but none with a workbook in it; expected CSV or XLSX.');
  if (parts === 'too_large')
    return noTable(`Unpacked, the workbook is larger than ${mostUnpacked / 1024 / 1024} MB.`);
  const sheets = await readWorkbook(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
  const names = sheets.map(({ sheet }) => sheet);
  const at =
    wanted === undefined
      ? sheets.findIndex(({ data }) => data.some((row) => row.some((cell) => cell !== null)))
      : names.indexOf(wanted);
  const found = sheets[at];
  if (found === undefined)
    return wanted === undefined
      ? noTable('No sheet of the workbook holds anything.')
      : noTable(
          `Found no sheet ${JSON.stringify(wanted)}; the workbook has ${names.map((name) => JSON.stringify(name)).join(', ')}.`,
        );
  const hidden = hiddenRows(parts, at);
  const rows = found.data.map((cells, place): TableRow => {
    const row = { line: place + 1, cells: cells.map(cellText) };
    return hidden.has(row.line) ? { ...row, isHidden: true } : row;
  });
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  return tableOf(filled, { sheet: found.sheet, otherSheets: names.filter((name) => name !== found.sheet) });
}

type Parts = Readonly<Record<string, Uint8Array>>;

/**
 * The parts of the workbook that say which rows are hidden; sizes are looked at before anything is unpacked.
 */
function partsOf(bytes: Uint8Array): Parts | 'too_large' | undefined {
  let unpacked = 0;
  try {
    const parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        unpacked += originalSize;
        if (unpacked > mostUnpacked) throw new RangeError('too large');
        return /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/.test(name);
      },
    });
    return parts['xl/workbook.xml'] === undefined ? undefined : parts;
  } catch (error) {
    return error instanceof RangeError ? 'too_large' : undefined;
  }
}

/** Numbers of the hidden rows of a sheet, by its place in the workbook (ECMA-376, part 1, 18.3.1.73). */
function hiddenRows(parts: Parts, place: number): ReadonlySet<number> {
  const book = textOf(parts['xl/workbook.xml']);
  const sheet = [...book.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)][place]?.[0] ?? '';
  const id = /\s(?:\w+:)?id="([^"]+)"/.exec(sheet.replace(/\ssheetId="[^"]*"/, ''))?.[1];
  const links = textOf(parts['xl/_rels/workbook.xml.rels']);
  const link = [...links.matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)].find(([tag]) =>
    tag.includes(`Id="${id}"`),
  );
  const target = /\sTarget="([^"]+)"/.exec(link?.[0] ?? '')?.[1]?.replace(/^\/?(?:xl\/)?/, '');
  const rows = textOf(parts[`xl/${target}`]).matchAll(/<(?:\w+:)?row\s[^>]*>/g);
  const hidden = new Set<number>();
  let number = 0;
  for (const [tag] of rows) {
    number = Number(/\sr="(\d+)"/.exec(tag)?.[1] ?? number + 1);
    if (/\shidden="(?:1|true)"/.test(tag)) hidden.add(number);
  }
  return hidden;
}

function textOf(part: Uint8Array | undefined): string {
  return part === undefined ? '' : strFromU8(part);
}

const dayMs = 86_400_000;
/** Day 0 of spreadsheets; what stands before 1901 is a time or a number of days, not a date. */
const dayZero = Date.UTC(1899, 11, 30);
const firstDate = Date.UTC(1901, 0, 1);

/** A cell as text. Times are those of the sheet, whatever the zone: `2026-06-05 08:02:10`. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return timeText(cell.getTime());
  return typeof cell === 'string' ? cell : String(cell);
}

function timeText(at: number): string {
  if (Number.isNaN(at)) return '';
  // The reader cuts off what it cannot tell exactly: 08:02 comes as 08:01:59.999.
  const settled = Math.round(at / 1000) * 1000;
  if (settled < firstDate) return String((settled - dayZero) / dayMs);
  const [day = '', time = ''] = new Date(settled).toISOString().split('T');
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`;
}
