import type { Worker } from 'node:worker_threads';
import type { Result } from '../../../platform/refusal.ts';
import { beginThreadBeside, createOneThread } from '../../../platform/threads/one-thread.ts';
import type { ImportSource, TableOf } from '../columns.ts';
import type { RowPorts, RowReading } from '../row.ts';
import { mostBytes, noTable } from '../table.ts';

/** A file to be read: CSV or XLSX. `sheet`: by name; `source`: the program that it is an export of. */
export type ReadingOrder = Omit<RowPorts, 'phones'> & {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sheet: string | undefined;
  readonly source: ImportSource | undefined;
};

/** The rows of a file, and what of it was not read: columns that say nothing here, other sheets. */
export type FileReading = {
  readonly source: ImportSource;
  readonly holds: TableOf;
  readonly rows: readonly RowReading[];
  readonly ignored: readonly string[];
  readonly sheet?: string;
  readonly otherSheets: readonly string[];
};

/** Reads the rows of a file, or says why there are none. */
export type FileReader = (order: ReadingOrder) => Promise<Result<FileReading>>;

const longestMs = 60_000;

/** A reader on a thread of its own: a file that is packed on purpose ends that thread alone. */
export function createFileReader(begin: () => Worker = beginThread): FileReader {
  const read = createOneThread<ReadingOrder, Result<FileReading>>({
    ...{ name: 'reader of tables', begin, longestMs },
  });
  return async (order) => {
    const size = order.bytes.byteLength;
    if (size === 0) return noTable('The file is empty.');
    if (size > mostBytes)
      return noTable(`Found ${size} bytes; a table has ${mostBytes} at most. Cut it into several.`);
    const told = await read(order);
    if (told?.ok === true) return told.value;
    return noTable(`The file could not be read: ${told?.message ?? 'many wait to be read'}.`);
  };
}

function beginThread(): Worker {
  return beginThreadBeside(import.meta.url, 'reader-thread');
}
