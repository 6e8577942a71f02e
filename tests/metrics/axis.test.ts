import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { axisOf } from '../../src/metrics/axis.ts';

describe('an axis', () => {
  test.prop([
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    fc.constantFrom('ratio' as const, 'seconds' as const, 'number' as const),
    fc.constantFrom('lower' as const, 'higher' as const),
  ])('holds what it shows, in whole marks', (low, span, unit, better) => {
    const { min, max, interval } = axisOf(low, low + span, { unit, better });
    expect(min).toBeLessThanOrEqual(low + 1e-9);
    expect(max).toBeGreaterThanOrEqual((low + span) * (1 - 1e-9));
    expect((max - min) / interval).toBeLessThanOrEqual(12);
  });

  test('holds values that lie close together far from zero', () => {
    const low = 999_999.123_456_7;
    const { min, max } = axisOf(low, low + 1e-6, { unit: 'number', better: 'higher' });
    expect(min).toBeLessThanOrEqual(low);
    expect(max).toBeGreaterThanOrEqual(low + 1e-6);
  });

  test('time is divided as people divide it', () => {
    expect(axisOf(0, 2_220, { unit: 'seconds', better: 'lower' }).interval).toBe(900);
  });
});
