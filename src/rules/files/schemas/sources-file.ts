import { z } from 'zod';
import { LabelName } from '../../../metrics/from.ts';
import { genAiMeasures } from '../../../metrics/gen-ai.ts';
import { MetricName } from '../../../metrics/metric.ts';
import { scoreKeepers } from '../../../metrics/sources.ts';
import { HelpdeskEntry } from './helpdesk-entry.ts';
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
  variant_label: LabelName.optional().meta({
    description: 'The label that says which variant of the agent a series is of; left out: variant',
    examples: ['prompt'],
  }),
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

const OtelName = z
  .string({ error: 'expected a name of OpenTelemetry' })
  .regex(
    /^[a-zA-Z][\w./-]{0,254}$/,
    'expected a name of OpenTelemetry, such as gen_ai.invoke_agent.duration',
  );
const OtelMetric = OtelName.meta({ title: 'name of a metric of OpenTelemetry', examples: ['bot.answers'] });
const OtelAttribute = OtelName.meta({ title: 'name of an attribute', examples: ['service.name'] });
const AttributeValues = z.record(
  OtelAttribute,
  z.union([z.string(), z.array(z.string()).min(1)], { error: 'expected a text, or a list of texts' }),
);

/** One entry of `otlp` in sources.yaml. */
export const OtlpEntry = z.strictObject({
  metric: MetricName.describe('The metric of metrics.yaml that it feeds'),
  gauge: OtelMetric.optional().meta({
    description: 'A gauge, or a cumulative up-down counter, whose values are the metric',
    examples: ['bot.csat'],
  }),
  counter: OtelMetric.optional().describe('A sum whose increases are the metric'),
  histogram: OtelMetric.optional().meta({
    description:
      'A histogram whose values are the metric: their mean, sum or count, or a percentile where a bound stands at each threshold',
    examples: ['http.server.request.duration'],
  }),
  timestamp: OtelMetric.optional().describe(
    'A gauge that holds a time in seconds since 1970: each new one is a sample',
  ),
  ratio: z
    .strictObject({
      whole: OtelMetric.describe('The sum or histogram that counts everything'),
      part: OtelMetric.optional().describe('The one that counts what is measured, of the same program'),
      part_where: AttributeValues.optional().meta({
        description: 'Attributes by which a point of whole is what is measured; "*" stands for any value',
        examples: [{ 'error.type': '*' }],
      }),
      above: z
        .number({ error: 'expected a number' })
        .optional()
        .meta({
          description: 'A bound of the histogram, in its own unit: what lies above is what is measured',
          examples: [5],
        }),
    })
    .optional()
    .describe('How much of whole is what is measured: one of part, part_where and above'),
  gen_ai: z
    .enum(genAiMeasures, { error: `expected one of ${genAiMeasures.join(', ')}` })
    .optional()
    .meta({
      description:
        'A measure of the conventions for generative AI, by all names it has: errors and durations of agents, model calls and tools, tokens (a factor is their price), or evaluations of answers',
      examples: ['agent_errors'],
    }),
  passes: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({
      description:
        'Of an evaluation: the labels that say that it was passed, which makes a ratio of it; without them its score counts',
      examples: [['pass', 'relevant']],
    }),
  factor: z
    .number({ error: 'expected a number' })
    .refine((factor) => factor !== 0, 'expected a number other than 0')
    .default(1)
    .meta({
      description:
        'What the values of a gauge, counter or histogram are multiplied by: 0.001 turns milliseconds into seconds, a price turns tokens into money',
      examples: [0.001],
    }),
  agent_attribute: OtelAttribute.optional().describe(
    'The attribute of the point, its scope or its resource that holds the id of the agent; left out: gen_ai.agent.name, else service.name',
  ),
  variant_attribute: OtelAttribute.optional().meta({
    description: 'The attribute that says which variant of the agent it is of; left out: variant',
    examples: ['feature_flag.result.variant'],
  }),
  agent: Id.optional().meta({
    description: 'The one agent that it is about, instead of an attribute',
    examples: ['margaux'],
  }),
  where: AttributeValues.default({}).meta({
    description: 'Attributes that it must have, with this value or one of these; "*" stands for any',
    examples: [{ 'service.name': 'support-bot' }],
  }),
});
export type OtlpEntry = z.infer<typeof OtlpEntry>;

