import { z } from 'zod';
import { livesInStore, MetricFrom } from './from.ts';

/** snake_case, as in metrics.yaml and in Prometheus. */
export const MetricName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'expected a name in snake_case, such as error_rate')
  .meta({ title: 'name of a metric', examples: ['error_rate'] });

/** `p95` is the value that 95 of 100 values do not exceed (buckets.ts). */
const Percentile = z.enum(['p1', 'p5', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9']);
export type Percentile = z.infer<typeof Percentile>;

/** How many of a thousand parts of the weight a percentile is not exceeded by. */
export function permilleOf(percentile: Percentile): number {
  return Math.round(Number(percentile.slice(1)) * 10);
}

/**
 * How a window of cells becomes a number. `age` is now − time of the last sample: freshness, which grows by
 * itself while nothing arrives, and so is the one aggregate that needs no window.
 */
export const Aggregate = z.enum(['mean', 'sum', 'count', 'min', 'max', 'last', 'age', ...Percentile.options]);
export type Aggregate = z.infer<typeof Aggregate>;

const percentiles: ReadonlySet<Aggregate | undefined> = new Set(Percentile.options);

/** Whether an aggregate is a percentile. */
export function isPercentile(aggregate: Aggregate | undefined): aggregate is Percentile {
  return percentiles.has(aggregate);
}

/** The columns of cells in memory: the sums alone, the extremes with them, or buckets as well. */
export type Columns = 'sums' | 'extremes' | 'buckets';

/** The columns that an aggregate needs. */
export function columnsOfAggregate(aggregate: Aggregate): Columns {
  switch (aggregate) {
    case 'mean':
    case 'sum':
    case 'count':
    case 'age':
      return 'sums';
    case 'min':
    case 'max':
    case 'last':
      return 'extremes';
    default:
      return isPercentile(aggregate) ? 'buckets' : (aggregate satisfies never);
  }
}

/** Shown in percent, `score` out of `scale`, `seconds` as a duration, `currency` as money, the rest bare. */
export const Unit = z.enum(['ratio', 'score', 'seconds', 'count', 'number', 'currency']);
export type Unit = z.infer<typeof Unit>;

/** A text for people as a file may write it by language; people.yaml says in which of them it must stand. */
export const ByLanguage = z.strictObject({
  fr: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'In French', examples: ["Taux d'erreur"] }),
  en: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'In English', examples: ['Error rate'] }),
});

/** A text by language, or one for all of them. */
const Written = z.union([z.string().min(1), ByLanguage], {
  error: 'expected a text, or one each as fr and en',
});

/** A text for people, in both languages of the product: where it is written in one, that stands for both. */
export const Bilingual = Written.transform(inBoth).meta({
  title: 'text in the languages of the house',
  examples: [{ fr: "Taux d'erreur", en: 'Error rate' }],
});
export type Bilingual = z.infer<typeof Bilingual>;

/** The text as it is written, for readers of either language. */
export function inBoth(
  written: z.infer<typeof Written>,
  context: z.RefinementCtx,
): { fr: string; en: string } {
  const { fr, en } = typeof written === 'string' ? { fr: written, en: written } : written;
  const some = fr ?? en;
  if (some !== undefined) return { fr: fr ?? some, en: en ?? some };
  context.addIssue({ code: 'custom', message: 'expected a text as fr, as en or both' });
  return z.NEVER;
}

/** The part of an interaction that feeds a metric (metrics/intake/interactions.ts). */
export const InteractionSource = z.enum([
  'outcome_error',
  'csat',
  'nps',
  'first_contact',
  'reopened',
  'escalated',
  'response_seconds',
  'one',
]);
export type InteractionSource = z.infer<typeof InteractionSource>;

const targetExpected = 'expected the share that is to go well, above 0% and under 100%, such as 99.9%';

/** `99.9%` or `0.999`; NaN for a text that is no share. */
function parseShare(text: string): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim()) ?? [];
  return Number(percent === '%' ? `${digits}e-2` : (digits ?? Number.NaN));
}

