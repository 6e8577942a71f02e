import type { Clock } from '../../platform/clock.ts';
import {
  type Gap,
  type Instant,
  type Missed,
  missedBetween,
  missedSince,
} from '../../rules/engine/unmeasured.ts';
import { loadWatch, saveWatch } from '../../rules/engine/watch-store.ts';
import type { ThreadPorts } from '../ports.ts';

/** So often is kept until when somebody measured: what a crash costs the clocks of alerts at most. */
const keepEveryMs = 2_000;
const mostGaps = 20;

/** The time of a start, and the gaps in which nobody measured before it. */
export type Begun = {
  readonly now: Instant;
  readonly missed: Missed | undefined;
  /** Gaps before that one. */
  readonly earlier: readonly Gap[];
};

/** Keeps an eye on the clocks, so that no time counts as measured in which nobody was there. */
export type Watch = {
  /** Looks at the clocks: what was missed since the last look, if anything. */
  readonly look: () => Missed | undefined;
  /** The gaps before a start: since the last look, or since the time that another process has kept. */
  readonly begin: () => Promise<Begun>;
  /** The start has succeeded: from its time on somebody is there. */
  readonly begun: (begun: Begun) => void;
  /** Another process measures from now on. */
  readonly forget: () => void;
  /** Keeps until when somebody was there, now and then. Never rejects. */
  readonly keep: () => Promise<void>;
};

/** Nobody has looked yet. */
export function createWatch({ clock, database, logger, fenced, unwatchedAfterMs }: ThreadPorts): Watch {
  let seen: Instant | undefined;
  let gaps: readonly Gap[] = [];
  let keptAt = Number.NEGATIVE_INFINITY;
  const isKept = Number.isFinite(unwatchedAfterMs);

  /**
   * Of a clock that was set back only the start that follows knows: later ones find samples on both sides.
   */
  const note = (earlier: readonly Gap[], missed: Missed | undefined): void => {
    gaps = missed === undefined || missed.ms < 0 ? earlier : [...earlier, missed].slice(-mostGaps);
  };

  return {
    look: () => {
      const [before, now] = [seen, instantOf(clock)];
      const missed = before && missedBetween(before, now, unwatchedAfterMs);
      // A start follows, which finds it again.
      if (missed !== undefined && missed.ms < 0) return missed;
      seen = now;
      note(gaps, missed);
      return missed;
    },
    begin: async () => {
      const stored = seen === undefined && isKept ? await loadWatch(database.db) : undefined;
      const now = instantOf(clock);
      if (seen !== undefined)
        return { now, missed: missedBetween(seen, now, unwatchedAfterMs), earlier: gaps };
      const missed = stored && missedSince(stored.until, now.wall, unwatchedAfterMs);
      return { now, missed, earlier: stored?.gaps ?? [] };
    },
    begun: ({ now, missed, earlier }) => {
      seen = now;
      note(earlier, missed);
    },
    forget: () => {
      seen = undefined;
      gaps = [];
      keptAt = Number.NEGATIVE_INFINITY;
    },
    keep: async () => {
      if (!isKept || seen === undefined || seen.monotonic - keptAt < keepEveryMs) return;
      const watch = { until: seen.wall, gaps };
      keptAt = seen.monotonic;
      await fenced((tx) => saveWatch(tx, watch)).catch((error: unknown) =>
        logger.warn({ err: error }, 'until when somebody measured could not be kept'),
      );
    },
  };
}

function instantOf(clock: Clock): Instant {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}
