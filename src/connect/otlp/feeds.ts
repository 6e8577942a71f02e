import type { NamedMetric } from '../../metrics/metric.ts';
import { isPercentile } from '../../metrics/metric.ts';
import type { Reading, Takes } from '../../metrics/reading.ts';
import { clip, type Known, unknownName } from '../../metrics/sample.ts';
import type { AttributeValues, OtlpReading, OtlpSource } from '../../metrics/sources.ts';
import { declaredVariant, usualVariantLabel } from '../../metrics/variant.ts';
import { type Attributes, attributeOf, type Histogram, type OtlpPoint } from './points.ts';
import { spreadOf } from './spread.ts';

/** The knowledge that points are read with. */
export type OtlpRules = Known & {
  readonly sources: readonly OtlpSource[];
  /** Every threshold that a rule over this agent has for a metric. */
  readonly thresholds: (agent: string, metric: string) => readonly number[];
};

/** Why a point feeds nothing; `code` is short and of a few kinds. */
export type Refused = { readonly code: RefusalCode; readonly reason: string; readonly agent?: string };
/** The reason why something that was sent was not taken. */
export type RefusalCode =
  | 'unmapped'
  | 'no_agent'
  | 'unknown_agent'
  | 'unfit'
  | 'not_taken'
  | 'malformed'
  | 'too_large'
  | 'unsupported';

/** The readings of a point for every metric that sources.yaml has for it, or why there is none. */
export function readingsOf(point: OtlpPoint, place: number, rules: OtlpRules): readonly Reading[] | Refused {
  const { name } = point;
  const readings: Reading[] = [];
  let refused: Refused | undefined;
  let isNamed = false;
  for (const source of rules.sources) {
    if (!namesOf(source.reads).includes(name)) continue;
    isNamed = true;
    if (point.isEmpty || !fits(point.attributes, source.where)) continue;
    const read = readingOf(point, place, source, rules);
    if ('code' in read) refused ??= read;
    else readings.push(...read.readings);
  }
  // What says that nothing was measured says it of every metric.
  if (readings.length > 0 || (isNamed && point.isEmpty)) return readings;
  const which = isNamed ? 'with these attributes' : 'it';
  const reason = `metric ${clip(name)}: no entry under otlp of sources.yaml reads ${which}`;
  return refused ?? { code: 'unmapped', reason };
}

/** The names of the metrics that a source reads. */
export function namesOf(reads: OtlpReading): readonly string[] {
  if (reads.kind === 'evaluation') return [];
  if (reads.kind !== 'ratio') return [reads.name];
  return reads.part.kind === 'counter' ? [reads.whole, reads.part.name] : [reads.whole];
}

/** Whether something has attributes with one of these values each. */
export function fits(attributes: readonly Attributes[], where: AttributeValues): boolean {
  return Object.entries(where).every(([name, values]) => {
    const value = attributeOf(attributes, name);
    return value !== undefined && (values.includes('*') || values.includes(value));
  });
}

/** SDKs call a program so that nobody has named. */
const unnamed = /^unknown_service(?::|$)/;

/** The agent that something is about by a source, or why it is about none. */
export function agentOf(
  what: string,
  attributes: readonly Attributes[],
  { agent }: Pick<OtlpSource, 'agent'>,
  { hasAgent }: Pick<Known, 'hasAgent'>,
): string | Refused {
  if ('fixed' in agent) return agent.fixed;
  const found = agent.attributes
    .map((name) => attributeOf(attributes, name))
    .find((value) => value !== undefined);
  if (found === undefined) {
    const reason = `${what} has no attribute that names its agent (${agent.attributes.join(', ')})`;
    return { code: 'no_agent', reason };
  }
  if (hasAgent(found)) return found;
  if (!unnamed.test(found))
    return { code: 'unknown_agent', reason: `${what}: ${unknownName('agent', found)}` };
  return {
    code: 'no_agent',
    reason: `${what} comes from a program without a name: set OTEL_SERVICE_NAME to the id of its agent, or name the agent in sources.yaml`,
  };
}

/** The variant that attributes name, as far as the agent declares it. */
export function variantIn(
  attributes: readonly Attributes[],
  agent: string,
  { variantAttribute = usualVariantLabel }: Pick<OtlpSource, 'variantAttribute'>,
  { variantsOf }: Pick<Known, 'variantsOf'>,
): Pick<Reading, 'variant' | 'undeclared'> {
  return declaredVariant(agent, attributeOf(attributes, variantAttribute), variantsOf, { quiet: true });
}

