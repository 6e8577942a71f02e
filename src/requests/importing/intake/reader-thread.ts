import { parentPort } from 'node:worker_threads';
import { decodeText } from '../../../language/decode.ts';
import { readPhones } from '../../../language/phone.ts';
import { done, type Result } from '../../../platform/refusal.ts';
import { expectedColumns, readColumns, sourceOf, tableHolds } from '../columns.ts';
import { withoutTwins } from '../plan.ts';
import { readRow } from '../row.ts';
import { csvTable, noTable, type Table } from '../table.ts';
import type { FileReading, ReadingOrder } from './reader.ts';
import { isWorkbook, xlsxTable } from './xlsx.ts';

/** The thread of a reader of tables: what the file of each order says, row by row. */
parentPort?.on('message', (order: ReadingOrder) => {
  read(order).then(
    (value) => parentPort?.postMessage({ ok: true, value }),
    (error: unknown) =>
      parentPort?.postMessage({ ok: false, message: error instanceof Error ? error.message : String(error) }),
  );
});

async function read({ bytes, sheet, source: told, ...ports }: ReadingOrder): Promise<Result<FileReading>> {
  const table = await tableIn(bytes, sheet);
  if (!table.ok) return table;
  const { columns: names, rows, otherSheets = [], ...rest } = table.value;
  const columns = readColumns(names);
  const holds = tableHolds(columns);
  if (holds === undefined)
    return noTable(
      `Found the columns ${names
        .slice(0, 20)
        .map((name) => JSON.stringify(name.slice(0, 40)))
        .join(', ')}; expected some of ${expectedColumns}.`,
    );
  const source = told ?? sourceOf(names);
  const phones = (field: string) => readPhones(field);
  const readings = rows.map((row) => readRow(row, columns, holds, { ...ports, phones }));
  const { ignored } = columns;
  return done({
    ...{ source, holds, ignored, otherSheets, rows: withoutTwins(readings, source) },
    ...(rest.sheet !== undefined && { sheet: rest.sheet }),
  });
}

async function tableIn(bytes: Uint8Array<ArrayBuffer>, sheet: string | undefined): Promise<Result<Table>> {
  if (isWorkbook(bytes)) return xlsxTable(bytes, sheet);
  // The file format of Excel until 2003, and files with a password.
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    return noTable('Found a workbook of an old format, or one with a password; save it as XLSX without one.');
  const text = decodeText(bytes);
  return text === undefined ? noTable('Found bytes that are no text; expected CSV or XLSX.') : csvTable(text);
}
