import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { blockBytes, readTarHeader, type TarEntry } from './tar-header.ts';

/** A file inside an archive on this machine's disk: where its bytes begin there, and their SHA-256 in hex. */
export type Packed = TarEntry & { readonly at: number; readonly sha256: string };

/** Everything in an archive, or what is wrong with it. */
export type TarContents =
  | { readonly ok: true; readonly entries: readonly Packed[] }
  | { readonly ok: false; readonly found: string };

const pieceBytes = 1_048_576;

/** Reads an archive to its end and hashes every file in it. `see`: how much of it was read, from 0 to 1. */
export async function readTar(path: string, see: (part: number) => void = () => {}): Promise<TarContents> {
  const handle = await open(path, 'r');
  try {
    const { size: whole } = await handle.stat();
    const entries: Packed[] = [];
    const names = new Set<string>();
    for (let at = 0; ; ) {
      const block = await bytesAt(handle, at, blockBytes);
      if (block === undefined) return broken(`it ends at byte ${whole}, in the middle`);
      const header = readTarHeader(block);
      if (header === undefined) return broken(`found no header of a file at byte ${at}`);
      if (header === 'end') return { ok: true, entries };
      if (names.has(header.name)) return broken(`${header.name} stands in it twice`);
      names.add(header.name);
      const from = at + blockBytes;
      at = from + Math.ceil(header.size / blockBytes) * blockBytes;
      if (at > whole) return broken(`it ends at byte ${whole}, inside ${header.name}`);
      entries.push({ ...header, at: from, sha256: await hashAt(handle, from, header.size) });
      see(at / whole);
    }
  } finally {
    await handle.close();
  }
}

/** The bytes of a file inside an archive. Throws when they are not those that were hashed. */
export async function contentOf(path: string, { at, size, sha256, name }: Packed): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const bytes = await bytesAt(handle, at, size);
    if (bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
    throw new Error(`${name} in ${path} was changed while it was read`);
  } finally {
    await handle.close();
  }
}

/** The same as a stream, for large files; its hash is for the reader to check. */
export function streamOf(path: string, { at, size }: Packed): AsyncIterable<Uint8Array> {
  if (size === 0) return nothing();
  return createReadStream(path, { start: at, end: at + size - 1 });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function broken(found: string): TarContents {
  return { ok: false, found };
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) return undefined;
    done += bytesRead;
  }
  return bytes;
}

async function hashAt(handle: FileHandle, from: number, size: number): Promise<string> {
  const hash = createHash('sha256');
  const piece = new Uint8Array(Math.min(size, pieceBytes));
  for (let done = 0; done < size; ) {
    const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, size - done), from + done);
    if (bytesRead === 0) break;
    hash.update(piece.subarray(0, bytesRead));
    done += bytesRead;
  }
  return hash.digest('hex');
}
