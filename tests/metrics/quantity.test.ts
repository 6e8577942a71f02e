import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { formatQuantity, roundedApart } from '../../src/metrics/quantity.ts';

test('a measured value is rounded to four digits, or to as many as tell it from its threshold', () => {
  expect(roundedApart(0.023_456_7)).toBe(0.023_46);
  expect(roundedApart(0.023_456_7, 0.02, undefined)).toBe(0.023_46);
  expect(roundedApart(0.020_000_1, 0.02)).toBe(0.020_000_1);
  expect(formatQuantity(roundedApart(0.020_000_1, 0.02), { unit: 'ratio' })).toBe('2.00001%');
  expect(roundedApart(0.02, 0.02)).toBe(0.02);
});

test.prop([
  fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  fc.oneof(fc.constant(0), fc.double({ min: -1e-2, max: 1e-2, noNaN: true })),
])('rounding never brings a value to its threshold, nor to the other side of it', (value, part) => {
  const threshold = Number((value * (1 + part)).toFixed(6));
  expect(Math.sign(roundedApart(value, threshold) - threshold)).toBe(Math.sign(value - threshold));
});
