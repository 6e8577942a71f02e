import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { csvText } from '../../src/language/csv.ts';
import { readCsv } from '../../src/language/csv-read.ts';

const rows = (text: string, most = 1_000) => {
  const read = readCsv(text, most);
  return 'rows' in read ? read.rows.map(({ fields }) => fields) : read;
};

describe('a CSV text', () => {
  test.each([
    [
      'semicolons, as French spreadsheets write it',
      'a;b\r\n1,5;2',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'commas',
      'a,b\n1;5,2\n',
      [
        ['a', 'b'],
        ['1;5', '2'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['the separator that it names', 'sep=|\r\na;x|b', [['a;x', 'b']]],
    ['a byte order mark', '\uFEFFa;b', [['a', 'b']]],
    [
      'line ends of any kind',
      'a;b\r1;2\n3;4\r\n5;6',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    ['quotes, doubled within', '"a ""b"" c";d', [['a "b" c', 'd']]],
    [
      'a line end within quotes',
      '"a\r\nb";c\nd;e',
      [
        ['a\r\nb', 'c'],
        ['d', 'e'],
      ],
    ],
    ['separators of the head within quotes', '"a,b,c";d', [['a,b,c', 'd']]],
    ['empty fields, and one behind the last separator', 'a;;b;', [['a', '', 'b', '']]],
    [
      'blank lines between',
      'a;b\n\n ; \nc;d\n\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
  ])('is read with %s', (_, text, wanted) => {
    expect(rows(text)).toEqual(wanted);
  });

  test('says the line that each row begins on, over line ends in quotes', () => {
    const read = readCsv('a;b\n"x\ny\nz";1\n\nlast;2', 10);
    expect('rows' in read && read.rows.map(({ line }) => line)).toEqual([1, 2, 6]);
    expect(readCsv('sep=;\na;b\nc;d', 10)).toMatchObject({ rows: [{ line: 2 }, { line: 3 }] });
  });

  test('whose quote is never closed says on which line it opens', () => {
    expect(readCsv('a;b\nc;"d\ne\nf', 10)).toEqual({ openQuoteAt: 2 });
  });

  test('is read no further than the row after the most that is wanted', () => {
    expect(rows('a\n'.repeat(50), 3)).toHaveLength(4);
  });

  const field = fc
    .string({ unit: 'binary', maxLength: 20 })
    .filter((text) => !/^['\uFEFF]/.test(text) && !text.includes('\0'));
  const table = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 8 });
  test.prop([table, fc.constantFrom('fr' as const, 'en' as const)])(
    'that filrouge has written is read as it was, but for blank rows and the apostrophe of formulas',
    (cells, language) => {
      const read = rows(csvText(cells, language));
      const wanted = cells.filter((row) => row.some((text) => text.trim() !== ''));
      const plain = (all: unknown) => JSON.stringify(all).replace(/"'/g, '"');
      expect(plain(read)).toBe(plain(wanted));
    },
  );
});
