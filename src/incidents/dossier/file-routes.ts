import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import type { EvidenceFiles, FileAtHand } from './evidence-store.ts';
import type { Exhibit } from './exhibit.ts';
import { dispositionOf } from './file-name.ts';
import { hashFile } from './intake/spool.ts';

/** The file of a piece of evidence, once it is the one that was attached; or why it is not handed out. */
export async function checkedFile(
  { id, content, withdrawn }: Exhibit,
  files: EvidenceFiles | undefined,
): Promise<Result<FileAtHand>> {
  if (content.form === 'link') return refused(unlike(id, 'is a link; it has no file'));
  if (withdrawn?.isErased === true) return refused(unlike(id, 'was erased; its hash is left'));
  const found = await files?.fetch(id);
  if (found === undefined) return refused(notHere(id, files));
  const sha256 = await hashFile(found.path);
  if (sha256 === content.sha256) return done(found);
  await found.done();
  return refused({
    kind: 'conflict',
    code: 'evidence_changed',
    detail: `The file of evidence ${id} is not the one that was attached: its SHA-256 is ${sha256}, that of the register ${content.sha256}. It is not handed out; restore the file from a backup.`,
    facts: { expected: content.sha256, found: sha256 },
  });
}

function unlike(id: string, what: string): Refusal {
  return { kind: 'not_found', code: 'no_file', detail: `Evidence ${id} ${what}.` };
}

function notHere(id: string, files: EvidenceFiles | undefined): Refusal {
  const where =
    files?.kind === 's3'
      ? 'is not in the bucket of FILROUGE_S3_BUCKET. Restore it there'
      : 'is not in the folder of this process (FILROUGE_DATA). Ask the process that took it, share the folder between processes, restore it from a backup, or keep files in a bucket (FILROUGE_S3_URL)';
  return { kind: 'unavailable', code: 'evidence_not_here', detail: `The file of evidence ${id} ${where}.` };
}

/**
 * Hands a file out to be kept, never to be shown: it came from somebody, and may hold what a browser would
 * carry out.
 */
export async function sendEvidence(
  c: Context,
  exhibit: Exhibit,
  files: EvidenceFiles | undefined,
): Promise<Result<Response>> {
  const { content } = exhibit;
  if (content.form === 'file') {
    const tag = `"${content.sha256}"`;
    // Whoever may read it no more must not find it in a store on the way; what is sent is what was hashed.
    c.header('Cache-Control', 'private, no-cache, no-transform');
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Content-Security-Policy', "default-src 'none'; sandbox");
    if (c.req.header('if-none-match') === tag && exhibit.withdrawn?.isErased !== true) {
      c.header('ETag', tag);
      return done(c.body(null, 304));
    }
  }
  const file = await checkedFile(exhibit, files);
  if (!file.ok) return file;
  if (content.form !== 'file') throw new Error('a link has no file');
  c.header('ETag', `"${content.sha256}"`);
  c.header('Content-Type', content.type);
  c.header('Content-Length', String(content.bytes));
  c.header('Content-Disposition', dispositionOf(content.name ?? exhibit.id));
  if (c.req.method === 'HEAD') {
    await file.value.done();
    return done(c.body(null));
  }
  const stream = createReadStream(file.value.path);
  stream.once('close', () => void file.value.done());
  return done(c.body(Readable.toWeb(stream) as ReadableStream<Uint8Array<ArrayBuffer>>));
}
