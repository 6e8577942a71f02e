import { sha256Hex } from '../../platform/canonical.ts';
import type { ReadEntry } from '../../register/chain.ts';
import { linkHash } from './decide.ts';
import type { Comment, Exhibit } from './exhibit.ts';

/** The entries of the register that a dossier is held against. */
export const dossierEntryKinds = [
  'evidenceAttached',
  'evidenceErased',
  'commentAdded',
  'commentErased',
] as const;

/** The hashes that the register has, by the ids of evidence and comments; and which of them were erased. */
export type Recorded = {
  readonly evidence: ReadonlyMap<string, string>;
  readonly comments: ReadonlyMap<string, string>;
  readonly erased: ReadonlySet<string>;
};

/**
 * Why something is not as the register says. `not_recorded`: the register knows nothing of it; `gone`: the
 * register knows of it, and it is no longer there; `changed`: its content is another; `erased_unrecorded`:
 * its content is gone, and nobody has said so; `file_missing`: its file is not where this process keeps
 * files.
 */
export type DossierFault = {
  readonly id: string;
  readonly what: 'evidence' | 'comment';
  readonly why: 'not_recorded' | 'gone' | 'changed' | 'erased_unrecorded' | 'file_missing';
};

/** The hash of a stored file, or that it is not there. */
export type FileHash = string | 'missing';

/** Reads the hashes out of entries, oldest first. */
export function recordedIn(entries: readonly Pick<ReadEntry, 'kind' | 'data'>[]): Recorded {
  const recorded = {
    evidence: new Map<string, string>(),
    comments: new Map<string, string>(),
    erased: new Set<string>(),
  };
  for (const { kind, data } of entries) {
    const { evidence, comment, sha256, digests } = data;
    const id = typeof evidence === 'string' ? evidence : typeof comment === 'string' ? comment : undefined;
    if (id === undefined) continue;
    if (kind === 'evidenceErased' || kind === 'commentErased') recorded.erased.add(id);
    else if (kind === 'evidenceAttached') recorded.evidence.set(id, String(sha256));
    else if (kind === 'commentAdded') recorded.comments.set(id, textDigest(digests));
  }
  return recorded;
}

function textDigest(digests: unknown): string {
  return typeof digests === 'object' && digests !== null && 'text' in digests ? String(digests.text) : '';
}

/**
 * The fault of a piece of evidence, if it has one. `file` is read only for what is a file and should be
 * there.
 */
export async function exhibitFault(
  exhibit: Pick<Exhibit, 'id' | 'content' | 'withdrawn'>,
  { evidence, erased }: Recorded,
  file: (id: string) => Promise<FileHash>,
): Promise<DossierFault['why'] | undefined> {
  const { id, content, withdrawn } = exhibit;
  const recorded = evidence.get(id);
  if (recorded === undefined) return 'not_recorded';
  if (recorded !== content.sha256) return 'changed';
  if (erased.has(id)) return withdrawn?.isErased === true ? undefined : 'changed';
  if (withdrawn?.isErased === true) return 'erased_unrecorded';
  if (content.form === 'link') {
    const { url, title } = content;
    if (url === undefined || title === undefined) return 'erased_unrecorded';
    return linkHash(url, title) === recorded ? undefined : 'changed';
  }
  const found = await file(id);
  if (found === 'missing') return 'file_missing';
  return found === recorded ? undefined : 'changed';
}

/** The fault of a comment, if it has one. */
export function commentFault(
  { id, text, sha256 }: Pick<Comment, 'id' | 'text' | 'sha256'>,
  { comments, erased }: Recorded,
): DossierFault['why'] | undefined {
  const recorded = comments.get(id);
  if (recorded === undefined) return 'not_recorded';
  if (recorded !== sha256) return 'changed';
  // Words that somebody erased must not come back, be they the very same.
  if (erased.has(id)) return text === undefined ? undefined : 'changed';
  if (text === undefined) return 'erased_unrecorded';
  return sha256Hex(text) === recorded ? undefined : 'changed';
}

/** The faults of things that the register knows of and the tables have not. */
export function goneFaults(
  { evidence, comments }: Recorded,
  found: ReadonlySet<string>,
): readonly DossierFault[] {
  const gone = (ids: Iterable<string>, what: DossierFault['what']) =>
    [...ids].filter((id) => !found.has(id)).map((id) => ({ id, what, why: 'gone' as const }));
  return [...gone(evidence.keys(), 'evidence'), ...gone(comments.keys(), 'comment')];
}