/** One entry of `scores` in sources.yaml. */
export const ScoreEntry = z.strictObject({
  metric: MetricName.describe('The metric of metrics.yaml that it feeds'),
  from: z
    .enum(scoreKeepers, { error: `expected one of ${scoreKeepers.join(', ')}` })
    .describe('Where the scores are asked for; .env.example says how it is reached'),
  score: z
    .string({ error: 'expected the name of a score' })
    .min(1)
    .meta({
      description: 'The name of the score (Langfuse), annotation (Phoenix) or feedback key (LangSmith)',
      examples: ['helpfulness'],
    }),
  project: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        'The project: of Phoenix its name or id, left out: default; of LangSmith its id, left out: all',
      examples: ['support-bot'],
    }),
  labels: z
    .record(z.string(), z.number({ error: 'expected a number' }))
    .optional()
    .meta({
      description:
        'The values of labels and categories: with them the label counts and not the number beside it, and a label that is not here is refused',
      examples: [{ correct: 1, incorrect: 0 }],
    }),
  factor: z
    .number({ error: 'expected a number' })
    .refine((factor) => factor !== 0, 'expected a number other than 0')
    .default(1)
    .meta({
      description: 'What numbers are multiplied by: 0.01 turns percent into a ratio',
      examples: [0.01],
    }),
  agent_attribute: OtelAttribute.optional().describe(
    'The attribute of what was scored that holds the id of the agent; left out: metadata.agent, else a tag agent:ID, else gen_ai.agent.name',
  ),
  agent: Id.optional().meta({
    description: 'The one agent that it is about, instead of an attribute',
    examples: ['margaux'],
  }),
  where: AttributeValues.default({}).meta({
    description:
      'Attributes that what was scored must have, with this value or one of these; "*" stands for any',
    examples: [{ environment: 'production' }],
  }),
  sample_rate: z
    .union([z.number().gt(0).max(1), OtelAttribute], {
      error: 'expected a number above 0 and up to 1, or the name of an attribute',
    })
    .optional()
    .meta({
      description:
        'How much of all answers is scored, or the attribute that says so: each score then weighs as many answers as it stands for',
      examples: [0.1],
    }),
});
export type ScoreEntry = z.infer<typeof ScoreEntry>;

/** Labels that tell apart what replicas of one sender send. */
export const ReplicaLabels = z.array(LabelName).meta({
  description:
    'Labels that tell replicas of a sender apart, such as a pair of Prometheus: one of them is listened to; left out: prometheus_replica and __replica__',
  examples: [['prometheus_replica']],
});

/** sources.yaml: which series, alerts and measures of other systems are which metrics. */
export const SourcesFile = z
  .strictObject({
    sources: z.array(SourceEntry).optional().describe('The series and their metrics'),
    alerts: z.array(AlertEntry).optional().describe('Alerts of other systems and the metrics they count for'),
    otlp: z.array(OtlpEntry).optional().describe('What OpenTelemetry sends, and the metrics'),
    scores: z.array(ScoreEntry).optional().describe('Scores of answers that are asked for, and the metrics'),
    helpdesks: z
      .record(Id, HelpdeskEntry)
      .optional()
      .describe('Helpdesks whose webhooks are taken at /v1/hooks/NAME, and whom their tickets are about'),
    replica_labels: ReplicaLabels.optional(),
  })
  .meta({
    title: 'filrouge sources',
    description:
      'Which Prometheus series, alerts of other systems, measures of OpenTelemetry and scores are which metrics, and which helpdesks are listened to',
  });
