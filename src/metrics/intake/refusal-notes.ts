import type { Refusals } from '../refusals.ts';
import type { IntakeSource } from './ports.ts';

/** Items of an agent that an intake refused for one reason: how many, since when, and when last. */
export type RefusalNote = {
  readonly source: IntakeSource;
  readonly reason: string;
  readonly count: number;
  readonly since: number;
  readonly lastAt: number;
};

/** The refusals of this process: written to the log, once a minute at most, and remembered by agent. */
export type RefusalNotes = {
  readonly add: (source: IntakeSource, refusals: Refusals) => void;
  /** The same of items that were taken, but not as they were meant. */
  readonly tell: (source: IntakeSource, doubts: Refusals) => void;
  /** The notes of an agent that are not a day old, latest first. */
  readonly of: (agent: string) => readonly RefusalNote[];
};

const [minuteMs, dayMs, mostNotes] = [60_000, 86_400_000, 5];

/** No notes. */
export function createRefusalNotes(
  now: () => number,
  logger: { readonly warn: (facts: object, message: string) => void },
): RefusalNotes {
  const byAgent = new Map<string, readonly RefusalNote[]>();
  /** Notes of one kind, which the log tells of in these words. */
  const noting = (key: string, message: string) => {
    let loggedAt = Number.NEGATIVE_INFINITY;
    let unlogged = 0;
    return (source: IntakeSource, told: Refusals) => {
      for (const { agent, reason, count } of told.values()) {
        unlogged += count;
        if (agent !== undefined)
          byAgent.set(agent, withNote(byAgent.get(agent) ?? [], { source, reason, count, at: now() }));
      }
      if (unlogged === 0 || Math.abs(now() - loggedAt) < minuteMs) return;
      const latest = Array.from(told.values(), ({ agent, reason }) => ({ agent, reason })).slice(0, 5);
      logger.warn({ source, [key]: unlogged, latest }, message);
      [loggedAt, unlogged] = [now(), 0];
    };
  };
  return {
    add: noting('rejected', 'items of intakes were not taken'),
    tell: noting('doubtful', 'items of intakes were taken, but not as their sender meant'),
    of: (agent) => (byAgent.get(agent) ?? []).filter(({ lastAt }) => now() - lastAt < dayMs),
  };
}

/** The notes with one more. What differs in its figures alone is one reason. */
function withNote(
  notes: readonly RefusalNote[],
  { source, reason, count, at }: Pick<RefusalNote, 'source' | 'reason' | 'count'> & { readonly at: number },
): readonly RefusalNote[] {
  const isSame = (note: RefusalNote) => note.source === source && kindOf(note.reason) === kindOf(reason);
  const before = notes.find((note) => isSame(note) && at - note.lastAt < dayMs);
  const note = {
    source,
    reason,
    count: (before?.count ?? 0) + count,
    since: before?.since ?? at,
    lastAt: at,
  };
  return [note, ...notes.filter((other) => !isSame(other))].slice(0, mostNotes);
}

function kindOf(reason: string): string {
  return reason.replace(/\d+/g, '0');
}
