import { type FileHandle, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../../platform/sync-folder.ts';
import type { DirtyCells } from '../../memory/dirty.ts';
import { decodeRecords, encodeRecord, type LoggedCells } from './cell-record.ts';

/**
 * Changed cells on this machine's disk, until the database has them: a sample is durable once its record is,
 * and the database gets each cell once a second instead of once a request. Records are numbered; the database
 * notes, together with the cells, up to which record it has them, so that what is replayed after a crash is
 * replayed once.
 */
export type WriteAheadLog = {
  /** The records on the disk, by the log that wrote them, in order. */
  readonly read: () => Promise<{ readonly log: string; readonly records: readonly LoggedCells[] }[]>;
  /** Deletes everything and begins a log under a new name. */
  readonly begin: (log: string) => Promise<void>;
  /** The name of the log, and the number of the last record that was begun. */
  readonly position: () => WalPosition;
  /** Writes one record, durably. Never twice at once. `series` are the database numbers of the cells. */
  readonly append: (series: Int32Array, cells: DirtyCells) => Promise<void>;
  /** The database has everything up to this position: what is older may go. */
  readonly release: (position: WalPosition) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A place in a log. `log` is absent before `begin`. */
export type WalPosition = { readonly log: string | undefined; readonly seq: number };

type Segment = { readonly path: string; readonly handle: FileHandle; lastSeq: number; bytes: number };

/** A segment that has become so long is not added to once the database has what is in it. */
const mostSegmentBytes = 16 * 1_024 * 1_024;
const namePattern = /^(?<log>[\w-]+)\.(?<first>\d+)\.cells$/;

/** Opens the log of a folder, which is made when it is missing. The folder must be this process's alone. */
export async function openWriteAheadLog(folder: string): Promise<WriteAheadLog> {
  await mkdir(folder, { recursive: true });
  let log: string | undefined;
  let seq = 0;
  let current: Segment | undefined;
  let full: Segment[] = [];

  const all = (): readonly Segment[] => (current === undefined ? full : [...full, current]);

  return {
    read: () => readFolder(folder),
    begin: async (name) => {
      const old = all();
      [log, seq, current, full] = [name, 0, undefined, []];
      for (const segment of old) await segment.handle.close();
      for (const file of await readdir(folder))
        await rm(join(folder, file), { force: true, recursive: true });
    },
    position: () => ({ log, seq }),
    append: async (series, cells) => {
      seq += 1;
      const own = seq;
      current ??= await openSegment(folder, `${log}.${seq}.cells`, seq);
      const segment = current;
      segment.lastSeq = own;
      let isWhole = false;
      try {
        segment.bytes += await writeWhole(segment.handle, encodeRecord(own, series, cells));
        await segment.handle.datasync();
        isWhole = true;
      } finally {
        // Behind a record that is not whole none would be found again.
        if (!isWhole || segment.bytes >= mostSegmentBytes) {
          full.push(segment);
          current = undefined;
        }
      }
    },
    release: async (position) => {
      if (position.log !== log) return;
      const done = full.filter((segment) => segment.lastSeq <= position.seq);
      full = full.filter((segment) => segment.lastSeq > position.seq);
      for (const segment of done) {
        await segment.handle.close();
        await rm(segment.path, { force: true });
      }
    },
    close: async () => {
      for (const segment of all()) await segment.handle.close();
      [current, full] = [undefined, []];
    },
  };
}

async function openSegment(folder: string, name: string, seq: number): Promise<Segment> {
  const path = join(folder, name);
  const segment = { path, handle: await open(path, 'wx'), lastSeq: seq, bytes: 0 };
  // The name of a new file is durable once its folder is.
  await syncFolder(folder);
  return segment;
}

async function readFolder(folder: string): ReturnType<WriteAheadLog['read']> {
  const byLog = new Map<string, { readonly first: number; readonly path: string }[]>();
  for (const file of await readdir(folder)) {
    const { log, first } = namePattern.exec(file)?.groups ?? {};
    if (log === undefined) continue;
    const segments = byLog.get(log) ?? [];
    byLog.set(log, segments);
    segments.push({ first: Number(first), path: join(folder, file) });
  }
  const logs: { log: string; records: LoggedCells[] }[] = [];
  for (const [log, segments] of byLog) {
    const records: LoggedCells[] = [];
    for (const { path } of segments.sort((a, b) => a.first - b.first))
      records.push(...decodeRecords(await readFile(path)));
    logs.push({ log, records });
  }
  return logs;
}

async function writeWhole(handle: FileHandle, pieces: readonly Uint8Array[]): Promise<number> {
  const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  const { bytesWritten } = await handle.writev([...pieces]);
  if (bytesWritten < length) throw new Error(`wrote ${bytesWritten} of ${length} bytes of the cell log`);
  return length;
}
