import { type Cell, cellOf } from '../../src/metrics/cell.ts';
import type { KnownIncident } from '../../src/workshop/replay/history.ts';
import { memoryHistory } from '../../src/workshop/replay/memory-history.ts';
import { stepMs } from './metrics.ts';
import { day } from './world.ts';

/** A rise of the error rate to `peak` over `rise` cells, held for `hold` more. */
export type Wave = {
  readonly at: number;
  readonly rise: number;
  readonly hold: number;
  readonly peak: number;
};

/** Numbers from 0 to 1 that are the same for the same seed (Lehmer, 48271 mod 2³¹ − 1). */
export function seeded(seed: number): () => number {
  let state = seed % 2_147_483_647 || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** An error rate around 1 % for so many cells, with waves on it; `marked` of them are labelled incidents, numbered from 1. */
export function errorRateHistory(
  cells: number,
  waves: readonly Wave[],
  { seed = 1, agents = ['margaux'], marked = waves.length } = {},
) {
  const series = new Map(
    agents.map((agent, place) => [
      agent,
      new Map([['error_rate', errorCells(cells, waves, seeded(seed + place))]]),
    ]),
  );
  const incidents = agents.flatMap((agent) =>
    waves.slice(0, marked).map(({ at, rise, hold }, place): KnownIncident => {
      const [from, until] = [day + at * stepMs, day + (at + rise + hold) * stepMs];
      return { number: place + 1, agent, from, until, openedAt: from };
    }),
  );
  return { history: memoryHistory(series, incidents), incidents, series };
}

function errorCells(count: number, waves: readonly Wave[], random: () => number): Cell[] {
  const cells: Cell[] = [];
  for (let place = 0; place < count; place++) {
    const start = day + place * stepMs;
    const wave = waves.find(({ at, rise, hold }) => place >= at && place < at + rise + hold);
    const base = 0.008 + 0.004 * random();
    const height = wave === undefined ? 0 : Math.min(1, (place - wave.at + 1) / wave.rise);
    const value = wave === undefined ? base : base + (wave.peak - base) * height;
    cells.push(cellOf(start, value, 10, start));
  }
  return cells;
}
