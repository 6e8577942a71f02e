import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own in memory, that can be filled without harm to anybody. */
export type SmallDisk = {
  readonly folder: string;
  /** Takes all room that is left, again and again until it is given back. */
  readonly fill: () => void;
  readonly free: () => void;
  /** Nobody may use it any more. */
  readonly remove: () => void;
};

/** Mounts one of so many megabytes. Throws where that is not allowed: it is root's to do. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    throw new Error('a small disk is needed, and the right to mount one (root, and tmpfs)');
  }
  chmodSync(folder, 0o755);
  const filler = join(folder, 'filler');
  let filling: NodeJS.Timeout | undefined;
  const remove = (): void => {
    clearInterval(filling);
    process.off('exit', remove);
    spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  return {
    folder,
    fill: () => {
      takeAll(filler);
      // Whoever deletes a file makes room.
      filling = setInterval(takeAll, 100, filler);
    },
    free: () => {
      clearInterval(filling);
      rmSync(filler, { force: true });
    },
    remove,
  };
}

/** Writes until nothing more fits, in ever smaller pieces. */
function takeAll(path: string): void {
  const file = openSync(path, 'a');
  for (let piece = 1 << 20; piece >= 1 << 12; piece >>= 4)
    try {
      for (;;) writeSync(file, Buffer.alloc(piece));
    } catch {
      // It is full, as far as pieces of this size go.
    }
  closeSync(file);
}
