import { type DestinationStream, type Level, type Logger, pino, stdTimeFunctions } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { type Readings, showFamily } from './exposition.ts';

/** How much is logged; `silent` nothing. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** A level of the log, or none at all. */
export type LogLevel = Level | 'silent';

/** The logger of a process: one JSON object a line, on stdout unless told otherwise, without credentials. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    redact: ['*.authorization', '*.password', '*.secret', 'authorization', 'password', 'secret'],
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** A registry of its own for each app, with Node's own metrics: two in one process share no numbers. */
export function createRegistry(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register;
}

/**
 * A gauge whose values are read when it is scraped, all of them: what is not read any more is gone from the
 * answer.
 */
export function liveGauge(
  registry: Registry,
  gauge: { readonly name: string; readonly help: string },
  read: () => Readings | Promise<Readings>,
): void {
  showFamily(registry, { ...gauge, type: 'gauge', read });
}
