import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { readPhones } from '../../src/language/phone.ts';

const numbersOf = (field: string, country?: string) =>
  readPhones(field, country).numbers.map(({ e164, extension }) =>
    extension === undefined ? e164 : `${e164}x${extension}`,
  );
const mobile = '+33612345678';

describe('a telephone number', () => {
  test.each([
    '06 12 34 56 78',
    '0612345678',
    '06.12.34.56.78',
    '06-12-34-56-78',
    '06/12/34/56/78',
    '06\u00a012\u00a034\u00a056\u00a078',
    '06\u202f12\u202f34\u202f56\u202f78',
    '\u202a06 12 34 56 78\u202c',
    '06\u201112\u201134\u201156\u201178',
    '+33 (0)6 12 34 56 78',
    '+33612345678',
    '0033 6 12 34 56 78',
    '33612345678',
    // Spreadsheets take the zero in front away.
    '612345678',
    'tél. : 06 12 34 56 78',
    '06 12 34 56 78 (2e étage)',
    '０６１２３４５６７８',
    '06 12 34 56 78, 06 12 34 56 78',
  ])('is one and the same in any writing: %s', (field) => {
    expect(numbersOf(field)).toEqual([mobile]);
  });

  test('keeps its extension, which is no digit of it', () => {
    for (const field of ['01 23 45 67 89 poste 12', '0123456789 ext. 12', '01 23 45 67 89 #12'])
      expect(numbersOf(field)).toEqual(['+33123456789x12']);
  });

  test('of an overseas department gets the code of that department, also under that of the mainland', () => {
    expect(numbersOf('0692 12 34 56')).toEqual(['+262692123456']);
    expect(numbersOf('+33 692 12 34 56')).toEqual(['+262692123456']);
    expect(numbersOf('0596 50 12 34')).toEqual(['+596596501234']);
    expect(numbersOf('0690 12 34 56')).toEqual(['+590690123456']);
    expect(numbersOf('0694 12 34 56')).toEqual(['+594694123456']);
  });

  test('stands beside another one, parted by a sign, a word or a blank', () => {
    for (const field of [
      '06 12 34 56 78 / 01 23 45 67 89',
      '06 12 34 56 78 ou 01 23 45 67 89',
      '0612345678 0123456789',
      '06 12 34 56 78 01 23 45 67 89',
      '0612345678\n0123456789',
    ])
      expect(numbersOf(field)).toEqual([mobile, '+33123456789']);
  });

  test('is found among words and other figures, which are told', () => {
    expect(readPhones('06 12 34 56 78 rappeler après 18h')).toMatchObject({
      numbers: [{ e164: mobile }],
      rest: 'rappeler après 18h',
    });
    expect(readPhones('2 rue Haute 0612345678')).toMatchObject({
      numbers: [{ e164: mobile }],
      rest: '2 rue Haute',
    });
  });

  test('one digit short, a service number, an amount: nothing is guessed', () => {
    for (const field of ['06 12 34 56 7', '3639', '112', 'n/a', '', '-', '999999999999999999999'])
      expect(numbersOf(field)).toEqual([]);
  });

  test('of a range that nobody was given is taken, and said not to be sure', () => {
    expect(readPhones('07 12 34 56 78').numbers).toEqual([{ e164: '+33712345678', isSure: false }]);
    expect(readPhones('06 12 34 56 78').numbers).toEqual([{ e164: mobile, country: 'FR', isSure: true }]);
  });

  test('of another country is read by its code, or by the country of the desk', () => {
    expect(numbersOf('+44 20 7946 0958')).toEqual(['+442079460958']);
    expect(numbersOf('020 7946 0958', 'GB')).toEqual(['+442079460958']);
    expect(numbersOf('06 12 34 56 78', 'XX')).toEqual([]);
  });

  test.prop([fc.string({ unit: 'binary', maxLength: 500 })])('no field makes the reader fail', (field) => {
    const { numbers } = readPhones(field);
    expect(numbers.every(({ e164 }) => /^\+\d{5,15}$/.test(e164))).toBe(true);
  });

  test.prop([
    fc.constantFrom('06', '01', '02', '03', '04', '05'),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 }),
    fc.array(fc.constantFrom('', ' ', '.', '-', '\u00a0', '\u202f'), { minLength: 9, maxLength: 9 }),
  ])('what stands between the digits changes nothing', (start, digits, signs) => {
    const all = [...start, ...digits.map(String)];
    const written = all.map((digit, at) => `${digit}${signs[at] ?? ''}`).join('');
    expect(numbersOf(written)).toEqual(numbersOf(all.join('')));
  });

  test.prop([fc.constantFrom('06 12 34 56 78', '0692 12 34 56', '+1 212 555 0123', '01 23 45 67 89')])(
    'read again, it stays as it is',
    (field) => {
      const [once] = numbersOf(field);
      expect(numbersOf(once ?? '')).toEqual([once]);
    },
  );
});
