import { createHash } from 'node:crypto';
import { bytesOf, type Source } from './files.ts';
import type { Backup } from './read.ts';

/** Whether a rules folder holds the files of a backup, and no others. */
export async function sameRules(parts: Backup['parts'], there: readonly Source[]): Promise<boolean> {
  if (parts.length !== there.length) return false;
  const wanted = new Map(parts.map(({ says, packed }) => [says, packed.sha256]));
  for (const { name, path } of there) {
    const bytes = await bytesOf(path);
    if (bytes === undefined) return false;
    if (createHash('sha256').update(bytes).digest('hex') !== wanted.get(name)) return false;
  }
  return true;
}
