import type { Logger } from 'pino';

/**
 * How often it is looked whether agents could be stopped, and how often the log repeats that they could not.
 */
const [lookMs, repeatMs] = [500, 60_000];

/**
 * Says in the log, and to whoever listens, when agents could not be stopped any more, and when they could be
 * again. Answers how to stop looking.
 */
export function createStopAlarm(watched: {
  readonly canStop: () => boolean;
  readonly proofAgeMs: () => number;
  readonly logger: Pick<Logger, 'error' | 'info'>;
  readonly onChange: () => void;
}): () => void {
  const { canStop, proofAgeMs, logger, onChange } = watched;
  let silentMs: number | undefined;
  const look = (): void => {
    const could = canStop();
    if (could && silentMs === undefined) return;
    if (!could && silentMs !== undefined && silentMs < repeatMs) {
      silentMs += lookMs;
      return;
    }
    if (could) logger.info('agents can be stopped again');
    else
      logger.error(
        { sinceSeconds: Math.round(proofAgeMs() / 1_000) },
        'NO AGENT CAN BE STOPPED: nothing can be evaluated or written. Agents are not told that they may run; each does as its mandate says',
      );
    if (could || silentMs === undefined) onChange();
    silentMs = could ? undefined : 0;
  };
  const timer = setInterval(look, lookMs).unref();
  return () => clearInterval(timer);
}
