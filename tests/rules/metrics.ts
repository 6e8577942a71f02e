import type { NamedMetric } from '../../src/metrics/metric.ts';

/** The metrics that the tests of the rules room write their conditions with: one of each unit and aggregation that matters. */
export const metrics: ReadonlyMap<string, NamedMetric> = new Map(
  (
    [
      ['error_rate', 'ratio', 'lower', 'mean'],
      ['csat', 'score', 'higher', 'mean'],
      ['nps', 'number', 'higher', 'mean'],
      ['response_time', 'seconds', 'lower', 'mean'],
      ['catalogue_freshness', 'seconds', 'lower', 'age'],
      ['requests', 'count', 'higher', 'sum'],
    ] as const
  ).map(([name, unit, better, aggregate]) => [
    name,
    {
      name,
      unit,
      better,
      aggregate,
      own_traffic: true,
      label: { fr: name, en: name },
      ...(unit === 'score' ? { scale: 5 } : {}),
    },
  ]),
);

/** The default step. */
export const stepMs = 10_000;
