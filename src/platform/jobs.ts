import { schedule } from 'node-cron';
import type { Logger } from 'pino';

/** Work that is done by the calendar, by whichever process evaluates. */
export type Jobs = {
  /**
   * Runs `work` at the times of a cron pattern (five fields, or six with seconds first; UTC), never twice at
   * once, and only in the process that evaluates. What it throws is logged; the next time comes all the same.
   */
  readonly add: (name: string, pattern: string, work: () => Promise<void>) => void;
  /** No more runs; resolves when those under way have ended. */
  readonly stop: () => Promise<void>;
};

export type JobPorts = { readonly logger: Logger; readonly isEvaluator: () => boolean };

/** Schedules jobs with node-cron. */
export function createJobs({ logger, isEvaluator }: JobPorts): Jobs {
  const stops: (() => unknown)[] = [];
  const running = new Set<Promise<void>>();
  return {
    add: (name, pattern, work) => {
      const run = runJob(name, work, logger);
      const task = schedule(
        pattern,
        () => {
          if (!isEvaluator()) return undefined;
          const current = run();
          running.add(current);
          return current.finally(() => running.delete(current));
        },
        { name, timezone: 'UTC', noOverlap: true, suppressMissedWarning: true, logger: cronLogger(logger) },
      );
      stops.push(() => task.destroy());
    },
    stop: async () => {
      for (const stop of stops.splice(0)) await stop();
      await Promise.all(running);
    },
  };
}

/** The work with its failures logged: they must not end the schedule. */
function runJob(name: string, work: () => Promise<void>, logger: Logger): () => Promise<void> {
  return async () => {
    try {
      await work();
    } catch (error) {
      logger.error({ err: error, job: name }, 'a job failed; it runs again at its next time');
    }
  };
}

function cronLogger(logger: Logger) {
  const text = (message: string | Error) => (message instanceof Error ? message.message : message);
  return {
    info: (message: string) => logger.debug(message),
    warn: (message: string) => logger.warn(message),
    error: (message: string | Error) => logger.error(text(message)),
    debug: (message: string | Error) => logger.trace(text(message)),
  };
}
