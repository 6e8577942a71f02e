import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { chanceOfWorse } from '../../../src/rules/engine/chance.ts';

/** C(of, some), exactly. */
function choose(of: number, some: number): bigint {
  if (some < 0 || some > of) return 0n;
  let ways = 1n;
  for (let one = 0; one < some; one++) ways = (ways * BigInt(of - one)) / BigInt(one + 1);
  return ways;
}

/** Fisher's tail, counted in whole numbers. */
function exactTail(a: number, n: number, b: number, m: number): number {
  const bad = a + b;
  let ways = 0n;
  for (let x = a; x <= Math.min(bad, n); x++) ways += choose(n, x) * choose(m, bad - x);
  return Number((ways * 10n ** 18n) / choose(n + m, bad)) / 1e18;
}

const sides = fc
  .tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 120 }))
  .chain(([n, m]) => fc.tuple(fc.nat({ max: n }), fc.constant(n), fc.nat({ max: m }), fc.constant(m)));

/** A generator that is the same in every run. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('the chance that a variant looks worse without being it', () => {
  test.prop([sides])('is that of counting all tables with the same sums', ([a, n, b, m]) => {
    const told = chanceOfWorse({ bad: a, of: n }, { bad: b, of: m });
    if (a * m <= b * n) expect(told).toBe(1);
    else expect(told).toBeCloseTo(exactTail(a, n, b, m), 10);
  });

  test('has the value of the book: 3 of 4 cups against 1 of 4', () => {
    expect(chanceOfWorse({ bad: 3, of: 4 }, { bad: 1, of: 4 })).toBeCloseTo(17 / 70, 12);
  });

  test.prop([
    fc.integer({ min: 200_000, max: 2_000_000 }),
    fc.integer({ min: 200_000, max: 2_000_000 }),
    fc.double({ min: 0.06, max: 0.4, noNaN: true }),
    fc.double({ min: 0.2, max: 4, noNaN: true }),
  ])('of very large tables goes on where the exact one ends', (n, m, share, sigmas) => {
    const b = Math.round(m * share);
    const a = Math.round(n * share + sigmas * Math.sqrt(share * (1 - share) * n * (1 + n / m)));
    const told = chanceOfWorse({ bad: a, of: n }, { bad: b, of: m });
    // A quarter as much on both sides is told exactly, and is as far from chance by half as many deviations.
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(0.5);
    expect(chanceOfWorse({ bad: a + Math.ceil(n / 1_000), of: n }, { bad: b, of: m })).toBeLessThan(told);
  });

  test.prop([sides])(
    'grows smaller with each bad event more, and greater with each of the control',
    ([a, n, b, m]) => {
      const told = chanceOfWorse({ bad: a, of: n }, { bad: b, of: m });
      if (a < n)
        expect(chanceOfWorse({ bad: a + 1, of: n }, { bad: b, of: m })).toBeLessThanOrEqual(told + 1e-12);
      if (b < m)
        expect(chanceOfWorse({ bad: a, of: n }, { bad: b + 1, of: m })).toBeGreaterThanOrEqual(told - 1e-12);
    },
  );

  test.each([
    [0.01, 0.01, 60, 600],
    [0.01, 0.05, 300, 300],
    [0.05, 0.3, 40, 400],
    [0.001, 0.02, 1_000, 9_000],
  ])(
    'at a level of %d is found in no more of 20 000 equal pairs (%d bad, %d and %d events)',
    (level, share, n, m) => {
      const random = mulberry(20_260_101);
      const draw = (of: number) => {
        let bad = 0;
        for (let one = 0; one < of; one++) if (random() < share) bad++;
        return { bad, of };
      };
      const runs = Math.min(20_000, Math.floor(20_000_000 / (n + m)));
      let found = 0;
      for (let run = 0; run < runs; run++) if (chanceOfWorse(draw(n), draw(m)) <= level) found++;
      expect(found / runs).toBeLessThanOrEqual(level + 3 * Math.sqrt((level * (1 - level)) / runs));
    },
  );
});
