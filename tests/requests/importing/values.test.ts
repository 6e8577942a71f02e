import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { readDay, readTime } from '../../../src/requests/importing/values.ts';

const paris = (text: string) => {
  const at = readTime(text, 'Europe/Paris');
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('a time in a table', () => {
  test.each([
    ['05/06/2026', '2026-06-04T22:00:00.000Z'],
    ['05/06/2026 08:02', '2026-06-05T06:02:00.000Z'],
    ['5/6/26 8h02', '2026-06-05T06:02:00.000Z'],
    ['05.06.2026 08:02:33', '2026-06-05T06:02:33.000Z'],
    ['05/06/2026 à 8 h 02', '2026-06-05T06:02:00.000Z'],
    ['2026-06-05 08:02:10', '2026-06-05T06:02:10.000Z'],
    ['2026-06-05T08:02:10Z', '2026-06-05T08:02:10.000Z'],
    ['2026-06-05 08:02:10 +0200', '2026-06-05T06:02:10.000Z'],
    ['2026-06-05 06:02:10 UTC', '2026-06-05T06:02:10.000Z'],
    ['vendredi 5 juin 2026', '2026-06-04T22:00:00.000Z'],
    ['1er août 2026', '2026-07-31T22:00:00.000Z'],
    ['5-Jun-2026', '2026-06-04T22:00:00.000Z'],
    ['05/06/2026 08:02 PM', '2026-06-05T18:02:00.000Z'],
    ['05/06/2026 12:00 am', '2026-06-04T22:00:00.000Z'],
    // The clocks leap over it.
    ['29/03/2026 02:30', '2026-03-29T01:30:00.000Z'],
  ])('%s is read with the day first, by the clocks of the desk', (text, at) => {
    expect(paris(text)).toBe(at);
  });

  test.each([
    '06/25/2026',
    '31/02/2026',
    '31/06/2026',
    '05/06/2026 24:00',
    '46178',
    '12,5',
    'INC-12',
    '3 %',
    'hier',
    '',
  ])('%s is none: nothing is guessed', (text) => {
    expect(paris(text)).toBeUndefined();
  });

  test('of a year of two figures is of this century up to 2069', () => {
    expect(readDay('01/02/69')).toBe('2069-02-01');
    expect(readDay('01/02/70')).toBe('1970-02-01');
  });

  test.prop([fc.date({ min: new Date('1950-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })])(
    'written as French people do, it is the same day',
    (date) => {
      const iso = date.toISOString().slice(0, 10);
      const [year, month, day] = iso.split('-');
      expect(readDay(`${day}/${month}/${year}`)).toBe(iso);
      expect(readDay(iso)).toBe(iso);
    },
  );

  test.prop([fc.string({ unit: 'binary' })])('no text makes the reader fail', (text) => {
    expect(() => readTime(text, 'Europe/Paris')).not.toThrow();
  });
});
