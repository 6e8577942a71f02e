import { type DestinationStream, type Level, type Logger, pino, stdTimeFunctions } from 'pino';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** How much is logged; `silent` nothing. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
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

/** One value of a gauge. */
export type Reading<L extends string> = {
  readonly labels: Readonly<Record<L, string | number>>;
  readonly value: number;
};

/**
 * A gauge whose values are read when it is scraped, all of them: what is not read any more is gone from the
 * answer.
 */
export function liveGauge<L extends string>(
  registry: Registry,
  gauge: { readonly name: string; readonly help: string; readonly labelNames: readonly L[] },
  read: () => Iterable<Reading<L>> | Promise<Iterable<Reading<L>>>,
): void {
  new Gauge({
    ...gauge,
    registers: [registry],
    async collect() {
      const readings = await read();
      this.reset();
      for (const { labels, value } of readings) this.set(labels, value);
    },
  });
}
