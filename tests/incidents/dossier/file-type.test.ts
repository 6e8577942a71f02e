import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { cleanName, dispositionOf, extensionOf } from '../../../src/incidents/dossier/file-name.ts';
import { type Looked, recogniseFile } from '../../../src/incidents/dossier/file-type.ts';
import { zipContents, zipNames } from '../../../src/incidents/dossier/zip-names.ts';
import { pngBytes, zipOf } from './files.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: string, rest: Partial<Looked> = {}): Looked => ({
  bytes: content.length,
  head: bytes(content),
  isText: true,
  ...rest,
});
const binary = (head: Uint8Array): Looked => ({ bytes: head.length, head, isText: false });
const office = (...names: string[]): Looked => ({
  bytes: 9_000,
  head: bytes('PK\x03\x04 '),
  isText: false,
  names,
});
const word = ['[Content_Types].xml', 'word/document.xml'];

describe('a file is what its content is', () => {
  test.each([
    ['a.pdf', binary(bytes('%PDF-1.7\n')), 'application/pdf'],
    ['a.png', binary(pngBytes(20)), 'image/png'],
    ['a.JPEG', binary(new Uint8Array([0xff, 0xd8, 0xff, 0xe0])), 'image/jpeg'],
    ['a.gif', binary(bytes('GIF89a…')), 'image/gif'],
    ['a.webp', binary(bytes('RIFF1234WEBPVP8 ')), 'image/webp'],
    ['a.docx', office(...word), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    [
      'a.xlsx',
      office('[Content_Types].xml', 'xl/workbook.xml', 'xl/printerSettings/printerSettings1.bin'),
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    ['a.csv', text('a;b\n1;2\n'), 'text/csv'],
    ['a.txt', text('2 < 3, said <b>bold</b> people'), 'text/plain'],
    ['a.log', text('10:00 started'), 'text/plain'],
    ['a.md', text('# A'), 'text/markdown'],
    ['a.json', text('{"a":1}', { isJson: true }), 'application/json'],
    ['a.eml', text('Received: by x\r\nFrom: a@b.fr\r\nSubject: x\r\n'), 'message/rfc822'],
    ['a', text('no ending'), 'text/plain'],
  ])('%s', (name, looked, type) => {
    expect(recogniseFile(name, looked)).toMatchObject({ ok: true, value: { type } });
  });

  test.each([
    ['nothing in it', 'a.txt', text(''), 'evidence_empty'],
    ['a page', 'a.txt', text('<!doctype html><p>'), 'evidence_type_unknown'],
    [
      'a page behind a mark, a blank and a remark',
      'a.csv',
      text('\u{feff}\n<!-- x --> <HTML>'),
      'evidence_type_unknown',
    ],
    ['a drawing', 'a.png', text('<?xml version="1.0"?><svg>'), 'evidence_type_unknown'],
    ['a program', 'a.txt', binary(bytes('MZ\x90\0')), 'evidence_type_unknown'],
    ['a text with another name', 'a.pdf', text('plain'), 'evidence_type_differs'],
    ['a picture with another name', 'a.csv', binary(pngBytes(20)), 'evidence_type_differs'],
    ['a second ending', 'facture.pdf.exe', binary(bytes('%PDF-1.7')), 'evidence_type_differs'],
    ['no JSON', 'a.json', text('{"a":', { isJson: false }), 'evidence_type_differs'],
    ['no mail', 'a.eml', text('Dear all'), 'evidence_type_differs'],
    ['an archive of anything', 'a.docx', office('a.txt'), 'evidence_type_unknown'],
    ['an archive that is damaged', 'a.docx', { ...office(), names: undefined }, 'evidence_type_unknown'],
    ['a document with a program', 'a.docx', office(...word, 'word/vbaProject.bin'), 'evidence_type_unknown'],
  ])('is not taken for %s', (_, name, looked, code) => {
    expect(recogniseFile(name, looked)).toMatchObject({ ok: false, refusal: { kind: 'invalid', code } });
  });
});

describe('the name of a file', () => {
  test.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\Léa\\écran 1.PNG', 'écran 1.png'],
    ['a\u202Egnp.exe\u0000.png', 'agnp.exe.png'],
    ['  ..hidden .txt', 'hidden.txt'],
    ['con.txt', '_con.txt'],
    ['a<b>:"|?*.txt', 'a_b______.txt'],
    ['', 'file.txt'],
    ['....', 'file.txt'],
    [`${'é'.repeat(300)}.txt`, `${'é'.repeat(100)}.txt`],
  ])('%j is kept as %j', (given, kept) => {
    expect(cleanName(given, 'txt')).toBe(kept);
  });

  property.prop([fc.string({ unit: 'binary', maxLength: 300 })])(
    'is of one line, of no folder and not too long, whatever was sent',
    (given) => {
      const name = cleanName(given, 'txt');
      expect(name).toMatch(/^[^\p{Cc}\p{Cf}/\\<>:"|?*]+\.[a-z0-9]{1,10}$/u);
      expect([...name].length).toBeLessThanOrEqual(112);
      expect(cleanName(name, 'txt')).toBe(name);
      expect(extensionOf(name)).not.toBe('');
      expect(dispositionOf(name)).toMatch(
        /^attachment; filename="[\x20-\x21\x23-\x7e]+"; filename\*=UTF-8''[\w.~%&+#$^`|-]+$/,
      );
    },
  );
});

describe('the names in an archive', () => {
  const names = ['[Content_Types].xml', 'word/document.xml', 'é/ü.txt'];

  test('are read from its table of contents, whatever remark stands behind it', () => {
    for (const remark of ['', 'a remark']) {
      const zip = zipOf(names, remark);
      const contents = zipContents(zip);
      expect(contents?.count).toBe(3);
      const { from = 0, bytes: length = 0, count = 0 } = contents ?? {};
      expect(zipNames(zip.subarray(from, from + length), count)).toEqual(names);
      expect(zipNames(zip.subarray(from, from + length - 1), count)).toBeUndefined();
    }
  });

  property.prop([fc.uint8Array({ maxLength: 500 })])('are none in what is no archive', (noise) => {
    const contents = zipContents(noise);
    if (contents !== undefined) zipNames(noise, contents.count);
    expect(zipNames(noise, 1)).toBeUndefined();
  });
});
