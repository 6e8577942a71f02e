import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../../platform/make-folder.ts';
import { done, type Result, refused } from '../../../platform/refusal.ts';
import { whenFull } from './disk-fault.ts';

/** A file that was taken to disk, and is nowhere else yet. */
export type Spooled = {
  readonly path: string;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
  /** Removes it, if it is still there. */
  readonly discard: () => Promise<void>;
};

/**
 * Takes what arrives to disk, piece by piece, and hashes it on the way. Beyond `maxBytes` it is refused, and
 * nothing stays.
 */
export async function spool(
  body: AsyncIterable<Uint8Array>,
  to: { readonly folder: string; readonly id: string; readonly maxBytes: number },
): Promise<Result<Spooled>> {
  const { folder, id, maxBytes } = to;
  const path = join(folder, `${id}.part`);
  const discard = () => rm(path, { force: true });
  const handle = await whenFull(async () => {
    await makeFolder(folder);
    return open(path, 'wx', 0o600);
  });
  try {
    const taken = await take(body, handle, maxBytes);
    await whenFull(() => handle.sync());
    await handle.close();
    if (taken !== undefined) return done({ path, discard, ...taken });
  } catch (error) {
    await handle.close().catch(() => {});
    await discard();
    throw error;
  }
  await discard();
  const detail = `The file is larger than ${maxBytes} bytes. Send a smaller one, or a link; FILROUGE_EVIDENCE_MAX says how large.`;
  return refused({ kind: 'too_large', code: 'body_too_large', detail, facts: { maxBytes } });
}

async function take(
  body: AsyncIterable<Uint8Array>,
  handle: FileHandle,
  maxBytes: number,
): Promise<Pick<Spooled, 'bytes' | 'sha256'> | undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > maxBytes) return undefined;
    hash.update(piece);
    await whenFull(() => handle.writeFile(piece));
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** The SHA-256 of a file on disk, in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}
