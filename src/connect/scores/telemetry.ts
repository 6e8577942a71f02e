import { Counter, type Registry } from 'prom-client';
import type { ScoreKeeper } from '../../metrics/sources.ts';
import type { ScoreRefused } from './feeds.ts';

/** Counts scores that were not taken. */
export type CountRefused = (source: ScoreKeeper, reason: ScoreRefused['code'], count: number) => void;

/** Registers the counter of scores that are not taken; returns its increment. */
export function registerScoreTelemetry(registry: Registry): CountRefused {
  const refused = new Counter({
    name: 'filrouge_scores_refused_total',
    help: 'Scores that were found and not taken, by where they are kept and reason: unmapped (no entry of sources.yaml reads it), no_agent (nothing names its agent), unknown_agent, unfit (a label without a value, no finite number, no sample rate), no_time (what it is about is not there; looked for again), not_taken (its value or time), malformed.',
    labelNames: ['source', 'reason'],
    registers: [registry],
  });
  return (source, reason, count) => refused.inc({ source, reason }, count);
}
