import { z } from 'zod';
import type { Aggregate, NamedMetric } from '../../metrics/metric.ts';
import type { AlertSource, SeriesReading, SeriesSource } from '../../metrics/sources.ts';
import { defined } from '../../platform/defined.ts';
import type { Mandate } from '../ruleset.ts';
import { aMetric, anAgent, checkKnown, type Known } from './known.ts';
import { isKeptElsewhere } from './read-metrics.ts';
import { readWith, unread } from './schema-check.ts';
import { AlertEntry, ReplicaLabels, SourceEntry } from './schemas/sources-file.ts';
import { complainOfKey, itemsOf, type Place, under } from './source.ts';

type Names = { readonly metrics: Known<NamedMetric>; readonly agents: Known<Mandate> };

const kinds = ['gauge', 'counter', 'timestamp', 'ratio'] as const;

/** The aggregates that make sense for a kind of source; a kind that is not named takes any. */
const fitting: Readonly<Partial<Record<(typeof kinds)[number], readonly Aggregate[]>>> = {
  counter: ['sum', 'count'],
  timestamp: ['age'],
  ratio: ['mean'],
};

/** The sources of sources.yaml; `file` is absent when there is no such file. */
export function readSources(file: Place | undefined, names: Names): SeriesSource[] {
  if (file === undefined) return [];
  const list = z.array(z.unknown()).optional();
  const lists = { sources: list, alerts: list, otlp: list, scores: list };
  const helpdesks = z.record(z.string(), z.unknown()).optional();
  readWith(z.strictObject({ ...lists, helpdesks, ...unread(['replica_labels']) }), file);
  return itemsOf(under(file, 'sources')).flatMap((place) => {
    const entry = readWith(SourceEntry, place);
    if (entry === undefined) return [];
    const known = [
      checkKnown(names.metrics, under(place, 'metric'), aMetric),
      checkKnown(names.agents, under(place, 'agent'), anAgent),
      !isKeptElsewhere(names.metrics, under(place, 'metric')),
    ];
    const reads = readingOf(place, entry, names.metrics.good.get(entry.metric));
    if (reads === undefined || known.includes(false)) return [];
    const { metric, where, variant_label: variantLabel } = entry;
    return [defined({ metric, reads, agent: agentOf(entry), where, variantLabel })];
  });
}

/** The alerts of other systems that sources.yaml names. */
export function readAlertSources(file: Place | undefined, names: Names): AlertSource[] {
  if (file === undefined) return [];
  return itemsOf(under(file, 'alerts')).flatMap((place) => {
    const entry = readWith(AlertEntry, place);
    const feeds = entry && feedsOf(place, entry, names);
    return entry === undefined || feeds === undefined
      ? []
      : [{ alert: entry.alert, where: entry.where, feeds }];
  });
}

function feedsOf(place: Place, entry: AlertEntry, names: Names): AlertSource['feeds'] | undefined {
  const { metric, alive } = entry;
  const refuse = (key: string, code: string, found: string, expected: string): undefined =>
    void complainOfKey(under(place, key), code, found, expected);
  if (metric === undefined && alive === undefined)
    return refuse('alert', 'missing_key', 'no metric', 'one of the keys metric, alive');
  if (alive !== undefined)
    return metric === undefined && entry.agent === undefined && entry.agent_label === undefined
      ? { kind: 'alive' }
      : refuse(
          'alive',
          'too_many_keys',
          'alive beside a metric or an agent',
          'alive alone: it is about all of them',
        );
  if (metric === undefined || isTwice(place, entry)) return undefined;
  const known = [
    checkKnown(names.metrics, under(place, 'metric'), aMetric),
    checkKnown(names.agents, under(place, 'agent'), anAgent),
  ];
  if (known.includes(false)) return undefined;
  const fed = names.metrics.good.get(metric);
  if (fed !== undefined && fed.from_alerts !== true)
    return refuse('metric', 'not_from_alerts', metric, 'a metric with from_alerts: true');
  return { kind: 'count', metric, agent: agentOf(entry) };
}

type AgentKeys = Pick<AlertEntry, 'agent' | 'agent_label'>;

function agentOf({ agent, agent_label: label = 'agent' }: AgentKeys): SeriesSource['agent'] {
  return agent === undefined ? { label } : { fixed: agent };
}

/** Whether an entry says twice whom it is about; then it is complained of. */
function isTwice(place: Place, { agent, agent_label }: AgentKeys): boolean {
  if (agent === undefined || agent_label === undefined) return false;
  complainOfKey(under(place, 'agent_label'), 'too_many_keys', 'agent and agent_label', 'one of the two');
  return true;
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
  if (isTwice(place, entry)) return undefined;
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