function readingOf(
  point: OtlpPoint,
  place: number,
  source: OtlpSource,
  rules: OtlpRules,
): { readonly readings: readonly Reading[] } | Refused {
  const what = `metric ${clip(point.name)}`;
  const agent = agentOf(what, point.attributes, source, rules);
  if (typeof agent !== 'string') return agent;
  const metric = rules.metric(source.metric);
  if (metric === undefined) return { code: 'unmapped', reason: unknownName('metric', source.metric) };
  const unfit = (reason: string): Refused => ({ code: 'unfit', reason: `${what}: ${reason}`, agent });
  const { at, startedAt, form, program } = point;
  if (form === undefined) return unfit('aggregationTemporality: expected 1 (delta) or 2 (cumulative)');
  if (Number.isNaN(at)) return unfit('timeUnixNano: expected a time');
  const of = variantIn(point.attributes, agent, source, rules);
  const ratio = JSON.stringify([agent, source, program, of.variant ?? '']);
  const numbers = numbersOf(point, source.reads, metric, () => rules.thresholds(agent, metric.name), ratio);
  if (typeof numbers === 'string') return unfit(numbers);
  const key = JSON.stringify([agent, source, point.series]);
  const reading = { point: place, agent, metric, key, program, at, startedAt, form };
  return { readings: [{ ...reading, ...numbers, ...of }] };
}

type Numbers = { readonly numbers: readonly number[]; readonly takes: Takes };

/** The part of a point that a source takes, or why the point has nothing for it. */
function numbersOf(
  point: OtlpPoint,
  reads: OtlpReading,
  metric: NamedMetric,
  thresholds: () => readonly number[],
  ratio: string,
): Numbers | string {
  const { data } = point;
  switch (reads.kind) {
    case 'gauge':
    case 'timestamp':
      if (data.kind !== 'number' || point.form === 'increase' || data.isMonotonic)
        return `a ${reads.kind} is read from a gauge or a cumulative up-down counter`;
      return {
        numbers: [data.value],
        takes: reads.kind === 'gauge' ? { kind: 'value', factor: reads.factor } : { kind: 'timestamp' },
      };
    case 'counter':
      if (data.kind !== 'number' || !data.isMonotonic) return 'a counter is read from a sum that only rises';
      return { numbers: [data.value], takes: { kind: 'amount', factor: reads.factor } };
    case 'histogram':
      if (data.kind !== 'histogram') return 'it is no histogram';
      return isPercentile(metric.aggregate)
        ? spreadOf(data, point.form, reads.factor, thresholds())
        : meanOf(data, reads.factor);
    case 'evaluation':
      return 'evaluations are read from events';
    case 'ratio':
      return ratioOf(point, reads, ratio);
    default:
      return reads satisfies never;
  }
}

function meanOf({ count, sum }: Histogram, factor: number): Numbers | string {
  if (sum === undefined) return 'it has no sum, so nobody knows its mean';
  return { numbers: [count, sum], takes: { kind: 'mean', factor } };
}

function ratioOf(
  { data, name, attributes }: OtlpPoint,
  { whole, part }: Extract<OtlpReading, { kind: 'ratio' }>,
  ratio: string,
): Numbers | string {
  if (part.kind === 'above')
    return data.kind === 'histogram' ? aboveOf(data, part.bound) : 'it is no histogram';
  if (data.kind === 'summary' || (data.kind === 'number' && !data.isMonotonic))
    return 'a ratio is read from sums that only rise, or from histograms';
  const count = data.kind === 'histogram' ? data.count : data.value;
  if (part.kind === 'where')
    return { numbers: [count], takes: { kind: 'all_or_none', isPart: fits(attributes, part.where) } };
  return { numbers: [count], takes: { kind: 'side', side: name === whole ? 'whole' : 'part', ratio } };
}

function aboveOf({ count, bounds, counts }: Histogram, bound: number): Numbers | string {
  const place = bounds.findIndex((one) => Math.abs(one - bound) <= Math.abs(bound) * 1e-9);
  if (place < 0 || counts.length !== bounds.length + 1)
    return `none of its bounds is ${bound} (they are ${clip(bounds.join(', '))}): nobody knows how many values lie above`;
  const below = counts.slice(0, place + 1).reduce((sum, one) => sum + one, 0);
  return { numbers: [count, count - below], takes: { kind: 'share' } };
}
