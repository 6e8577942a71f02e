import { Counter, type Registry } from 'prom-client';
import type { ReplayAnswer } from './standing.ts';

/** Registers the counter of questions of replays; returns its increment. */
export function registerReplayTelemetry(
  registry: Registry,
): (outcome: ReplayAnswer['judgement']['outcome']) => void {
  const asked = new Counter({
    name: 'filrouge_replayed_cases_total',
    help: 'Cases that agents were asked again, by outcome: passed, failed, or unmeasured (no answer that could be judged).',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => asked.inc({ outcome });
}
