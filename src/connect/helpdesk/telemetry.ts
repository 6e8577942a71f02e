import { Counter, type Registry } from 'prom-client';

/** The outcome of a delivery, or of an event that asking has found. */
export type HookOutcome =
  | 'taken'
  | 'repeated'
  | 'other'
  | 'sign'
  | 'unknown_source'
  | 'no_secret'
  | 'bad_signature'
  | 'too_large'
  | 'malformed'
  | 'unreadable'
  | 'bad_clock';

/** The outcome of a question to a helpdesk. */
export type AskOutcome = 'answered' | 'found' | 'no_answer';

/** Counts what helpdesks tell, and what they are asked. */
export type HelpdeskCounts = {
  readonly delivered: (source: string, outcome: HookOutcome, count?: number) => void;
  readonly asked: (source: string, outcome: AskOutcome, count?: number) => void;
};

/** Registers the counters of helpdesks. */
export function registerHelpdeskTelemetry(registry: Registry): HelpdeskCounts {
  const delivered = new Counter({
    name: 'filrouge_helpdesk_deliveries_total',
    help: 'Events that helpdesks told, by outcome: taken, repeated (known by its delivery), other (about nothing that is followed), sign (its API is asked), or refused: unknown_source (sources.yaml has none of that name), no_secret (none is set), bad_signature, too_large, malformed (no JSON), unreadable (not what this helpdesk sends), bad_clock (it changed in the future, or a month ago).',
    labelNames: ['source', 'outcome'],
    registers: [registry],
  });
  const asked = new Counter({
    name: 'filrouge_helpdesk_polls_total',
    help: 'Questions to the APIs of helpdesks, by outcome: answered or no_answer; found counts the changes that no webhook had told.',
    labelNames: ['source', 'outcome'],
    registers: [registry],
  });
  return {
    delivered: (source, outcome, count = 1) => delivered.inc({ source, outcome }, count),
    asked: (source, outcome, count = 1) => asked.inc({ source, outcome }, count),
  };
}
