import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../../platform/make-folder.ts';
import { done, type Refusal, type Result, refused } from '../../../platform/refusal.ts';
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
    if (typeof taken !== 'string') return done({ path, discard, ...taken });
    await discard();
    return refused(taken === 'cut_off' ? cutOff : tooLarge(maxBytes));
  } catch (error) {
    await handle.close().catch(() => {});
    await discard();
    throw error;
  }
}

const cutOff: Refusal = {
  kind: 'invalid',
  code: 'upload_cut_off',
  detail: 'The file ended before it was whole. Nothing was kept; send it again.',
};

function tooLarge(maxBytes: number): Refusal {
  const detail = `The file is larger than ${maxBytes} bytes. Send a smaller one, or a link; FILROUGE_EVIDENCE_MAX says how large.`;
  return { kind: 'too_large', code: 'body_too_large', detail, facts: { maxBytes } };
}

async function take(
  body: AsyncIterable<Uint8Array>,
  handle: FileHandle,
  maxBytes: number,
): Promise<Pick<Spooled, 'bytes' | 'sha256'> | 'too_large' | 'cut_off'> {
  const hash = createHash('sha256');
  const arriving = body[Symbol.asyncIterator]();
  let bytes = 0;
  for (;;) {
    const next = await arriving.next().catch(() => undefined);
    if (next === undefined) return 'cut_off';
    if (next.done === true) return { bytes, sha256: hash.digest('hex') };
    bytes += next.value.length;
    if (bytes > maxBytes) return 'too_large';
    hash.update(next.value);
    await whenFull(() => handle.writeFile(next.value));
  }
}

/** The SHA-256 of a file on disk, in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}
