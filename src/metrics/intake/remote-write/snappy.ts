import { uncompress, uncompressSync } from 'snappy';
import { cursorOf, MalformedError, readUint32 } from '../../../platform/protobuf.ts';

/**
 * The length that a snappy block says it has when it is decoded: the varint it begins with. Read before
 * anything is allocated. Throws `MalformedError`.
 */
export function declaredLength(block: Uint8Array): number {
  if (block.length === 0) throw new MalformedError('the body is empty');
  return readUint32(cursorOf(block));
}

/**
 * More than this is decoded on another thread: less takes a few milliseconds, and the answer of the other
 * thread is copied once more.
 */
const mostHere = 4 * 1_048_576;

/** Decodes a snappy block. Throws `MalformedError`. */
export async function uncompressBlock(block: Uint8Array): Promise<Uint8Array> {
  let decoded: string | Buffer;
  try {
    decoded = declaredLength(block) > mostHere ? await uncompress(block) : uncompressSync(block);
  } catch (error) {
    throw new MalformedError('the body is no snappy block', { cause: error });
  }
  if (typeof decoded === 'string') throw new MalformedError('the body is no snappy block');
  return decoded;
}
