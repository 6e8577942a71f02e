import type { IdentifiedSample } from '../../metrics/sample.ts';
import type { BoardFact, Measure } from './facts.ts';

/** The figures that are metrics of the desk's agent, called as in metrics.yaml. */
export const deskMetrics: readonly Measure[] = [
  'first_response',
  'handling_time',
  'sla_kept',
  'fcr',
  'reopen_rate',
  'escalation_rate',
  'csat',
  'nps',
];

/** The metrics of how the desk stands now, apart from those of its facts. */
export const standingMetrics = {
  open: 'requests_open',
  waiting: 'requests_waiting',
  late: 'requests_late',
} as const;

/** Facts with the ids that the database gave them. */
export type KeptFact = BoardFact & { readonly id: number };

/**
 * The samples that facts come to: those that say something by themselves, of metrics that there are. Older
 * than `from` (epoch ms) they are of the board alone: no cell would hold them.
 */
export function samplesOf(
  facts: readonly KeptFact[],
  {
    agent,
    from,
    hasMetric,
  }: { readonly agent: string; readonly from: number; readonly hasMetric: (name: string) => boolean },
): IdentifiedSample[] {
  return facts.flatMap(({ id, measure, at, value, weight }) =>
    deskMetrics.includes(measure) && weight > 0 && at >= from && hasMetric(measure)
      ? [{ id: `desk-fact-${id}`, agent, metric: measure, value, weight, at }]
      : [],
  );
}
