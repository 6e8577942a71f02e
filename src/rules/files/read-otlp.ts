import { type Aggregate, isPercentile, type NamedMetric } from '../../metrics/metric.ts';
import type { AttributeValues, OtlpReading, OtlpSource, RatioPart } from '../../metrics/sources.ts';
import type { Mandate } from '../ruleset.ts';
import { aMetric, anAgent, checkKnown, type Known } from './known.ts';
import { readWith } from './schema-check.ts';
import { OtlpEntry } from './schemas/sources-file.ts';
import { complainOfKey, itemsOf, type Place, under } from './source.ts';

const kinds = ['gauge', 'counter', 'histogram', 'timestamp', 'ratio'] as const;
type Kind = (typeof kinds)[number];
const parts = ['part', 'part_where', 'above'] as const;

/** Who an agent is, where an entry does not say it: SDKs for agents name it, all others name their program. */
const usualAttributes = ['gen_ai.agent.name', 'service.name'];

/** What sources.yaml says of OpenTelemetry; `file` is absent when there is no such file. */
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
    ];
    const reads = readingOf(place, entry, names.metrics.good.get(entry.metric));
    if (reads === undefined || known.includes(false)) return [];
    return [{ metric: entry.metric, reads, agent: agentOf(entry), where: valuesOf(entry.where) }];
  });
}

function agentOf({ agent, agent_attribute: attribute }: OtlpEntry): OtlpSource['agent'] {
  if (agent !== undefined) return { fixed: agent };
  return { attributes: attribute === undefined ? usualAttributes : [attribute] };
}

function valuesOf(where: OtlpEntry['where']): AttributeValues {
  return Object.fromEntries(
    Object.entries(where).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]),
  );
}

function readingOf(place: Place, entry: OtlpEntry, metric: NamedMetric | undefined): OtlpReading | undefined {
  const refuse = (key: string, code: string, found: string, expected: string): undefined =>
    void complainOfKey(under(place, key), code, found, expected);
  const oneKey = `one of the keys ${kinds.join(', ')}`;
  const [kind, ...others] = kinds.filter((one) => entry[one] !== undefined);
  if (kind === undefined) return refuse('metric', 'missing_key', 'nothing that is read', oneKey);
  if (others[0] !== undefined)
    return refuse(others[0], 'too_many_keys', [kind, ...others].join(' and '), `${oneKey}, and only one`);
  if (entry.agent !== undefined && entry.agent_attribute !== undefined)
    return refuse('agent_attribute', 'too_many_keys', 'agent and agent_attribute', 'one of the two');
  if (entry.factor !== 1 && (kind === 'ratio' || kind === 'timestamp'))
    return refuse('factor', 'too_many_keys', `a factor beside a ${kind}`, 'a gauge, counter or histogram');
  if (metric !== undefined && !fitsAggregate(kind, metric.aggregate)) {
    const found = `a ${kind} for a metric whose aggregate is ${metric.aggregate}`;
    return refuse(kind, 'source_aggregate', found, `a metric whose aggregate is ${fitting[kind]}`);
  }
  const part = entry.ratio === undefined ? undefined : partOf(under(place, 'ratio'), entry.ratio);
  return plainReading(entry, part);
}

const fitting: Readonly<Record<Kind, string>> = {
  gauge: 'not age',
  counter: 'sum or count',
  histogram: 'mean, sum, count or a percentile',
  timestamp: 'age',
  ratio: 'mean',
};

function fitsAggregate(kind: Kind, aggregate: Aggregate): boolean {
  if (kind === 'gauge') return aggregate !== 'age';
  if (kind === 'histogram' && isPercentile(aggregate)) return true;
  return fitting[kind].split(/, | or /).includes(aggregate);
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

function plainReading(
  { gauge, counter, histogram, timestamp, ratio, factor }: OtlpEntry,
  part: RatioPart | undefined,
): OtlpReading | undefined {
  if (gauge !== undefined) return { kind: 'gauge', name: gauge, factor };
  if (counter !== undefined) return { kind: 'counter', name: counter, factor };
  if (histogram !== undefined) return { kind: 'histogram', name: histogram, factor };
  if (timestamp !== undefined) return { kind: 'timestamp', name: timestamp };
  return ratio && part && { kind: 'ratio', whole: ratio.whole, part };
}
