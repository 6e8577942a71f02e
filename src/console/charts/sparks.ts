import { aggregateCell, type Cell, cellStart } from '../../metrics/cell.ts';
import { findSeries, type LiveCells } from '../../metrics/memory/live.ts';
import type { Aggregate, NamedMetric } from '../../metrics/metric.ts';
import type { NamedCell } from '../../metrics/storage/coarse-store.ts';
import { liveSlot } from '../live/live-slot.ts';

/** The last hour in this many points. */
const sparkPoints = 30;
const slotMs = 120_000;
/** So many slots at the end come from memory. */
const liveSlots = 2;
/** So many slots are read from the database at a time, so that reading the hour anew is spread over it. */
const chunkSlots = 5;

/**
 * The last hour of every series. What memory holds comes from there; the rest is read once, and again bit by
 * bit.
 */
export type Sparks = {
  /** Takes in what is new. */
  readonly refresh: (live: LiveCells) => Promise<void>;
  readonly of: (agent: string, metric: NamedMetric) => readonly (number | null)[];
};

/**
 * A series: its slots as the database has them, and the points they make while no more is read and no slot
 * ends.
 */
type Kept = { readonly slots: Map<number, Cell>; closed?: Closed };
type Closed = {
  readonly open: number;
  readonly aggregate: Aggregate;
  readonly points: readonly (number | null)[];
  /** The last cell there was. */
  readonly last: Cell | undefined;
};

type Span = { readonly from: number; readonly until: number; readonly stepMs: number };

/** `read` gives the cells of all series in a span, summed into slots. */
export function createSparks(now: () => number, read: (span: Span) => Promise<readonly NamedCell[]>): Sparks {
  const series = new Map<string, Kept>();
  let live: LiveCells | undefined;
  let readSlot = Number.NEGATIVE_INFINITY;
  let turn = 0;
  let reading: Promise<void> | undefined;

  /** Replaces whole slots: late samples are in them, and what was deleted is not. */
  const take = async (first: number, count: number): Promise<void> => {
    const until = first + count * slotMs;
    const cells = await read({ from: first, until, stepMs: slotMs });
    for (const own of series.values()) {
      for (let at = first; at < until; at += slotMs) own.slots.delete(at);
      delete own.closed;
    }
    for (const cell of cells) {
      const key = `${cell.agent} ${cell.metric}`;
      const own = series.get(key);
      if (own) own.slots.set(cell.start, cell);
      else series.set(key, { slots: new Map([[cell.start, cell]]) });
    }
  };

  const load = async (open: number): Promise<void> => {
    const oldest = open - (sparkPoints - 1) * slotMs;
    const isFirst = readSlot === Number.NEGATIVE_INFINITY;
    readSlot = open;
    if (isFirst) return take(oldest, sparkPoints);
    for (const own of series.values())
      for (const at of own.slots.keys()) if (at < oldest) own.slots.delete(at);
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
      // Only the first picture is waited for: later ones are as good as the one before for the moment it
      // takes.
      if (isFirst) await reading;
      else reading.catch(() => {});
    },
    of: (agent, metric) => sparkOf(live, series.get(`${agent} ${metric.name}`), agent, metric, now()),
  };
}

/** The kept points, and the two newest as memory has them now. */
function sparkOf(
  live: LiveCells | undefined,
  own: Kept | undefined,
  agent: string,
  metric: NamedMetric,
  at: number,
): readonly (number | null)[] {
  const open = cellStart(at, slotMs);
  const { points, last } = closedOf(own, metric.aggregate, open);
  const slot = (start: number) => liveOrKept(live, own, { agent, metric: metric.name, start, at });
  const [late, current] = [slot(open - slotMs), slot(open)];
  const seen = late ?? last;
  return [
    ...points,
    pointOf(late, seen, metric.aggregate, open),
    metric.aggregate === 'age'
      ? liveAge(live, agent, metric.name, at, current ?? seen)
      : pointOf(current, current, metric.aggregate, open + slotMs),
  ];
}

/** The points of the slots that memory no longer changes: all but the last two. */
function closedOf(own: Kept | undefined, aggregate: Aggregate, open: number): Closed {
  const kept = own?.closed;
  if (kept !== undefined && kept.open === open && kept.aggregate === aggregate) return kept;
  let last: Cell | undefined;
  const points = Array.from({ length: sparkPoints - liveSlots }, (_, place) => {
    const start = open - (sparkPoints - 1 - place) * slotMs;
    const cell = own?.slots.get(start);
    last = cell ?? last;
    return pointOf(cell, last, aggregate, start + slotMs);
  });
  const closed = { open, aggregate, points, last };
  if (own !== undefined) own.closed = closed;
  return closed;
}

/** The value of a slot at its end; an age grows on from the last cell that there was. */
function pointOf(
  cell: Cell | undefined,
  last: Cell | undefined,
  aggregate: Aggregate,
  end: number,
): number | null {
  return aggregateCell(aggregate === 'age' ? last : cell, aggregate, end) ?? null;
}

/** A slot as memory has it, if it does. */
function liveOrKept(
  live: LiveCells | undefined,
  own: Kept | undefined,
  { agent, metric, start, at }: { agent: string; metric: string; start: number; at: number },
): Cell | undefined {
  if (live === undefined) return own?.slots.get(start);
  const found = liveSlot(live, agent, metric, { start, lengthMs: slotMs, now: at });
  return found === 'unknown' ? own?.slots.get(start) : found;
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
