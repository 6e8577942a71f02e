import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../../platform/database/database.ts';
import { ageOf, namesIn } from './disk-store.ts';
import type { EvidenceFiles } from './evidence-store.ts';
import { keptFiles } from './store.ts';

const dayMs = 86_400_000;

/**
 * A file that nobody claims is left over from a process that stopped between keeping it and saying so, or
 * from an erasure whose end it did not see. It stays for a month: a database that is restored from yesterday
 * must not cost the files of today.
 */
const unclaimedMs = 30 * dayMs;

/** Files on their way that never arrived. */
const stuckMs = dayMs;

/** Removes files that belong to no evidence. Answers how many. */
export async function sweepEvidence(db: Db, files: EvidenceFiles, now: number): Promise<number> {
  const old: string[] = [];
  for await (const { id, at } of files.list()) if (now - at > unclaimedMs) old.push(id);
  let removed = 0;
  for (let from = 0; from < old.length; from += 500) {
    const some = old.slice(from, from + 500);
    const claimed = await keptFiles(db, some);
    for (const id of some) {
      if (claimed.has(id)) continue;
      await files.remove(id);
      removed += 1;
    }
  }
  return removed + (await sweepIncoming(files.incoming, now));
}

async function sweepIncoming(folder: string, now: number): Promise<number> {
  let removed = 0;
  for (const name of await namesIn(folder)) {
    const at = await ageOf(join(folder, name));
    if (at === undefined || now - at <= stuckMs) continue;
    await rm(join(folder, name), { force: true });
    removed += 1;
  }
  return removed;
}
