import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { formatShare, formatStep, parseShare, parseStep, stepNotRising } from '../../src/rules/share.ts';

describe('a share', () => {
  test.each([
    ['20%', 0.2],
    ['0.2', 0.2],
    ['12.5 %', 0.125],
    ['99.99%', 0.9999],
  ])('%s is read', (text, share) => {
    expect(parseShare(text)).toBe(share);
  });

  test.each(['0', '0%', '100%', '1', '20', '-5%', '120%', '20 percent', '', '2e-1', '20%%', 'NaN'])(
    '%j is none: it is above nothing and below all',
    (text) => {
      expect(parseShare(text)).toBeUndefined();
    },
  );

  test.prop([fc.integer({ min: 1, max: 9_999 })])('is written as it is read again', (tenThousandths) => {
    const share = tenThousandths / 10_000;
    expect(parseShare(formatShare(share))).toBeCloseTo(share, 12);
  });
});

describe('a step', () => {
  test('is a share and a time', () => {
    expect(parseStep('10%  for 15m')).toEqual({ share: 0.1, forMs: 900_000 });
    expect(formatStep({ share: 0.1, forMs: 900_000 })).toBe('10% for 15m');
  });

  test.each(['10%', '10% for', '10% for 0s', '100% for 5m', 'for 5m', '10% during 5m', '10% for ever'])(
    '%j is none',
    (text) => {
      expect(parseStep(text)).toBeUndefined();
    },
  );

  test('must give more than the one before', () => {
    const at = (share: number) => ({ share, forMs: 1 });
    expect(stepNotRising([at(0.1), at(0.5)])).toBeUndefined();
    expect(stepNotRising([at(0.1), at(0.1)])).toBe(1);
    expect(stepNotRising([at(0.1), at(0.5), at(0.4)])).toBe(2);
  });
});
