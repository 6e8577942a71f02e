/** A header of a tar file (POSIX ustar), and what its entries are padded to. */
export const blockBytes = 512;

/** A file of an archive: its name has forward slashes. */
export type TarEntry = { readonly name: string; readonly size: number };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The header of a file of this size. `seconds`: when it was made. Throws for a name that no header holds. */
export function tarHeader({ name, size }: TarEntry, seconds: number): Uint8Array {
  const [prefix, rest] = splitName(name);
  const block = new Uint8Array(blockBytes);
  const put = (at: number, text: string) => block.set(encoder.encode(text), at);
  put(0, rest);
  put(100, '0000600\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${size.toString(8).padStart(11, '0')}\0`);
  put(136, `${Math.floor(seconds).toString(8).padStart(11, '0')}\0`);
  put(148, ' '.repeat(8));
  put(156, '0');
  put(257, 'ustar\u000000');
  put(345, prefix);
  put(148, `${sumOf(block).toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** The zeros between the end of a file of this size and the next header. */
export function padding(size: number): Uint8Array {
  return new Uint8Array((blockBytes - (size % blockBytes)) % blockBytes);
}

/** The end of an archive. */
export const tarEnd = new Uint8Array(2 * blockBytes);

/** The entry of a header, `end` for zeros, or `undefined` for what is no header of an ordinary file. */
export function readTarHeader(block: Uint8Array): TarEntry | 'end' | undefined {
  if (block.every((byte) => byte === 0)) return 'end';
  const text = (at: number, length: number) =>
    decoder.decode(block.subarray(at, at + length)).replace(/\0.*$/s, '');
  const [sum, size] = [text(148, 8).trim(), text(124, 12).trim()];
  const isOurs = text(257, 6) === 'ustar' && text(156, 1) === '0' && /^[0-7]{11}$/.test(size);
  const blank = block.slice();
  blank.fill(32, 148, 156);
  if (!isOurs || Number.parseInt(sum, 8) !== sumOf(blank)) return undefined;
  const prefix = text(345, 155);
  return { name: `${prefix === '' ? '' : `${prefix}/`}${text(0, 100)}`, size: Number.parseInt(size, 8) };
}

/** A name of more than 100 bytes is split at a slash: 155 bytes before it, 100 behind. */
function splitName(name: string): readonly [string, string] {
  const length = (text: string) => encoder.encode(text).byteLength;
  if (length(name) <= 100) return ['', name];
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (length(prefix) <= 155 && length(rest) <= 100) return [prefix, rest];
  }
  throw new Error(`the name ${name} is too long for an archive`);
}

function sumOf(block: Uint8Array): number {
  return block.reduce((sum, byte) => sum + byte, 0);
}
