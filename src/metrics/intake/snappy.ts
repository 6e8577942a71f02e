import { cursorOf, MalformedError, readUint32 } from './protobuf.ts';

let library: typeof import('snappy') | undefined;

/**
 * The length that a snappy block says it has when it is decoded: the varint it begins with. Read before anything is
 * allocated. Throws `MalformedError`.
 */
export function declaredLength(block: Uint8Array): number {
  if (block.length === 0) throw new MalformedError('the body is empty');
  return readUint32(cursorOf(block));
}

/** Decodes a snappy block. The library, native code, is loaded with the first one. Throws `MalformedError`. */
export async function uncompressBlock(block: Uint8Array): Promise<Uint8Array> {
  library ??= await import('snappy');
  let decoded: string | Buffer;
  try {
    decoded = library.uncompressSync(block);
  } catch (error) {
    throw new MalformedError('the body is no snappy block', { cause: error });
  }
  if (typeof decoded === 'string') throw new MalformedError('the body is no snappy block');
  return decoded;
}
