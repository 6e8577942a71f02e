import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Instant, InstantText, iso, parseInstant, spanInOrder } from '../../src/platform/iso.ts';

describe('a time', () => {
  test('is read with its offset, in all precisions that people write', () => {
    const at = Date.UTC(2026, 5, 5, 8, 2);
    for (const text of [
      '2026-06-05T08:02Z',
      '2026-06-05T08:02:00Z',
      '2026-06-05T08:02:00.000Z',
      '2026-06-05T10:02:00+02:00',
      '2026-06-05T03:32:00-04:30',
    ])
      expect({ text, at: parseInstant(text) }).toEqual({ text, at });
  });

  test.each([
    ['05/06/2026 08:02', 'of which nobody knows the month'],
    ['25/06/2026', 'a French day'],
    ['2026-06-05', 'a day alone'],
    ['2026-06-05T08:02:00', 'without an offset'],
    ['2026-06-05 08:02:00Z', 'without its T'],
    ['2026-06-05T08:02:00+0200', 'an offset without its colon'],
    ['2026-06-05T08:02:00 Europe/Paris', 'a zone'],
    ['2026-06-31T00:00:00Z', 'the 31st of June'],
    ['2026-02-29T00:00:00Z', 'the 29th of February of a common year'],
    ['2026-13-01T00:00:00Z', 'a 13th month'],
    ['2026-06-00T00:00:00Z', 'a day before the first'],
    ['2026-06-05T24:00:00Z', 'an hour after the last'],
    ['2026-06-05T08:60:00Z', 'a 61st minute'],
    ['2026-06-05T08:02:00+25:00', 'an offset of more than a day'],
    [' 2026-06-05T08:02:00Z', 'a space before it'],
    ['1780646520', 'a number'],
    ['', 'nothing'],
  ])('%s is refused: %s', (text) => {
    expect(parseInstant(text)).toBeUndefined();
    expect(InstantText.safeParse(text).success).toBe(false);
    expect(Instant.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
      'expected an ISO 8601 time with its offset, such as 2026-06-05T08:02:00Z',
    ]);
  });

  test.prop([fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })])(
    'reads back as it is written',
    (date) => {
      expect(parseInstant(iso(date.getTime()))).toBe(date.getTime());
      expect(Instant.parse(iso(date.getTime()))).toBe(date.getTime());
    },
  );

  test.prop([
    fc.integer({ min: 1970, max: 2400 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  ])('has a day that its month has', (year, month, day) => {
    const two = (number: number) => String(number).padStart(2, '0');
    const exists = day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
    expect(parseInstant(`${year}-${two(month)}-${two(day)}T00:00:00Z`) !== undefined).toBe(exists);
  });
});

test('a span may be empty, and does not end before it starts', () => {
  const [inOrder] = spanInOrder;
  expect([inOrder({ from: 1, to: 2 }), inOrder({ from: 1, to: 1 }), inOrder({ from: 2, to: 1 })]).toEqual([
    true,
    true,
    false,
  ]);
  expect([inOrder({}), inOrder({ from: 1 }), inOrder({ to: 1 })]).toEqual([true, true, true]);
});
