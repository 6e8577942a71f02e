import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { headBytes, type Looked } from '../file-type.ts';
import { zipContents, zipNames, zipTailBytes } from '../zip-names.ts';

/** Whether something is JSON is asked up to this: it must be read whole. */
const longestJson = 2 * 1024 * 1024;

/** Looks at a file on disk as far as it takes to tell what it is. */
export async function lookAt(path: string, bytes: number, ending: string): Promise<Looked> {
  const handle = await open(path, 'r');
  try {
    const head = await read(handle, 0, Math.min(bytes, headBytes));
    const isZip = head[0] === 0x50 && head[1] === 0x4b;
    const names = isZip ? await namesIn(handle, bytes) : undefined;
    const isText = !isZip && (await isTextFile(path));
    const isJson = isText && ending === 'json' ? bytes <= longestJson && (await isJsonFile(path)) : undefined;
    return { bytes, head, names, isText, isJson };
  } finally {
    await handle.close();
  }
}

async function read(handle: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  const { bytesRead } = await handle.read(buffer, 0, length, from);
  return buffer.subarray(0, bytesRead);
}

async function namesIn(handle: FileHandle, bytes: number): Promise<readonly string[] | undefined> {
  const length = Math.min(bytes, zipTailBytes);
  const contents = zipContents(await read(handle, bytes - length, length));
  if (contents === undefined || contents.from + contents.bytes > bytes) return undefined;
  return zipNames(await read(handle, contents.from, contents.bytes), contents.count);
}

/**
 * Text has no control characters but those of lines and pages. What is no UTF-8 may be Latin-1, as
 * spreadsheets write CSV.
 */
async function isTextFile(path: string): Promise<boolean> {
  const pieces: AsyncIterable<Buffer> = createReadStream(path);
  for await (const piece of pieces)
    for (const byte of piece)
      if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b)
        return false;
  return true;
}

async function isJsonFile(path: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(path, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
