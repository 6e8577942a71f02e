import { describe, expect, test } from 'vitest';
import { formatOf } from '../../src/language/format.ts';

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

  test('under a second are milliseconds; over it they are rounded to the second', () => {
    expect(en.span(0)).toBe(`0${t}ms`);
    expect(en.span(999)).toBe(`999${t}ms`);
    expect(en.span(1_000)).toBe(`1${t}s`);
    expect(en.span(59_600)).toBe(`1${t}min`);
  });
});
