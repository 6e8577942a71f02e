import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { csvText } from '../../../src/language/csv.ts';
import { xlsxTable } from '../../../src/requests/importing/intake/xlsx.ts';
import { csvTable, tableOf } from '../../../src/requests/importing/table.ts';
import { workbook } from './workbook.ts';

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') =>
  new Uint8Array(Buffer.from(text, encoding));
const cellsOf = (text: string) => {
  const read = csvTable(text);
  return read.ok ? read.value.rows.map(({ cells }) => cells) : read.refusal.detail;
};

describe('a table in CSV', () => {
  test('of two columns is read by its semicolons, with `sep=` or without', () => {
    for (const text of ['a;b\r\n1,5;2,5\r\n', 'sep=;\r\na;b\r\n1,5;2,5\r\n', '\ufeffa;b\n1,5;2,5'])
      expect(cellsOf(text)).toEqual([['1,5', '2,5']]);
  });

  test('keeps zeros in front, quotes within fields and lines within quotes', () => {
    expect(cellsOf('tel;text\n0612345678;15" screen\n1;"two\nlines ""quoted"""')).toEqual([
      ['0612345678', '15" screen'],
      ['1', 'two\nlines "quoted"'],
    ]);
  });

  test('says its line where a row is longer than its head, and where a quote stays open', () => {
    expect(cellsOf('a;b\n1;2\n1;2;3')).toContain('Line 3: found 3 fields');
    expect(cellsOf('a;b\n1;"2')).toContain('Line 2: found a quote');
  });

  test('with a column twice is refused: one of them would be lost', () => {
    expect(cellsOf('a;b;a\n1;2;3')).toContain('"a" is there twice');
  });

  test('ends where blank cells and rows of semicolons begin', () => {
    expect(cellsOf('a;b;;\n1;2;;\n;;;\n\n')).toEqual([['1', '2']]);
    expect(cellsOf('')).toContain('empty');
  });

  const cell = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0'));
  test.prop([fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 10 })])(
    'that filrouge wrote for a spreadsheet is read as it was',
    (rows) => {
      const filled = rows.map(([one = '', other = '']) => [`x${one}`.trim(), `y${other}`.trim()]);
      for (const language of ['fr', 'en'] as const)
        expect(cellsOf(csvText([['a', 'b'], ...filled], language))).toEqual(filled);
    },
  );
});

describe('a workbook', () => {
  const rows = [
    ['id', 'objet', 'reçu le', 'téléphone'],
    [1, 'Colis & perdu', { serial: 46_178 + 8 / 24 + 2 / 1440 }, 612_345_678],
    [],
    [2, 'Échange', { serial: 46_179 }, '01 23'],
  ];

  test('is read from its first filled sheet; hidden rows too, and they are marked', async () => {
    const read = await xlsxTable(
      workbook([
        { name: 'Vide', rows: [] },
        { name: 'Demandes', rows, hidden: [4] },
      ]),
    );
    expect(read).toEqual({
      ok: true,
      value: {
        columns: ['id', 'objet', 'reçu le', 'téléphone'],
        rows: [
          { line: 2, cells: ['1', 'Colis & perdu', '2026-06-05 08:02:00', '612345678'] },
          { line: 4, cells: ['2', 'Échange', '2026-06-06', '01 23'], isHidden: true },
        ],
        sheet: 'Demandes',
        otherSheets: ['Vide'],
      },
    });
  });

  test('tells every minute of a day as the sheet shows it', async () => {
    const minutes = Array.from({ length: 1_440 }, (_, minute) => [{ serial: 46_178 + minute / 1_440 }]);
    const read = await xlsxTable(workbook([{ name: 'a', rows: [['at'], ...minutes] }]));
    const told = read.ok ? read.value.rows.map(({ cells: [text] }) => text) : [];
    const two = (value: number) => String(value).padStart(2, '0');
    expect(told).toEqual(
      minutes.map((_, at) =>
        at === 0 ? '2026-06-05' : `2026-06-05 ${two(Math.floor(at / 60))}:${two(at % 60)}:00`,
      ),
    );
  });

  test('is read from the sheet that is named, and says which there are', async () => {
    const book = workbook([
      { name: 'A', rows: [['x'], ['1']] },
      { name: 'B', rows: [['y'], ['2']] },
    ]);
    expect(await xlsxTable(book, 'B')).toMatchObject({ value: { columns: ['y'], sheet: 'B' } });
    expect(await xlsxTable(book, 'C')).toMatchObject({
      refusal: { detail: expect.stringContaining('"A", "B"') },
    });
  });

  test('that is none, or half of one, is refused', async () => {
    const half = workbook([{ name: 'A', rows: [['x'], ['1']] }]).slice(0, 300);
    for (const bytes of [half, bytesOf('PK\u0003\u0004abc')])
      expect(await xlsxTable(bytes)).toMatchObject({ ok: false, refusal: { code: 'not_a_table' } });
  });
});

test('a table has two thousand rows at most', () => {
  const rows = (count: number) => [
    { line: 1, cells: ['a'] },
    ...Array.from({ length: count }, (_, at) => ({ line: at + 2, cells: ['1'] })),
  ];
  expect(tableOf(rows(2_000)).ok).toBe(true);
  expect(tableOf(rows(2_001)).ok).toBe(false);
});
