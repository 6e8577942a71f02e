import { schedule as scheduleByCron } from 'node-cron';
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

/** Calls `run` at the times of a cron pattern in UTC, never twice at once; the answer ends that. */
export type Schedule = (
  name: string,
  pattern: string,
  run: () => Promise<void> | undefined,
) => () => Promise<void> | void;

/** The surroundings that jobs need. */
export type JobPorts = {
  readonly logger: Logger;
  readonly isEvaluator: () => boolean;
  /** By the clock of the machine unless a test has a clock of its own. */
  readonly schedule?: Schedule | undefined;
};

/** Schedules jobs. */
export function createJobs({ logger, isEvaluator, schedule = cronSchedule(logger) }: JobPorts): Jobs {
  const stops: ReturnType<Schedule>[] = [];
  const running = new Set<Promise<void>>();
  return {
    add: (name, pattern, work) => {
      const run = runJob(name, work, logger);
      const stop = schedule(name, pattern, () => {
        if (!isEvaluator()) return undefined;
        const current = run();
        running.add(current);
        return current.finally(() => running.delete(current));
      });
      stops.push(stop);
    },
    stop: async () => {
      for (const stop of stops.splice(0)) await stop();
      await Promise.all(running);
    },
  };
}

/** By node-cron. */
function cronSchedule(logger: Logger): Schedule {
  const options = {
    timezone: 'UTC',
    noOverlap: true,
    suppressMissedWarning: true,
    logger: cronLogger(logger),
  };
  return (name, pattern, run) => {
    const task = scheduleByCron(pattern, run, { name, ...options });
    return () => task.destroy();
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
