import { and, asc, gt, inArray } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { register } from '../../register/tables.ts';
import {
  commentFault,
  type DossierFault,
  dossierEntryKinds,
  exhibitFault,
  type FileHash,
  goneFaults,
  type Recorded,
  recordedIn,
} from './check.ts';
import type { EvidenceFiles } from './evidence-store.ts';
import { hashFile } from './intake/spool.ts';
import { pageOfComments, pageOfExhibits } from './store.ts';

const pageSize = 500;

/** The count of what was held against the register, and the faults that were found. */
export type DossierVerdict = {
  readonly evidence: number;
  readonly comments: number;
  readonly faults: readonly DossierFault[];
};

/**
 * Holds all evidence, with its files, and all comments against the hashes in the register. Reads every file.
 * What is added meanwhile may be missed.
 */
export async function verifyDossiers(db: Db, files: EvidenceFiles | undefined): Promise<DossierVerdict> {
  const found = new Set<string>();
  const faults: DossierFault[] = [];
  const hashOf = (id: string) => fileHash(files, id);
  const kept = await inPages((after) => pageOfExhibits(db, after, pageSize));
  const said = await inPages((after) => pageOfComments(db, after, pageSize));
  // Read last: whatever is in the tables by now is in the register.
  const recorded = await recordedOf(db);
  for (const exhibit of kept) {
    found.add(exhibit.id);
    const why = await exhibitFault(exhibit, recorded, hashOf);
    if (why !== undefined) faults.push({ id: exhibit.id, what: 'evidence', why });
  }
  for (const comment of said) {
    found.add(comment.id);
    const why = commentFault(comment, recorded);
    if (why !== undefined) faults.push({ id: comment.id, what: 'comment', why });
  }
  const gone = goneFaults(recorded, found);
  // Added since the tables were read: they are looked at once more.
  const late = gone.length === 0 ? new Set<string>() : await idsIn(db);
  faults.push(...gone.filter(({ id }) => !late.has(id)));
  return { evidence: kept.length, comments: said.length, faults };
}

async function idsIn(db: Db): Promise<ReadonlySet<string>> {
  const all = [
    ...(await inPages((after) => pageOfExhibits(db, after, pageSize))),
    ...(await inPages((after) => pageOfComments(db, after, pageSize))),
  ];
  return new Set(all.map(({ id }) => id));
}

async function fileHash(files: EvidenceFiles | undefined, id: string): Promise<FileHash> {
  const file = await files?.fetch(id);
  if (file === undefined) return 'missing';
  try {
    return await hashFile(file.path);
  } finally {
    await file.done();
  }
}

async function inPages<T extends { readonly id: string }>(
  page: (after: string) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const next = await page(all.at(-1)?.id ?? '');
    all.push(...next);
    if (next.length < pageSize) return all;
  }
}

async function recordedOf(db: Db): Promise<Recorded> {
  const entries: { kind: string; data: (typeof register.$inferSelect)['data'] }[] = [];
  let after = 0;
  for (;;) {
    const page = await db
      .select({ seq: register.seq, kind: register.kind, data: register.data })
      .from(register)
      .where(and(gt(register.seq, after), inArray(register.kind, [...dossierEntryKinds])))
      .orderBy(asc(register.seq))
      .limit(pageSize);
    entries.push(...page);
    after = page.at(-1)?.seq ?? after;
    if (page.length < pageSize) return recordedIn(entries);
  }
}