/** A named quantity with a unit, a direction and an aggregation: one entry of `metrics:` in metrics.yaml. */
export const Metric = z.strictObject({
  unit: Unit.describe(
    'What its values are: a ratio from 0 to 1 is written in percent, a score out of scale, seconds as a duration, currency as money, count and number bare',
  ),
  scale: z
    .number()
    .positive()
    .optional()
    .meta({ description: 'The best score, of unit score alone: 5 makes 4.2/5 readable', examples: [5] }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code in capitals, such as USD')
    .optional()
    .meta({
      description: 'Which money, of unit currency alone: an ISO 4217 code; EUR if left out',
      examples: ['USD'],
    }),
  better: z.enum(['lower', 'higher']).describe('Which way is good: an alarm the other way is refused'),
  aggregate: Aggregate.describe(
    'How a window becomes a number: mean (by weight), sum, count (of weights), min, max, last, a percentile such as p95 (to 1.1 % of its value, and nothing with fewer values than let one lie beyond it: 20 for p95, 100 for p99), or age: the time since the last sample, which needs no window',
  ),
  own_traffic: z
    .boolean()
    .default(true)
    .describe(
      "Whether it lives from the agent's own traffic: then it measures nothing while the agent is suspended, and its silence is no alarm",
    ),
  from_interactions: InteractionSource.optional().describe(
    'Fed from POST /v1/interactions as well, by this part of an interaction; one counts each of them',
  ),
  from_alerts: z
    .literal(true, { error: 'expected true, or no such key' })
    .optional()
    .describe(
      'Fed by alerts of other systems (alerts in sources.yaml) with how many of them fire. Their end proves nothing, so no criterion can stand on it',
    ),
  from: MetricFrom.optional().describe('Where filrouge itself asks for its values'),
  target: z
    .union([z.number(), z.string().regex(/^\d+(?:\.\d+)?\s*%$/)], { error: targetExpected })
    .transform((written) => parseShare(String(written)))
    .refine((share) => share > 0 && share < 1, targetExpected)
    .optional()
    .meta({
      description:
        'The share of events that is to go well, which burn rates in rules are counted from; of a ratio with aggregate mean',
      examples: ['99.9%'],
    }),
  label: Bilingual.describe('As pages, mails and documents write it'),
});
export type Metric = z.infer<typeof Metric>;

/** A metric together with its name. */
export type NamedMetric = Metric & { readonly name: string };

type Measured = Pick<Metric, 'unit' | 'scale' | 'aggregate' | 'from'>;

/** Rounding alone makes no value one that cannot be. */
const rounding = 1e-9;

/**
 * The values that a measure of a metric may have: any that is finite, of a ratio 0 to 1. None, where it lives
 * in a store.
 */
export function valueRange(metric: Measured | undefined): { readonly least: number; readonly most: number } {
  if (livesInStore(metric)) return { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY };
  if (metric?.unit === 'ratio') return { least: -rounding, most: 1 + rounding };
  const least = metric?.aggregate === 'age' ? 0 : -Number.MAX_VALUE;
  return {
    least,
    most:
      metric?.unit === 'score' && metric.scale !== undefined
        ? metric.scale * (1 + rounding)
        : Number.MAX_VALUE,
  };
}

/** Why a value cannot be a measure of a metric, with the remedy. */
export function valueFault(metric: Measured | undefined, value: number): string | undefined {
  const { least, most } = valueRange(metric);
  if (value >= least && value <= most) return undefined;
  if (livesInStore(metric)) return 'it lives in the store (keep: store): send it there';
  if (!Number.isFinite(value)) return 'value: expected a finite number';
  if (metric?.unit === 'ratio')
    return `value: found ${value}, expected a ratio from 0 to 1: ${percent(value)}`;
  if (metric?.aggregate === 'age') return `value: found ${value}, expected an age of 0 seconds or more`;
  return `value: found ${value}, expected at most ${metric?.scale}, the scale of metrics.yaml`;
}

function percent(value: number): string {
  return value > 1 && value <= 100 ? `${value} % is ${Number((value / 100).toPrecision(12))}` : '3 % is 0.03';
}
