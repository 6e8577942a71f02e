import { PassThrough, Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';

/** The file of a form, as it arrives, and the short fields before it. */
export type Upload = { readonly name: string; readonly body: AsyncIterable<Uint8Array> };

/** A form has a file and perhaps some short fields. */
const limits = { fields: 10, fieldSize: 1_000, files: 1, parts: 12, headerSize: 8_192, headerPairs: 20 };

/**
 * The first file of a form (`multipart/form-data`), read piece by piece; nothing where the form has none. The
 * body ends with an error where the form is cut off.
 */
export function fileOfForm(request: Request): Promise<Upload | undefined> {
  const type = request.headers.get('content-type') ?? '';
  const { body } = request;
  if (body === null || !/^multipart\/form-data\s*;.*boundary=/i.test(type)) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const form = new Busboy({ headers: { 'content-type': type }, limits });
    const source = Readable.from(piecesOf(body));
    // Whoever reads the file hears of a form that ends before it.
    const pieces = new PassThrough();
    pieces.on('error', () => {});
    form.on('file', (_field, file, name) => {
      file.on('error', (error) => pieces.destroy(error));
      file.pipe(pieces);
      resolve({ name, body: pieces });
    });
    form.on('finish', () => resolve(undefined));
    form.on('error', (error) => {
      pieces.destroy(error instanceof Error ? error : new Error('the form is damaged'));
      reject(error);
    });
    source.on('error', (error) => {
      pieces.destroy(error);
      form.destroy(error);
    });
    source.pipe(form);
  });
}

/**
 * A body piece by piece. Who stops reading cuts nothing off: the rest must be read for the answer to arrive.
 */
export async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
