import { agentAttributes, type GenAiMeasure, genAiReadings } from '../../metrics/gen-ai.ts';
import { type Aggregate, isPercentile, type NamedMetric } from '../../metrics/metric.ts';
import type { AttributeValues, OtlpReading, OtlpSource, RatioPart } from '../../metrics/sources.ts';
import { defined } from '../../platform/defined.ts';
import type { Mandate } from '../ruleset.ts';
import { aMetric, anAgent, checkKnown, type Known } from './known.ts';
import { isKeptElsewhere } from './read-metrics.ts';
import { readWith } from './schema-check.ts';
import { OtlpEntry } from './schemas/sources-file.ts';
import { complainOfKey, itemsOf, type Place, under } from './source.ts';

const kinds = ['gauge', 'counter', 'histogram', 'timestamp', 'ratio', 'gen_ai'] as const;
type Kind = (typeof kinds)[number];
const parts = ['part', 'part_where', 'above'] as const;

/** The part of sources.yaml about OpenTelemetry; `file` is absent when there is no such file. */
export function readOtlpSources(
  file: Place | undefined,
  names: { readonly metrics: Known<NamedMetric>; readonly agents: Known<Mandate> },
): OtlpSource[] {
  if (file === undefined) return [];
  return itemsOf(under(file, 'otlp')).flatMap((place) => {
    const entry = readWith(OtlpEntry, place);
    if (entry === undefined) return [];
    const known = [
      checkKnown(names.metrics, under(place, 'metric'), aMetric),
      checkKnown(names.agents, under(place, 'agent'), anAgent),
      !isKeptElsewhere(names.metrics, under(place, 'metric')),
    ];
    const kind = kindOf(place, entry, names.metrics.good.get(entry.metric));
    if (kind === undefined || known.includes(false)) return [];
    const { metric, variant_attribute: variantAttribute } = entry;
    const [agent, where] = [agentOf(entry), valuesOf(entry.where)];
    return readingsOf(place, entry).map((one) =>
      defined({ metric, reads: one.reads, agent, where: { ...one.where, ...where }, variantAttribute }),
    );
  });
}

function agentOf({ agent, agent_attribute: attribute }: OtlpEntry): OtlpSource['agent'] {
  if (agent !== undefined) return { fixed: agent };
  return { attributes: attribute === undefined ? agentAttributes : [attribute] };
}

/** The values that attributes may have, each as a list. */
export function valuesOf(where: OtlpEntry['where']): AttributeValues {
  return Object.fromEntries(
    Object.entries(where).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]),
  );
}

/** The thing that an entry reads, if it is one, and one for its metric. */
function kindOf(place: Place, entry: OtlpEntry, metric: NamedMetric | undefined): Kind | undefined {
  const refuse = (key: string, code: string, found: string, expected: string): undefined =>
    void complainOfKey(under(place, key), code, found, expected);
  const oneKey = `one of the keys ${kinds.join(', ')}`;
  const [kind, ...others] = kinds.filter((one) => entry[one] !== undefined);
  if (kind === undefined) return refuse('metric', 'missing_key', 'nothing that is read', oneKey);
  if (others[0] !== undefined)
    return refuse(others[0], 'too_many_keys', [kind, ...others].join(' and '), `${oneKey}, and only one`);
  if (entry.agent !== undefined && entry.agent_attribute !== undefined)
    return refuse('agent_attribute', 'too_many_keys', 'agent and agent_attribute', 'one of the two');
  const what = entry.gen_ai ?? (kind === 'gen_ai' ? undefined : kind);
  if (what === undefined) return undefined;
  if (entry.passes !== undefined && what !== 'evaluation')
    return refuse('passes', 'too_many_keys', `passes beside ${what}`, 'gen_ai: evaluation');
  const takesFactor = !/ratio|timestamp|errors/.test(what) && entry.passes === undefined;
  if (entry.factor !== 1 && !takesFactor)
    return refuse('factor', 'too_many_keys', `a factor beside ${what}`, 'values, durations or tokens');
  const fits = entry.passes === undefined ? fitting[what] : 'mean';
  if (metric !== undefined && !fitsAggregate(fits, metric.aggregate)) {
    const found = `${what} for a metric whose aggregate is ${metric.aggregate}`;
    return refuse(kind, 'source_aggregate', found, `a metric whose aggregate is ${fits}`);
  }
  return kind;
}

const [anyValues, ofDurations] = ['not age', 'mean, sum, count or a percentile'];
const fitting: Readonly<Record<Exclude<Kind, 'gen_ai'> | GenAiMeasure, string>> = {
  gauge: anyValues,
  counter: 'sum or count',
  histogram: ofDurations,
  timestamp: 'age',
  ratio: 'mean',
  agent_errors: 'mean',
  model_errors: 'mean',
  tool_errors: 'mean',
  agent_time: ofDurations,
  model_time: ofDurations,
  tool_time: ofDurations,
  input_tokens: 'sum',
  output_tokens: 'sum',
  evaluation: anyValues,
};

function fitsAggregate(fits: string, aggregate: Aggregate): boolean {
  if (fits === anyValues) return aggregate !== 'age';
  if (fits === ofDurations && isPercentile(aggregate)) return true;
  return fits.split(/, | or /).includes(aggregate);
}

function partOf(place: Place, ratio: NonNullable<OtlpEntry['ratio']>): RatioPart | undefined {
  const [key, ...others] = parts.filter((one) => ratio[one] !== undefined);
  const expected = `one of the keys ${parts.join(', ')}`;
  if (key === undefined || others.length > 0) {
    const found = key === undefined ? 'nothing that is measured' : [key, ...others].join(' and ');
    complainOfKey(under(place, others[0] ?? 'whole'), 'too_many_keys', found, expected);
    return undefined;
  }
  if (ratio.part !== undefined) return { kind: 'counter', name: ratio.part };
  if (ratio.above !== undefined) return { kind: 'above', bound: ratio.above };
  return ratio.part_where && { kind: 'where', where: valuesOf(ratio.part_where) };
}

type Read = { readonly reads: OtlpReading; readonly where: AttributeValues };

function readingsOf(place: Place, entry: OtlpEntry): readonly Read[] {
  const { gauge, counter, histogram, timestamp, ratio, gen_ai: measure, factor } = entry;
  if (measure !== undefined) return genAiReadings(measure, factor, entry.passes);
  const read = (reads: OtlpReading): readonly Read[] => [{ reads, where: {} }];
  if (gauge !== undefined) return read({ kind: 'gauge', name: gauge, factor });
  if (counter !== undefined) return read({ kind: 'counter', name: counter, factor });
  if (histogram !== undefined) return read({ kind: 'histogram', name: histogram, factor });
  if (timestamp !== undefined) return read({ kind: 'timestamp', name: timestamp });
  const part = ratio && partOf(under(place, 'ratio'), ratio);
  return ratio && part ? read({ kind: 'ratio', whole: ratio.whole, part }) : [];
}
