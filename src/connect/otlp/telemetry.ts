import { Counter, type Registry } from 'prom-client';
import type { RefusalCode } from './feeds.ts';

/** Registers the counter of what is not taken; returns its increment. */
export function registerOtlpTelemetry(registry: Registry): (reason: RefusalCode, count: number) => void {
  const refused = new Counter({
    name: 'filrouge_otlp_refused_total',
    help: 'What OpenTelemetry sent and was not taken, by reason: unmapped (no entry of sources.yaml reads it), no_agent (nothing names its agent), unknown_agent, unfit (it is not what the entry reads), not_taken (its value or time), or a whole request: malformed, too_large, unsupported.',
    labelNames: ['reason'],
    registers: [registry],
  });
  return (reason, count) => refused.inc({ reason }, count);
}
