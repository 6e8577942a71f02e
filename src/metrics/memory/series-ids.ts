import { longer } from './column.ts';
import type { LiveCells } from './live.ts';

/** The database numbers of the series in memory, by index there. An array: asked for every changed cell. */
export type SeriesIds = {
  readonly get: (index: number) => number | undefined;
  readonly has: (index: number) => boolean;
  readonly set: (index: number, id: number) => void;
  readonly size: number;
  /** Index and number of each, in the order of the indices. */
  readonly entries: () => Iterable<[number, number]>;
};

/** The database counts from one. */
const none = 0;

/** No series has a number. */
export function createSeriesIds(): SeriesIds {
  let numbers = new Int32Array(64);
  let size = 0;
  const get = (index: number): number | undefined => {
    const id = numbers[index];
    return id === none ? undefined : id;
  };
  return {
    get,
    has: (index) => get(index) !== undefined,
    set: (index, id) => {
      if (index >= numbers.length)
        numbers = longer(Int32Array, numbers, Math.max(index + 1, numbers.length * 2));
      if (numbers[index] === none) size += 1;
      numbers[index] = id;
    },
    get size() {
      return size;
    },
    *entries() {
      for (const [index, id] of numbers.entries()) if (id !== none) yield [index, id];
    },
  };
}

/** Series in memory that have no database number yet; none of those before `from` is looked at. */
export function missingIds(
  { agents, metrics }: Pick<LiveCells, 'agents' | 'metrics'>,
  ids: SeriesIds,
  // Numbers are given to all that have none, so those without are the last ones.
  from = ids.size,
): { index: number; agent: string; metric: string }[] {
  const missing: { index: number; agent: string; metric: string }[] = [];
  for (let index = from; index < agents.length; index++) {
    const [agent, metric] = [agents[index], metrics[index]];
    if (agent !== undefined && metric !== undefined && !ids.has(index))
      missing.push({ index, agent, metric });
  }
  return missing;
}
