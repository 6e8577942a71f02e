import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatOf, type Measured } from '../../src/language/format.ts';

const [fr, en] = [formatOf('fr'), formatOf('en')];
const t = '\u202f';
const at = Date.UTC(2026, 5, 5, 22, 2);

describe('quantities', () => {
  test('of every unit are written as each language writes them', () => {
    const written = (value: number, unit: 'ratio' | 'score' | 'seconds' | 'count' | 'number' | 'currency') =>
      [fr, en].map((format) => format.quantity(value, { unit, ...(unit === 'score' ? { scale: 5 } : {}) }));
    expect(written(0.023, 'ratio')).toEqual([`2,3${t}%`, '2.3%']);
    expect(written(4.2, 'score')).toEqual(['4,2/5', '4.2/5']);
    expect(written(900, 'seconds')).toEqual([`15${t}min`, `15${t}min`]);
    expect(written(25_000, 'count')).toEqual([`25${t}000`, '25,000']);
    expect(written(-1.234, 'number')).toEqual(['-1,23', '-1.23']);
    expect(written(259_850, 'currency')).toEqual([`259${t}850${t}€`, '€259,850']);
    expect(written(0.5, 'currency')).toEqual([`0,50${t}€`, '€0.50']);
  });

  test('of money are written in its currency, as each language writes it', () => {
    const written = (value: number, currency: string) =>
      [fr, en].map((format) => format.quantity(value, { unit: 'currency', currency }));
    expect(written(0.1, 'USD')).toEqual([`0,10${t}$US`, 'US$0.10']);
    expect(written(1_250, 'GBP')).toEqual([`1${t}250${t}£GB`, '£1,250']);
    expect(written(12.5, 'CHF')).toEqual([`12,50${t}CHF`, `CHF${t}12.50`]);
    expect(written(1_200, 'JPY')).toEqual([`1${t}200${t}JPY`, 'JP¥1,200']);
    expect(en.quantity(0.1004, { unit: 'currency', currency: 'USD' }, 0.1)).toBe('US$0.1004');
    expect(fr.limit(0.1, { unit: 'currency', currency: 'USD' })).toBe(`0,10${t}$US`);
  });

  test('of a score without a scale are bare', () => {
    expect(fr.quantity(4.25, { unit: 'score' })).toBe('4,25');
  });
});

describe('times', () => {
  test('are written in the zone they are asked for, UTC without one', () => {
    expect(fr.dateTime(at, 'Europe/Paris')).toBe('06/06/2026 à 00:02');
    expect(fr.dateTime(at)).toBe('05/06/2026 à 22:02');
    expect(en.dateTime(at, 'Europe/Paris')).toBe('6 Jun 2026 at 00:02');
    expect(fr.date(at, 'Europe/Paris')).toBe('06/06/2026');
  });
});

describe('spans', () => {
  test('show their two largest units, the second only next to the first', () => {
    expect(fr.span(2_400_000)).toBe(`40${t}min`);
    expect(fr.span(5_400_000)).toBe(`1${t}h 30${t}min`);
    expect(fr.span(2 * 86_400_000 + 3 * 3_600_000 + 60_000)).toBe(`2${t}j 3${t}h`);
    expect(en.span(2 * 86_400_000 + 60_000)).toBe(`2${t}d`);
    expect(en.span(86_400_000 * 1.5)).toBe(`1${t}d 12${t}h`);
  });

  test('under a second are milliseconds, under ten have tenths, and are rounded to the second from there on', () => {
    expect(en.span(0)).toBe(`0${t}s`);
    expect(en.span(999)).toBe(`999${t}ms`);
    expect(en.span(999.7)).toBe(`1${t}s`);
    expect(en.span(1_000)).toBe(`1${t}s`);
    expect([fr.span(2_500), en.span(2_500)]).toEqual([`2,5${t}s`, `2.5${t}s`]);
    expect(en.span(9_980)).toBe(`10${t}s`);
    expect(en.span(12_400)).toBe(`12${t}s`);
    expect(en.span(59_600)).toBe(`1${t}min`);
  });
});

