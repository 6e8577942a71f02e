import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  addArrival,
  beginArrivals,
  createArrivals,
  dropArrivals,
  newestTime,
  none,
  placeLate,
} from '../../../../src/metrics/intake/remote-write/arrivals.ts';

/** Series that take their times as the intake does. Answers what becomes of each. */
function taker() {
  const arrivals = createArrivals();
  const ends = new Map<number, number>();
  const take = (series: number, at: number): string => {
    const end = ends.get(series) ?? none;
    const newest = newestTime(arrivals, end);
    if (newest === undefined || at > newest) {
      ends.set(series, addArrival(arrivals, at, end));
      return 'new';
    }
    return placeLate(arrivals, end, at);
  };
  return { arrivals, ends, take };
}

const samples = fc.array(fc.record({ series: fc.nat(3), at: fc.nat(200) }), { maxLength: 300 });

describe('the arrivals of series', () => {
  test.prop([samples])('tell what is late from what was sent again, in whatever order it comes', (sent) => {
    const { arrivals, take } = taker();
    const known = new Set<string>();
    beginArrivals(arrivals);
    for (const { series, at } of sent) {
      arrivals.lastLate = none;
      const isRepeated = known.has(`${series}/${at}`);
      known.add(`${series}/${at}`);
      expect(take(series, at) === 'repeated').toBe(isRepeated);
    }
  });

  test.prop([samples, samples])(
    'of a request that was not kept are as if it had never come',
    (kept, lost) => {
      const { arrivals, take } = taker();
      const taken = (sent: typeof kept) => {
        const from = beginArrivals(arrivals);
        arrivals.lastLate = none;
        const fates = sent.map(({ series, at }) => {
          arrivals.lastLate = none;
          return take(series, at) !== 'repeated';
        });
        return { fates, from, until: arrivals.count };
      };
      taken(kept);
      const first = taken(lost);
      dropArrivals(arrivals, first.from, first.until);
      expect(taken(lost).fates).toEqual(first.fates);
    },
  );

  test('that are no longer remembered are never taken for new, and the work for them has an end', () => {
    const { arrivals, ends, take } = taker();
    for (let at = 0; at < 1_500_000; at++) ends.set(1, addArrival(arrivals, at, ends.get(1) ?? none));
    beginArrivals(arrivals);
    expect(take(1, 1_000)).toBe('forgotten');
    expect(take(1, 1_499_000)).toBe('repeated');
    expect(take(1, 1_499_000.5)).toBe('late');
    for (let one = 0; one < 100; one++) {
      arrivals.lastLate = none;
      take(1, 600_000.5 + one);
    }
    arrivals.lastLate = none;
    expect(take(1, 600_500.5)).toBe('forgotten');
  });
});
