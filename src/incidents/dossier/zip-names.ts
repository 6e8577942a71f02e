/** Where the table of contents of a ZIP archive stands, in bytes from the beginning. */
export type ZipContents = { readonly from: number; readonly bytes: number; readonly count: number };

/** The end record stands within so many bytes from the end: 22, and a remark of at most 65535. */
export const zipTailBytes = 65_557;

/** A table of contents beyond this is of no office file. */
const mostContentsBytes = 4 * 1024 * 1024;

/**
 * Finds the table of contents from an archive's last bytes; nothing where it is none, or of the 64-bit kind.
 */
export function zipContents(tail: Uint8Array): ZipContents | undefined {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const count = view.getUint16(at + 10, true);
    const bytes = view.getUint32(at + 12, true);
    const from = view.getUint32(at + 16, true);
    return bytes > mostContentsBytes || from === 0xffffffff ? undefined : { from, bytes, count };
  }
  return undefined;
}

/** The names of the files in an archive, from its table of contents; nothing where that is damaged. */
export function zipNames(contents: Uint8Array, count: number): readonly string[] | undefined {
  const view = new DataView(contents.buffer, contents.byteOffset, contents.byteLength);
  const names: string[] = [];
  let at = 0;
  while (names.length < count) {
    if (at + 46 > contents.length || view.getUint32(at, true) !== 0x02014b50) return undefined;
    const length = view.getUint16(at + 28, true);
    const beside = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (at + 46 + length > contents.length) return undefined;
    names.push(new TextDecoder().decode(contents.subarray(at + 46, at + 46 + length)));
    at += 46 + length + beside;
  }
  return names;
}
