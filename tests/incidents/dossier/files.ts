/** A file that begins as PNG pictures do, of so many bytes. */
export function pngBytes(bytes: number): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(bytes).map((_, place) => place % 251);
  file.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].slice(0, bytes));
  return file;
}

/** A ZIP archive of empty files with these names. */
export function zipOf(names: readonly string[], remark = ''): Uint8Array<ArrayBuffer> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const name of names.map(encode)) {
    const local = record(30, 0x04034b50, [[26, name.length]]);
    directory.push(
      record(46, 0x02014b50, [
        [28, name.length],
        [42, at],
      ]),
      name,
    );
    parts.push(local, name);
    at += local.length + name.length;
  }
  const length = directory.reduce((sum, piece) => sum + piece.length, 0);
  const end = record(22, 0x06054b50, [
    [8, names.length],
    [10, names.length],
    [20, remark.length],
  ]);
  const view = new DataView(end.buffer);
  view.setUint32(12, length, true);
  view.setUint32(16, at, true);
  return joined([...parts, ...directory, end, encode(remark)]);
}

function record(length: number, sign: number, fields: readonly (readonly [at: number, value: number])[]) {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, sign, true);
  for (const [at, value] of fields) view.setUint16(at, value, true);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
