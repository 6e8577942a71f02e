import { z } from 'zod';
import { LabelName } from '../../../metrics/from.ts';
import { MetricName } from '../../../metrics/metric.ts';
import { Id } from './parts.ts';

const SeriesName = z
  .string({ error: 'expected the name of a Prometheus series' })
  .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'expected the name of a Prometheus series, such as bot_answers_total')
  .meta({ title: 'name of a series', examples: ['bot_answers_total'] });

/** One entry of sources.yaml. */
export const SourceEntry = z.strictObject({
  metric: MetricName.describe('The metric of metrics.yaml that it feeds'),
  gauge: SeriesName.optional().meta({
    description: 'A series whose values are the metric as it is',
    examples: ['bot_csat'],
  }),
  factor: z
    .number({ error: 'expected a number' })
    .refine((factor) => factor !== 0, 'expected a number other than 0')
    .default(1)
    .meta({
      description: 'What the values of a gauge are multiplied by: 0.01 turns percent into a ratio',
      examples: [0.01],
    }),
  counter: SeriesName.optional().describe('A counter whose increases are the metric'),
  timestamp: SeriesName.optional().meta({
    description: 'A series that holds a time in seconds since 1970: each new one is a sample',
    examples: ['catalogue_last_sync_timestamp_seconds'],
  }),
  ratio: z
    .strictObject({
      part: SeriesName.meta({
        description: 'The counter of what is measured',
        examples: ['bot_errors_total'],
      }),
      whole: SeriesName.describe('The counter of everything'),
    })
    .optional()
    .describe('The increase of one counter over that of another, both with the same labels'),
  agent_label: LabelName.optional().describe('The label that holds the id of the agent; left out: agent'),
  agent: Id.optional().meta({
    description: 'The one agent that the series is about, instead of a label',
    examples: ['margaux'],
  }),
  where: z
    .record(LabelName, z.string({ error: 'expected a text' }))
    .default({})
    .meta({ description: 'Labels that a series must have, with these values', examples: [{ env: 'prod' }] }),
});
export type SourceEntry = z.infer<typeof SourceEntry>;

/** One entry of `alerts` in sources.yaml. */
export const AlertEntry = z.strictObject({
  alert: z
    .string({ error: 'expected the name of an alert' })
    .min(1)
    .meta({ description: 'The name of the alert: its label alertname', examples: ['CatalogueStale'] }),
  metric: MetricName.optional().describe(
    'The metric of metrics.yaml that it counts for, one with from_alerts: true',
  ),
  agent_label: LabelName.optional().describe('The label that holds the id of the agent; left out: agent'),
  agent: Id.optional().meta({
    description: 'The one agent that the alert is about, instead of a label',
    examples: ['margaux'],
  }),
  alive: z
    .literal(true, { error: 'expected true, or no such key' })
    .optional()
    .meta({
      description:
        'The alert always fires, such as Watchdog: each time it is told, the other alerts are known to be as they were; its silence is no data',
      examples: [true],
    }),
  where: z
    .record(LabelName, z.string({ error: 'expected a text' }))
    .default({})
    .meta({
      description: 'Labels that an alert must have, with these values',
      examples: [{ severity: 'page' }],
    }),
});
export type AlertEntry = z.infer<typeof AlertEntry>;

/** Labels that tell apart what replicas of one sender send. */
export const ReplicaLabels = z.array(LabelName).meta({
  description:
    'Labels that tell replicas of a sender apart, such as a pair of Prometheus: one of them is listened to; left out: prometheus_replica and __replica__',
  examples: [['prometheus_replica']],
});

/** sources.yaml: which Prometheus series are which metrics. */
export const SourcesFile = z
  .strictObject({
    sources: z.array(SourceEntry).optional().describe('The series and their metrics'),
    alerts: z.array(AlertEntry).optional().describe('Alerts of other systems and the metrics they count for'),
    replica_labels: ReplicaLabels.optional(),
  })
  .meta({
    title: 'filrouge sources',
    description: 'Which Prometheus series, and which alerts of other systems, are which metrics',
  });
