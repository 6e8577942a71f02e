import { Counter, type Registry } from 'prom-client';

/** The thing asked for: one flag, all of them, or the stream of changes. */
export type OfrepCall = 'flag' | 'flags' | 'events';

/**
 * The outcome. `unknown` is the one to watch: filrouge could not say whether the agent may run, because
 * it could not have stopped it.
 */
export type OfrepOutcome =
  | 'answered'
  | 'not_modified'
  | 'not_found'
  | 'invalid'
  | 'unknown'
  | 'unauthorized'
  | 'failed';

/** Registers the counter of OFREP answers; returns its increment. */
export function registerOfrepTelemetry(registry: Registry): (call: OfrepCall, outcome: OfrepOutcome) => void {
  const answers = new Counter({
    name: 'filrouge_ofrep_answers_total',
    help: 'Questions by OFREP, by call (flag, flags, events) and outcome: answered, not_modified, not_found, invalid, unknown (filrouge could not say, because it could not have stopped the agent), unauthorized or failed.',
    labelNames: ['call', 'outcome'],
    registers: [registry],
  });
  return (call, outcome) => answers.inc({ call, outcome });
}
