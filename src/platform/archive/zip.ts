import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file of an archive: its content is asked for when its turn comes, piece by piece. */
export type ZipFile = {
  readonly name: string;
  readonly content: () => AsyncIterable<string> | Iterable<string>;
};

/** The largest size or place that a zip without its 64-bit form can tell. */
const most = 0xff_ff_ff_ff;

/**
 * A zip archive, made as it is read, so that its size does not count in memory. `at`: the time of its files,
 * epoch ms. Throws `RangeError` past 4 GB. Own code: the kept packages hold an archive in memory, or come
 * with twenty others.
 */
export async function* zipOf(files: Iterable<ZipFile>, at: number): AsyncGenerator<Uint8Array> {
  const time = dosTime(at);
  const directory: Buffer[] = [];
  let place = 0;
  for (const { name, content } of files) {
    const said = Buffer.from(name);
    const local = header('PK\u0003\u0004', [20, flags, deflated, ...time], [0, 0, 0], [said.length, 0]);
    const start = place;
    yield Buffer.concat([local, said]);
    const sizes = { crc: 0, plain: 0, packed: 0 };
    for await (const piece of packed(content(), sizes)) {
      sizes.packed += piece.length;
      yield piece;
    }
    place += local.length + said.length + sizes.packed + 16;
    if (sizes.plain > most || place > most)
      throw new RangeError('a zip holds 4 GB at most: ask for less at a time');
    const facts = [sizes.crc, sizes.packed, sizes.plain];
    yield header('PK\u0007\u0008', [], facts, []);
    const versions = [20, 20, flags, deflated, ...time];
    directory.push(
      header('PK\u0001\u0002', versions, facts, [said.length, 0, 0, 0, 0]),
      Buffer.from(new Uint32Array([0, start]).buffer),
      said,
    );
  }
  const listed = Buffer.concat(directory);
  const count = directory.length / 3;
  yield listed;
  yield Buffer.concat([
    header('PK\u0005\u0006', [0, 0, count, count], [listed.length, place], []),
    Buffer.of(0, 0),
  ]);
}

/** Sizes stand behind each file; names are UTF-8. */
const flags = 0x08_08;
const deflated = 8;

/** A signature, numbers of two bytes, of four, and of two again, the least byte first. */
function header(mark: string, shorts: number[], longs: number[], ends: number[]): Buffer {
  const bytes = Buffer.alloc(4 + 2 * (shorts.length + ends.length) + 4 * longs.length);
  let at = bytes.write(mark, 'latin1');
  for (const value of shorts) at = bytes.writeUInt16LE(value, at);
  for (const value of longs) at = bytes.writeUInt32LE(value, at);
  for (const value of ends) at = bytes.writeUInt16LE(value, at);
  return bytes;
}

async function* packed(
  content: AsyncIterable<string> | Iterable<string>,
  sizes: { crc: number; plain: number },
): AsyncGenerator<Buffer> {
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const text of content) {
      const bytes = Buffer.from(text);
      sizes.crc = crc32(bytes, sizes.crc);
      sizes.plain += bytes.length;
      yield bytes;
    }
  }
  const deflate = createDeflateRaw({ level: 6 });
  const source = Readable.from(counted(), { objectMode: false });
  source.on('error', (error) => deflate.destroy(error));
  const packed: AsyncIterable<Buffer> = source.pipe(deflate);
  yield* packed;
}

/** Time and date as MS-DOS wrote them, in UTC. */
function dosTime(at: number): readonly [number, number] {
  const date = new Date(at);
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  return [time, day];
}
