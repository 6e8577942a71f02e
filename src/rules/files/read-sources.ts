import type { Aggregate, NamedMetric } from '../../metrics/metric.ts';
import type { SeriesReading, SeriesSource } from '../../metrics/sources.ts';
import type { Mandate } from '../ruleset.ts';
import { aMetric, anAgent, checkKnown, type Known } from './known.ts';
import { entriesOf, readWith } from './schema-check.ts';
import { ReplicaLabels, SourceEntry } from './schemas/sources-file.ts';
import { complainOfKey, type Place, under } from './source.ts';

const kinds = ['gauge', 'counter', 'timestamp', 'ratio'] as const;

/** The aggregates that make sense for a kind of source; a kind that is not named takes any. */
const fitting: Readonly<Partial<Record<(typeof kinds)[number], readonly Aggregate[]>>> = {
  counter: ['sum', 'count'],
  timestamp: ['age'],
  ratio: ['mean'],
};

/** The sources of sources.yaml; `file` is absent when there is no such file. */
export function readSources(
  file: Place | undefined,
  names: { readonly metrics: Known<NamedMetric>; readonly agents: Known<Mandate> },
): SeriesSource[] {
  if (file === undefined) return [];
  return entriesOf(file, 'sources', ['replica_labels']).flatMap((place) => {
    const entry = readWith(SourceEntry, place);
    if (entry === undefined) return [];
    const known = [
      checkKnown(names.metrics, under(place, 'metric'), aMetric),
      checkKnown(names.agents, under(place, 'agent'), anAgent),
    ];
    const reads = readingOf(place, entry, names.metrics.good.get(entry.metric));
    if (reads === undefined || known.includes(false)) return [];
    const agent =
      entry.agent === undefined ? { label: entry.agent_label ?? 'agent' } : { fixed: entry.agent };
    return [{ metric: entry.metric, reads, agent, where: entry.where }];
  });
}

/** The labels by which sources.yaml tells replicas of a sender apart, if it names any. */
export function readReplicaLabels(file: Place): readonly string[] | undefined {
  return readWith(ReplicaLabels.optional(), under(file, 'replica_labels'));
}

function readingOf(
  place: Place,
  entry: SourceEntry,
  metric: NamedMetric | undefined,
): SeriesReading | undefined {
  const [kind, ...others] = kinds.filter((one) => entry[one] !== undefined);
  const refuse = (key: string, code: string, found: string, expected: string): undefined =>
    void complainOfKey(under(place, key), code, found, expected);
  const oneKey = `one of the keys ${kinds.join(', ')}`;
  if (kind === undefined) return refuse('metric', 'missing_key', 'no series', oneKey);
  if (others[0] !== undefined)
    return refuse(others[0], 'too_many_keys', [kind, ...others].join(' and '), `${oneKey}, and only one`);
  if (entry.agent !== undefined && entry.agent_label !== undefined)
    return refuse('agent_label', 'too_many_keys', 'agent and agent_label', 'one of the two');
  const aggregates = fitting[kind];
  if (metric !== undefined && aggregates !== undefined && !aggregates.includes(metric.aggregate)) {
    const found = `a ${kind} for a metric whose aggregate is ${metric.aggregate}`;
    return refuse(kind, 'source_aggregate', found, `a metric whose aggregate is ${aggregates.join(' or ')}`);
  }
  return plainReading(entry);
}

function plainReading({ gauge, factor, counter, timestamp, ratio }: SourceEntry): SeriesReading | undefined {
  if (gauge !== undefined) return { kind: 'gauge', series: gauge, factor };
  if (counter !== undefined) return { kind: 'counter', series: counter };
  if (timestamp !== undefined) return { kind: 'timestamp', series: timestamp };
  return ratio === undefined ? undefined : { kind: 'ratio', ...ratio };
}
