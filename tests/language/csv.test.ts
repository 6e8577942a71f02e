import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { csvText } from '../../src/language/csv.ts';

describe('CSV', () => {
  test('is what spreadsheets of the language expect', () => {
    expect(
      csvText(
        [
          ['a', 'b "c"'],
          [1, 'd\ne'],
        ],
        'fr',
      ),
    ).toBe('\uFEFF"a";"b ""c"""\r\n1;"d\ne"\r\n');
    expect(csvText([['a', 'b']], 'en')).toBe('\uFEFF"a","b"\r\n');
  });

  test.prop([fc.constantFrom('=', '+', '-', '@', '\t', '\r', ' ='), fc.string()])(
    'no text of a person is taken for a formula',
    (start, rest) => {
      const [, field = ''] = /^\uFEFF"([\s\S]*)"\r\n$/.exec(csvText([[start + rest]], 'en')) ?? [];
      expect(field.startsWith("'")).toBe(true);
    },
  );

  test('a number stays a number, also below zero', () => {
    expect(csvText([[-1]], 'en')).toBe('\uFEFF-1\r\n');
  });
});
