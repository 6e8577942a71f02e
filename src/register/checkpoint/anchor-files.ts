import { type FileHandle, open } from 'node:fs/promises';

/** More than the longest note: so much of a file's end is looked at. */
const longest = 16 * 1024;

/**
 * Adds notes to the end of a file, each with an empty line behind it, and resolves once the disk has them.
 * The beginning of the first of them that a full disk or a loss of power left there is cut away, and nothing
 * else ever. The folder is never made: on a disk that is not mounted it would be another.
 */
export async function appendNotes(path: string, notes: readonly string[]): Promise<void> {
  const bytes = Buffer.from(notes.map((note) => `${note}\n`).join(''));
  const file = await open(path, 'a+');
  try {
    const { size, gap } = await endOf(file, bytes);
    try {
      await file.appendFile(Buffer.concat([Buffer.from(gap), bytes]));
    } catch (error) {
      // Half a note would be cut away at the next attempt; where that can be now, readers see none.
      await file.truncate(size).catch(() => {});
      throw error;
    }
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** The size of a file without the torn beginning of what is added, and what must stand between. */
async function endOf(file: FileHandle, added: Buffer): Promise<{ size: number; gap: string }> {
  const { size } = await file.stat();
  const from = Math.max(0, size - longest);
  const end = Buffer.alloc(size - from);
  await file.read(end, 0, end.length, from);
  const torn = tornAt(end, added);
  if (torn !== undefined) {
    const isCut = await file.truncate(from + torn).then(
      () => true,
      // A file that can only be added to keeps it, and it stands apart.
      () => false,
    );
    if (isCut) return { size: from + torn, gap: '' };
  }
  const isApart = end.length === 0 || end.subarray(-2).equals(Buffer.from('\n\n'));
  return { size, gap: isApart ? '' : '\n\n' };
}

/** Where the beginning of `added`, and not all of it, stands at the end of what is there. */
function tornAt(end: Buffer, added: Buffer): number | undefined {
  for (let place = Math.max(0, end.length - added.length + 1); place < end.length; place++) {
    const isBehindNote = place === 0 || end.subarray(place - 2, place).equals(Buffer.from('\n\n'));
    if (isBehindNote && added.subarray(0, end.length - place).equals(end.subarray(place))) return place;
  }
  return undefined;
}
