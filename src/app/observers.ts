import { Counter, Histogram, type Registry } from 'prom-client';

/** Counts what happens. */
export type Observers = {
  /** The time from the receipt of a breaching sample to its committed trip, in seconds. */
  readonly detected: (seconds: number) => void;
  /** The wall clock was set. */
  readonly clockStepped: () => void;
};

/** Registers what is counted as it happens. */
export function registerObservers(registry: Registry): Observers {
  const steps = new Counter({
    name: 'filrouge_clock_steps_total',
    help: 'Times that the wall clock was set by more than a few seconds while this process ran.',
    registers: [registry],
  });
  const detection = new Histogram({
    name: 'filrouge_detection_seconds',
    help: 'From the receipt of the breaching sample to the committed trip.',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [registry],
  });
  return { detected: (seconds) => detection.observe(seconds), clockStepped: () => steps.inc() };
}