describe('values beside others', () => {
  const ratio = { unit: 'ratio' } as const;
  const seconds = { unit: 'seconds' } as const;

  test('have as many digits as tell them from the threshold, and no more', () => {
    expect(en.quantity(0.0217, ratio, 0.02)).toBe('2.17%');
    expect(en.quantity(0.0200001, ratio, 0.02)).toBe('2.00001%');
    expect(en.quantity(0.0199999, ratio, 0.02)).toBe('1.99999%');
    expect(en.quantity(0.02, ratio, 0.02)).toBe('2%');
    expect(fr.quantity(90.4, seconds, 90)).toBe(`1${t}min 30,4${t}s`);
    expect(fr.quantity(59.996, seconds, 60)).toBe(`59,996${t}s`);
    expect(fr.quantity(90_061, seconds, 90_000)).toBe(`1${t}j 1${t}h 1${t}min 1${t}s`);
  });

  test('are never zero unless they are, in parts of a second as in seconds', () => {
    expect([fr.quantity(2.5, seconds), en.quantity(2.5, seconds)]).toEqual([`2,5${t}s`, `2.5${t}s`]);
    expect(en.quantity(0.0217, seconds)).toBe(`21.7${t}ms`);
    expect(en.quantity(0, seconds)).toBe(`0${t}s`);
    expect(en.quantity(0.000004, ratio)).toBe('0.0004%');
    expect(en.quantity(0.001, { unit: 'currency' })).toBe('€0.001');
    expect(en.number(-0.001)).toBe('-0.001');
    expect(en.number(-0)).toBe('0');
  });

  test('of a part of a whole are full percents, unless that reads like none or all of it', () => {
    expect([0, 1 / 3, 0.004, 299 / 300, 1].map(en.share)).toEqual(['0%', '33%', '0.4%', '99.7%', '100%']);
  });
});

describe('thresholds', () => {
  test('are written to their last digit', () => {
    expect(en.limit(0.021_25, { unit: 'ratio' })).toBe('2.125%');
    expect(en.limit(0.030_492_193_788_39, { unit: 'ratio' })).toBe('3.049%');
    expect(en.limit(0.012_345_67, { unit: 'ratio' })).toBe('1.234567%');
    expect(en.limit(0.5, { unit: 'currency' })).toBe('€0.50');
    expect(en.limit(3_661.5, { unit: 'seconds' })).toBe(`1${t}h 1${t}min 1.5${t}s`);
  });
});

const units: readonly Measured[] = [
  { unit: 'ratio' },
  { unit: 'score', scale: 5 },
  { unit: 'seconds' },
  { unit: 'count' },
  { unit: 'number' },
  { unit: 'currency' },
];
const anyUnit = fc.constantFrom(...units);
const anyLanguage = fc.constantFrom({ format: fr, point: ',' }, { format: en, point: '.' });
/** Values as they are measured, in all sizes; and ones that lie near to another. */
const anyValue = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.double({ min: -100, max: 100, noNaN: true }),
  fc.integer({ min: -100_000, max: 100_000 }).map((hundredths) => hundredths / 100),
);
const twoValues = fc.oneof(
  fc.tuple(anyValue, anyValue),
  fc
    .tuple(anyValue, fc.double({ min: -1e-3, max: 1e-3, noNaN: true }))
    .map(([one, part]): [number, number] => [one, one * (1 + part)]),
);
const secondsOf: Readonly<Record<string, number>> = {
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3_600,
  d: 86_400,
  j: 86_400,
};

/** The number that a text says. */
function said(text: string, point: string): number {
  const numbers = [...(text.split('/')[0]?.matchAll(/([\d.,\s]+)(ms|s|min|h|d|j)?/g) ?? [])];
  const sum = numbers.reduce((total, [, digits = '', unit]) => {
    const plain = digits
      .replace(/\s/g, '')
      .replaceAll(point === '.' ? ',' : '.', '')
      .replace(point, '.');
    return total + Number(plain) * (secondsOf[unit ?? ''] ?? 1);
  }, 0);
  const value = text.includes('-') ? -sum : sum;
  return text.includes('%') ? value / 100 : value;
}

describe('any two different values of a unit', () => {
  test('read differently when they stand side by side', () => {
    fc.assert(
      fc.property(twoValues, anyUnit, anyLanguage, ([one, other], metric, { format }) => {
        fc.pre(one !== other);
        expect(format.quantity(one, metric, other)).not.toBe(format.quantity(other, metric, one));
      }),
    );
  });

  test('read in their right order, be one of them a threshold', () => {
    fc.assert(
      fc.property(twoValues, anyUnit, anyLanguage, ([value, exact], metric, { format, point }) => {
        // As people type them.
        const threshold = Number(exact.toFixed(6));
        // Nearer than this the arithmetic of `said` is too coarse.
        fc.pre(Math.abs(value - threshold) > Math.abs(value) * 1e-12);
        const [shown, limit] = [format.quantity(value, metric, threshold), format.limit(threshold, metric)];
        expect(shown).not.toBe(limit);
        expect(Math.sign(said(shown, point) - said(limit, point))).toBe(Math.sign(value - threshold));
      }),
    );
  });

  test('are never said to be 0, unless they are', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        anyUnit,
        anyLanguage,
        (value, metric, { format }) => {
          expect(/[1-9]/.test(format.quantity(value, metric).split('/')[0] ?? '')).toBe(value !== 0);
        },
      ),
    );
  });
});
