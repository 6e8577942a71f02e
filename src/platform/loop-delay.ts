import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { liveGauge } from './telemetry.ts';

/** How long the event loop kept things waiting: nanoseconds, the resolution of the monitor included. */
export type DelayMonitor = {
  readonly max: number;
  readonly percentile: (percent: number) => number;
  readonly reset: () => void;
  readonly disable: () => unknown;
};

const [resolutionMs, spanMs] = [10, 30_000];

/** The log tells of more than this: agents, their leases and their stops have waited for it. */
const toldMs = 200;

const quantiles = [0.5, 0.9, 0.99, 1];

/**
 * Watches how long the event loop is held, by itself or by a machine that has no time for it:
 * `filrouge_event_loop_delay_seconds`, and a line in the log, once in half a minute at most. Quantile 1 is
 * the longest. Two monitors begin anew by turns, so that the figures cover the last half to whole minute,
 * however often anybody scrapes: nothing is lost between two scrapes, nor taken from one scraper by another.
 * Returns how to stop.
 */
export function watchLoopDelay(
  registry: Registry,
  logger: Pick<Logger, 'warn'>,
  begin: () => DelayMonitor = beginMonitor,
): () => void {
  let [older, younger] = [begin(), begin()];
  liveGauge(
    registry,
    {
      name: 'filrouge_event_loop_delay_seconds',
      help: 'How long the event loop kept things waiting, over the last 30 to 60 seconds; quantile 1 is the longest.',
    },
    () =>
      quantiles.map((quantile) => ({
        labels: { quantile },
        value: delayMs(quantile === 1 ? older.max : older.percentile(quantile * 100)) / 1_000,
      })),
  );
  const timer = setInterval(() => {
    [older, younger] = [younger, older];
    younger.reset();
    const longestMs = Math.round(delayMs(older.max));
    if (longestMs > toldMs)
      logger.warn(
        { longestMs, ofLastMs: spanMs },
        'the event loop was held: nothing else was done meanwhile',
      );
  }, spanMs).unref();
  return () => {
    clearInterval(timer);
    older.disable();
    younger.disable();
  };
}

function beginMonitor(): DelayMonitor {
  const monitor = monitorEventLoopDelay({ resolution: resolutionMs });
  monitor.enable();
  return monitor;
}

/** A reading in milliseconds, less the resolution that the monitor adds to it. */
function delayMs(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - resolutionMs);
}
