import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Call } from './syscalls.ts';

/** A file apart from its names: what was in it, and what was done to it since. */
type Inode = { readonly number: number; readonly base: string | undefined; readonly done: Done[] };
type Done = Extract<Call, { kind: 'write' | 'truncate' }>;
type Names = Map<string, Inode | 'folder'>;
type Renaming = Extract<Call, { kind: 'make' | 'folder' | 'rename' | 'remove' }>;

/** The disk writes what nobody asked it to write after so long (Linux: a page is written when it is thirty seconds old). */
const writtenByItselfMs = 35_000;
const sector = 512;

/**
 * Lays out a folder as a power cut at a moment may leave it. What was synced is there, and what is older than the disk waits for. Of
 * each file's later writes a beginning of any length is there, the last of them up to any sector; the names that were made, changed
 * and removed since the last sync of anything are there up to any of them.
 */
export function layOutCut(
  {
    base,
    folder,
    calls,
  }: { readonly base: string; readonly folder: string; readonly calls: readonly Call[] },
  at: number,
  into: string,
  random: () => number,
): void {
  const begun = calls.filter((call) => call.at <= at);
  const { names, synced, renamings } = follow(base, folder, begun, at);
  const inOrder = random() < 0.5;
  const surely = Math.max(
    renamings.findLastIndex(({ end }) => end <= at - writtenByItselfMs),
    renamings.findLastIndex(({ end }) => end <= synced.any),
  );
  const kept = surely + 1 + Math.floor(random() * (renamings.length - surely));
  cpSync(base, into, { recursive: true });
  const left = kept === renamings.length ? names : follow(base, folder, begun, at, kept).names;
  for (const path of filesIn(into))
    if (!left.has(folder + path.slice(into.length))) rmSync(path, { force: true });
  for (const [path, inode] of left) {
    const place = into + path.slice(folder.length);
    if (inode === 'folder') mkdirSync(place, { recursive: true });
    else if (inode.done.length > 0 || inode.base !== base + path.slice(folder.length)) {
      const syncedAt = synced.of.get(inode.number) ?? 0;
      const surelyDone = inode.done.filter(
        ({ end }) => end <= Math.max(syncedAt, at - writtenByItselfMs),
      ).length;
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, contentOf(inode, surelyDone, inOrder, random));
    }
  }
}

/** Goes through what was done, with only so many changes of names, and answers what stands then. */
function follow(
  base: string,
  folder: string,
  calls: readonly Call[],
  at: number,
  most = Number.POSITIVE_INFINITY,
) {
  const names: Names = new Map();
  let files = 0;
  const inodeOf = (from?: string): Inode => ({ number: files++, base: from, done: [] });
  for (const path of filesIn(base)) names.set(folder + path.slice(base.length), inodeOf(path));
  // What is written goes to the file that had the name then, also where that name is not kept.
  const open: Names = new Map(names);
  const synced = { any: 0, of: new Map<number, number>() };
  const renamings: Renaming[] = [];
  const both = (change: (map: Names) => void): void => {
    change(open);
    if (renamings.length <= most) change(names);
  };
  for (const call of calls) {
    const known = open.get(call.path);
    switch (call.kind) {
      case 'make': {
        let inode = known === 'folder' ? undefined : known;
        if (inode === undefined) {
          const made = inodeOf();
          inode = made;
          renamings.push(call);
          both((map) => map.set(call.path, made));
        }
        if (call.empties) inode.done.push({ ...call, kind: 'truncate', length: 0 });
        break;
      }
      case 'folder':
        renamings.push(call);
        both((map) => map.set(call.path, 'folder'));
        break;
      case 'rename':
        renamings.push(call);
        both((map) => {
          const moved = map.get(call.path);
          map.delete(call.path);
          if (moved !== undefined) map.set(call.to, moved);
        });
        break;
      case 'remove':
        renamings.push(call);
        both((map) => map.delete(call.path));
        break;
      case 'sync':
        if (call.end > at) break;
        // What was made before it was asked for has gone to the disk's journal with it.
        synced.any = Math.max(synced.any, call.at);
        if (known !== undefined && known !== 'folder') synced.of.set(known.number, call.at);
        break;
      default:
        if (known !== undefined && known !== 'folder') known.done.push(call);
    }
  }
  return { names, synced, renamings };
}

/** What is kept of later writes is a beginning, or any of them, as pages go to a disk in any order. */
function contentOf({ base, done }: Inode, surely: number, inOrder: boolean, random: () => number): Buffer {
  let content = base === undefined ? Buffer.alloc(0) : readFileSync(base);
  const write = (offset: number, bytes: Buffer): void => {
    if (offset + bytes.length > content.length)
      content = Buffer.concat([content, Buffer.alloc(offset + bytes.length - content.length)]);
    bytes.copy(content, offset);
  };
  const kept = surely + Math.floor(random() * (done.length - surely + 1));
  done.forEach((one, place) => {
    const isKept = place < surely || (inOrder ? place < kept : random() < 0.5);
    if (one.kind === 'truncate') {
      if (isKept)
        content = Buffer.concat([
          content.subarray(0, one.length),
          Buffer.alloc(Math.max(0, one.length - content.length)),
        ]);
    } else if (isKept) write(one.offset, one.bytes);
    else if (place === kept) {
      const sectors = Math.floor(random() * Math.ceil(one.bytes.length / sector));
      write(one.offset, one.bytes.subarray(0, sectors * sector));
    }
  });
  return content;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}
