import { describe, expect, test } from 'vitest';
import { mostCases } from '../../../src/plans/cases/case.ts';
import { mostTableBytes, readCaseBytes } from '../../../src/plans/cases/intake/bytes.ts';
import { readCases } from '../../../src/plans/cases/table.ts';

const taken = (text: string) => {
  const read = readCases(text);
  if (!read.ok) throw new Error(read.refusal.detail);
  return read.value;
};
const refusedAs = (read: ReturnType<typeof readCases>) => {
  if (read.ok) throw new Error('it was taken');
  return read.refusal;
};
const bytesOf = (text: string, encoding: BufferEncoding) => new Uint8Array(Buffer.from(text, encoding));

describe('a table of cases', () => {
  test('has a line of column names, in French or English, in any order', () => {
    expect(taken('Motif;Réponse attendue;ID;Cas\nitem_unavailable;en stock;c-1;Lampe Oslo').cases).toEqual([
      { text: 'Lampe Oslo', id: 'c-1', reason: 'item_unavailable', expect: 'en stock' },
    ]);
    expect(taken('question,channel\n"Is it in stock, please?",chat').cases).toEqual([
      {
        text: 'Is it in stock, please?',
        question: 'Is it in stock, please?',
        channel: 'chat',
      },
    ]);
  });

  test('a row without a text is called by its id and reason', () => {
    expect(taken('id;reason\nc-1;item_unavailable').cases).toEqual([
      { text: 'c-1 · item_unavailable', id: 'c-1', reason: 'item_unavailable' },
    ]);
  });

  test('of one column may be a list of texts without a head', () => {
    expect(taken('c-8412\nc-8413\n').cases).toEqual([{ text: 'c-8412' }, { text: 'c-8413' }]);
  });

  test('names the columns that say nothing of a case', () => {
    expect(taken('cas;Vendeur;\nLampe;Paul;').ignored).toEqual(['Vendeur']);
  });

  test('whose columns nobody knows is refused, with the names that are expected', () => {
    const { code, detail } = refusedAs(readCases('Objet;Reasons\na;b'));
    expect(code).toBe('not_a_table');
    expect(detail).toContain('"Objet", "Reasons"');
    expect(detail).toContain('text, id, reason');
  });

  test('with a bad row names its line, and nothing is taken', () => {
    const long = 'x'.repeat(301);
    const { errors, detail } = refusedAs(
      readCases(`cas;motif\n"deux\nlignes";ok\nbon;Pas un code\n${long};ok\n;ok2\n`),
    );
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['#/4/reason', '#/5/text']);
    expect(detail).toMatch(/^Line 4, reason: .*Nothing was taken; rows that are not right: 2\.$/);
  });

  test.each([
    ['nothing', ''],
    ['a head alone', 'cas;motif\n'],
    ['a quote that is never closed', 'cas\n"oups\n'],
  ])('with %s is refused', (_, text) => {
    expect(refusedAs(readCases(text)).code).toBe('not_a_table');
  });

  test(`holds ${mostCases} rows and not one more`, () => {
    expect(taken(`cas\n${'a\n'.repeat(mostCases)}`).cases).toHaveLength(mostCases);
    expect(refusedAs(readCases(`cas\n${'a\n'.repeat(mostCases + 1)}`)).code).toBe('too_many_cases');
  });

  test.each([
    ['UTF-8', bytesOf('cas\nété à Évry', 'utf8')],
    ['UTF-8 with a byte order mark', bytesOf('\uFEFFcas\nété à Évry', 'utf8')],
    ['Latin-1, as Excel saves CSV', bytesOf('cas\nété à Évry', 'latin1')],
    ['UTF-16, as Excel saves Unicode text', bytesOf('\uFEFFcas\nété à Évry', 'utf16le')],
  ])('is read in %s', (_, bytes) => {
    expect(readCaseBytes(bytes)).toMatchObject({ ok: true, value: { cases: [{ text: 'été à Évry' }] } });
  });

  test('of more bytes than a list has is refused before it is read, and so is what is no text', () => {
    const huge = new Uint8Array(mostTableBytes + 1).fill(97);
    expect(refusedAs(readCaseBytes(huge)).detail).toContain(`${mostTableBytes} at most`);
    expect(refusedAs(readCaseBytes(new Uint8Array([80, 75, 3, 4, 0, 0]))).detail).toContain('no text');
  });
});
