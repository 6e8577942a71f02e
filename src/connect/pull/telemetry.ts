import { Counter, type Registry } from 'prom-client';
import type { ScoreKeeper } from '../../metrics/sources.ts';
import type { PullOutcome } from './fault.ts';
import type { Wanted } from './wanted.ts';

/** Counts what became of questions. */
export type CountPull = (kind: Wanted['kind'] | ScoreKeeper, outcome: PullOutcome) => void;

/** Registers the counter of questions; returns its increment. */
export function registerPullTelemetry(registry: Registry): CountPull {
  const pulls = new Counter({
    name: 'filrouge_pulls_total',
    help: 'Queries, pages and scores that were asked for (promql, scrape; langfuse, phoenix, langsmith, each look at all of them once), by outcome: answered, empty (nothing in it feeds a metric), or no data: timeout, unreachable, redirect, http_error, error (the store says so), partial, too_large, malformed, not_kept (it could not be written) or not_set (FILROUGE_PROMETHEUS_URL).',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  return (kind, outcome) => pulls.inc({ kind, outcome });
}
