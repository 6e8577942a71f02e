import { expect, test } from 'vitest';
import { decodeText } from '../../src/language/decode.ts';

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') =>
  new Uint8Array(Buffer.from(text, encoding));

test('a text keeps its accents in each encoding that spreadsheets save', () => {
  expect(decodeText(bytesOf('téléphone'))).toBe('téléphone');
  expect(decodeText(bytesOf('\ufefftéléphone', 'utf16le'))).toBe('téléphone');
  expect(decodeText(bytesOf('téléphone', 'latin1'))).toBe('téléphone');
});

test('the code page of Western Windows has more than Latin-1: `€`, `œ`, and the apostrophe that Word sets', () => {
  const bytes = new Uint8Array([0x80, 0x20, 0x6c, 0x92, 0x9c, 0x75, 0x76, 0x72, 0x65, 0x9f, 0x81]);
  expect(decodeText(bytes)).toBe('€ l’œuvreŸ\u0081');
});

test('bytes that are no text are none', () => {
  expect(decodeText(new Uint8Array([0, 1, 2]))).toBeUndefined();
});
