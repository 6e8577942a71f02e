import { z } from 'zod';
import { durationExpected, durationPattern, formatDuration, parseDuration } from '../platform/duration.ts';

/** The name of a label of a Prometheus series or alert. */
export const LabelName = z
  .string({ error: 'expected the name of a label' })
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'expected the name of a label, such as agent')
  .meta({ title: 'name of a label', examples: ['agent'] });

/** The longest time between two questions: what is asked more rarely is no live metric. */
export const longestEveryMs = 3_600_000;

/** A question to a store, in PromQL. */
const Query = z
  .string({ error: 'expected a query' })
  .trim()
  .min(1, 'expected a query that is not empty')
  .max(4_000, 'expected a query of at most 4000 characters');

/** Where filrouge itself asks for the values of a metric: `promql` of a store, or `scrape` of a page. */
export const MetricFrom = z.strictObject({
  promql: Query.optional().meta({
    description:
      'A query in PromQL that FILROUGE_PROMETHEUS_URL is asked (Prometheus, Mimir, Thanos, VictoriaMetrics): one series for each agent, each of its values a sample at its own time. With keep: store it gives the value of a window, whose length stands for $window',
    examples: ['avg by (agent) (bot_answer_quality)'],
  }),
  keep: z
    .literal('store', { error: 'expected store, or no such key' })
    .optional()
    .describe(
      'The metric lives in the store: nothing of it comes into memory here, its rules are evaluated there (filrouge rules compile) and stop agents by Alertmanager, criteria and charts are asked of the store',
    ),
  samples: Query.optional().meta({
    description:
      'With keep: store, the query for how many samples a window has, for min_samples and for means of several windows',
    examples: ['sum by (agent) (increase(bot_answers_total[$window]))'],
  }),
  scrape: z
    .string({ error: 'expected an address' })
    .max(500, 'expected an address of at most 500 characters')
    .refine(isPage, 'expected an address of http or https without a user or password')
    .optional()
    .meta({
      description:
        'The address of a page with metrics (text 0.0.4 or OpenMetrics), read once each step without any Prometheus; sources.yaml says which of its series are the metric',
      examples: ['http://bot:9400/metrics'],
    }),
  every: z
    .string({ error: `expected ${durationExpected}` })
    .regex(durationPattern, `expected ${durationExpected}`)
    .transform((text) => parseDuration(text) ?? 0)
    .optional()
    .meta({
      title: 'duration',
      description: `How often the query is asked, from FILROUGE_STEP to ${formatDuration(longestEveryMs)}; left out: each step`,
      examples: ['30s'],
    }),
  agent_label: LabelName.optional().describe(
    'The label of the answer that holds the id of the agent; left out: agent',
  ),
  agent: z
    .string({ error: 'expected the id of an agent' })
    .optional()
    .meta({
      description: 'The one agent that the query is about, instead of a label',
      examples: ['margaux'],
    }),
});
export type MetricFrom = z.infer<typeof MetricFrom>;

/** Stands in the queries of a metric that lives in a store for the length of the window. */
export const windowWord = '$window';

/** Whether a metric lives in a store: nothing of it is in memory, and its rules are evaluated there. */
export function livesInStore(metric: { readonly from?: MetricFrom | undefined } | undefined): boolean {
  return metric?.from?.keep === 'store';
}

function isPage(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
