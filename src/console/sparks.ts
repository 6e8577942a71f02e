import { aggregateCell, type Cell } from '../metrics/cell.ts';
import type { NamedMetric } from '../metrics/metric.ts';
import type { NamedCell } from './cells-store.ts';

/** The last hour in this many points. */
export const sparkPoints = 30;
const slotMs = 120_000;

/** The last hour of every series, kept up to date by reading only what is new. */
export type Sparks = {
  /** Reads what is new, if that was not done a moment ago. */
  readonly refresh: () => Promise<void>;
  readonly of: (agent: string, metric: NamedMetric) => readonly (number | null)[];
};

const refreshEveryMs = 10_000;

/** `read` gives the cells of all series from an instant on, summed into slots. */
export function createSparks(
  now: () => number,
  read: (span: {
    readonly from: number;
    readonly until: number;
    readonly stepMs: number;
  }) => Promise<readonly NamedCell[]>,
): Sparks {
  const slots = new Map<string, Map<number, Cell>>();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const firstSlot = (at: number) => (Math.floor(at / slotMs) - sparkPoints + 1) * slotMs;

  const load = async (): Promise<void> => {
    const at = now();
    // With every new slot the hour is read anew, because late samples go where they belong; in between the last two slots.
    const sameSlot = Math.floor(readAt / slotMs) === Math.floor(at / slotMs);
    const from = sameSlot ? Math.floor(at / slotMs) * slotMs - slotMs : firstSlot(at);
    const cells = await read({ from, until: at + slotMs, stepMs: slotMs });
    for (const cell of cells) {
      const key = `${cell.agent} ${cell.metric}`;
      const own = slots.get(key);
      if (own) own.set(cell.start, cell);
      else slots.set(key, new Map([[cell.start, cell]]));
    }
    const oldest = firstSlot(at);
    for (const own of slots.values()) for (const start of own.keys()) if (start < oldest) own.delete(start);
    readAt = at;
  };

  return {
    refresh: async () => {
      if (now() - readAt < refreshEveryMs) return;
      reading ??= load().finally(() => {
        reading = undefined;
      });
      // Only the first picture is waited for: later ones are as good as the one before for the moment it takes.
      if (readAt === Number.NEGATIVE_INFINITY) await reading;
      else reading.catch(() => {});
    },
    of: (agent, metric) => {
      const own = slots.get(`${agent} ${metric.name}`);
      const at = now();
      let before: Cell | undefined;
      return Array.from({ length: sparkPoints }, (_, place) => {
        const start = firstSlot(at) + place * slotMs;
        const cell = own?.get(start);
        before = cell ?? before;
        const seen = metric.aggregate === 'age' ? before : cell;
        return aggregateCell(seen, metric.aggregate, Math.min(at, start + slotMs)) ?? null;
      });
    },
  };
}
