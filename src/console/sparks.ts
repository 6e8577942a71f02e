import { aggregateCell, type Cell } from '../metrics/cell.ts';
import { findSeries, type LiveCells } from '../metrics/live.ts';
import type { NamedMetric } from '../metrics/metric.ts';
import type { NamedCell } from './cells-store.ts';
import { liveSlot } from './live-slot.ts';

/** The last hour in this many points. */
const sparkPoints = 30;
const slotMs = 120_000;
/** So many slots are read from the database at a time, so that reading the hour anew is spread over it. */
const chunkSlots = 5;

/** The last hour of every series. What memory holds comes from there; the rest is read once, and again bit by bit. */
export type Sparks = {
  /** Takes in what is new. */
  readonly refresh: (live: LiveCells) => Promise<void>;
  readonly of: (agent: string, metric: NamedMetric) => readonly (number | null)[];
};

type Span = { readonly from: number; readonly until: number; readonly stepMs: number };

/** `read` gives the cells of all series in a span, summed into slots. */
export function createSparks(now: () => number, read: (span: Span) => Promise<readonly NamedCell[]>): Sparks {
  const slots = new Map<string, Map<number, Cell>>();
  let live: LiveCells | undefined;
  let readSlot = Number.NEGATIVE_INFINITY;
  let turn = 0;
  let reading: Promise<void> | undefined;

  /** Replaces whole slots: late samples are in them, and what was deleted is not. */
  const take = async (first: number, count: number): Promise<void> => {
    const until = first + count * slotMs;
    const cells = await read({ from: first, until, stepMs: slotMs });
    for (const own of slots.values()) for (let at = first; at < until; at += slotMs) own.delete(at);
    for (const cell of cells) {
      const key = `${cell.agent} ${cell.metric}`;
      const own = slots.get(key);
      if (own) own.set(cell.start, cell);
      else slots.set(key, new Map([[cell.start, cell]]));
    }
  };

  const load = async (open: number): Promise<void> => {
    const oldest = open - (sparkPoints - 1) * slotMs;
    const isFirst = readSlot === Number.NEGATIVE_INFINITY;
    readSlot = open;
    if (isFirst) return take(oldest, sparkPoints);
    for (const own of slots.values()) for (const at of own.keys()) if (at < oldest) own.delete(at);
    await take(open - (chunkSlots - 1) * slotMs, chunkSlots);
    const older = sparkPoints / chunkSlots - 1;
    turn = (turn + 1) % older;
    await take(oldest + turn * chunkSlots * slotMs, chunkSlots);
  };

  return {
    refresh: async (cells) => {
      live = cells;
      const open = Math.floor(now() / slotMs) * slotMs;
      if (open === readSlot && reading === undefined) return;
      const isFirst = readSlot === Number.NEGATIVE_INFINITY;
      reading ??= load(open).finally(() => {
        reading = undefined;
      });
      // Only the first picture is waited for: later ones are as good as the one before for the moment it takes.
      if (isFirst) await reading;
      else reading.catch(() => {});
    },
    of: (agent, metric) => {
      const own = slots.get(`${agent} ${metric.name}`);
      const at = now();
      const open = Math.floor(at / slotMs) * slotMs;
      let before: Cell | undefined;
      return Array.from({ length: sparkPoints }, (_, place) => {
        const start = open - (sparkPoints - 1 - place) * slotMs;
        const cell = slotOf(live, own, { agent, metric: metric.name, start, at });
        before = cell ?? before;
        if (metric.aggregate === 'age' && start === open)
          return liveAge(live, agent, metric.name, at, before);
        const seen = metric.aggregate === 'age' ? before : cell;
        return aggregateCell(seen, metric.aggregate, start + slotMs) ?? null;
      });
    },
  };
}

/** The last two slots as memory has them, if it does. */
function slotOf(
  live: LiveCells | undefined,
  own: ReadonlyMap<number, Cell> | undefined,
  { agent, metric, start, at }: { agent: string; metric: string; start: number; at: number },
): Cell | undefined {
  if (live === undefined || at - start >= 2 * slotMs) return own?.get(start);
  const found = liveSlot(live, agent, metric, { start, lengthMs: slotMs, now: at });
  return found === 'unknown' ? own?.get(start) : found;
}

/** How old the last sample is now. */
function liveAge(
  live: LiveCells | undefined,
  agent: string,
  metric: string,
  at: number,
  before: Cell | undefined,
): number | null {
  const series = live && findSeries(live, agent, metric);
  const known = series === undefined ? undefined : live?.lastAt[series];
  const lastAt = known !== undefined && Number.isFinite(known) ? known : before?.lastAt;
  return lastAt === undefined ? null : Math.max(0, at - lastAt) / 1000;
}
