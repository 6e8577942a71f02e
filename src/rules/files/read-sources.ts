import type { Aggregate, NamedMetric } from '../../metrics/metric.ts';
import type { SeriesReading, SeriesSource } from '../../metrics/sources.ts';
import type { Mandate } from '../ruleset.ts';
import { checkKnown, type Known } from './known.ts';
import { readWith } from './schema-check.ts';
import { SourceEntry, SourcesHead } from './schemas/sources-file.ts';
import { type Path, type Report, reportAtKey, type Source, valueAt } from './source.ts';

const kinds = ['gauge', 'counter', 'timestamp', 'ratio'] as const;

/** The aggregates that make sense for a kind of source; a kind that is not named takes any. */
const fitting: Readonly<Partial<Record<(typeof kinds)[number], readonly Aggregate[]>>> = {
  counter: ['sum', 'count'],
  timestamp: ['age'],
  ratio: ['mean'],
};

/** The sources of sources.yaml; `source` is absent when there is no such file. */
export function readSources(
  source: Source | undefined,
  names: { readonly metrics: Known<NamedMetric>; readonly agents: Known<Mandate> },
  report: Report,
): SeriesSource[] {
  if (source === undefined) return [];
  readWith(SourcesHead, source, [], report);
  const entries = valueAt(source.value, ['sources']);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((_, place) => {
    const path = ['sources', place];
    const entry = readWith(SourceEntry, source, path, report);
    if (entry === undefined) return [];
    const known = [
      checkKnown(names.metrics, source, [...path, 'metric'], unknownMetric, report),
      checkKnown(names.agents, source, [...path, 'agent'], unknownAgent, report),
    ];
    const reads = readingOf(source, path, entry, names.metrics.good.get(entry.metric), report);
    if (reads === undefined || known.includes(false)) return [];
    const agent =
      entry.agent === undefined ? { label: entry.agent_label ?? 'agent' } : { fixed: entry.agent };
    return [{ metric: entry.metric, reads, agent, where: entry.where }];
  });
}

const unknownMetric = { code: 'unknown_metric', expected: 'a metric of metrics.yaml' };
const unknownAgent = { code: 'unknown_agent', expected: 'an agent of agents/' };

function readingOf(
  source: Source,
  path: Path,
  entry: SourceEntry,
  metric: NamedMetric | undefined,
  report: Report,
): SeriesReading | undefined {
  const [kind, ...others] = kinds.filter((one) => entry[one] !== undefined);
  const complain = (key: string, complaint: { code: string; found: string; expected: string }): undefined => {
    reportAtKey(report, source, [...path, key], complaint);
    return undefined;
  };
  if (kind === undefined)
    return complain('metric', {
      code: 'missing_key',
      found: 'no series',
      expected: `one of the keys ${kinds.join(', ')}`,
    });
  if (others[0] !== undefined)
    return complain(others[0], {
      code: 'too_many_keys',
      found: `${[kind, ...others].join(' and ')}`,
      expected: `one of the keys ${kinds.join(', ')}, and only one`,
    });
  if (entry.agent !== undefined && entry.agent_label !== undefined)
    return complain('agent_label', {
      code: 'too_many_keys',
      found: 'agent and agent_label',
      expected: 'one of the two',
    });
  const aggregates = fitting[kind];
  if (metric !== undefined && aggregates !== undefined && !aggregates.includes(metric.aggregate))
    return complain(kind, {
      code: 'source_aggregate',
      found: `a ${kind} for a metric whose aggregate is ${metric.aggregate}`,
      expected: `a metric whose aggregate is ${aggregates.join(' or ')}`,
    });
  return plainReading(entry);
}

function plainReading({ gauge, factor, counter, timestamp, ratio }: SourceEntry): SeriesReading | undefined {
  if (gauge !== undefined) return { kind: 'gauge', series: gauge, factor };
  if (counter !== undefined) return { kind: 'counter', series: counter };
  if (timestamp !== undefined) return { kind: 'timestamp', series: timestamp };
  return ratio === undefined ? undefined : { kind: 'ratio', ...ratio };
}
