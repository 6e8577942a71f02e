import { Metric, MetricName, type NamedMetric } from '../../metrics/metric.ts';
import { reservedWords } from '../condition.ts';
import { type Known, readNamed, unreadable } from './known.ts';
import { readWith } from './schema-check.ts';
import { MetricsHead } from './schemas/metrics-file.ts';
import { type Complaint, type Report, reportAt, reportAtKey, type Source } from './source.ts';

/** The metrics of metrics.yaml; `source` is absent when the file is missing or is no YAML. */
export function readMetrics(source: Source | undefined, report: Report): Known<NamedMetric> {
  if (source === undefined) return unreadable;
  readWith(MetricsHead, source, [], report);
  const { good, broken, complete } = readNamed(
    source,
    'metrics',
    { name: MetricName, entry: Metric },
    report,
  );
  const metrics = new Map<string, NamedMetric>();
  const contradictory = new Set(broken);
  for (const [name, metric] of good) {
    const contradiction = contradictionOf(name, metric);
    if (contradiction === undefined) metrics.set(name, { name, ...metric });
    else {
      contradictory.add(name);
      const { key, ...complaint } = contradiction;
      if (key === undefined) reportAtKey(report, source, ['metrics', name], complaint);
      else reportAt(report, source, ['metrics', name, key], complaint);
    }
  }
  return { good: metrics, broken: contradictory, complete };
}

/** The contradiction within a metric, with the key it stands under; absent key: the name itself. */
function contradictionOf(name: string, metric: Metric): (Complaint & { readonly key?: string }) | undefined {
  if (reservedWords.includes(name))
    return {
      code: 'reserved_name',
      found: name,
      expected: 'a name that is no word of the grammar of conditions',
    };
  if (metric.aggregate === 'age' && metric.unit !== 'seconds')
    return {
      key: 'unit',
      code: 'age_in_seconds',
      found: metric.unit,
      expected: 'seconds, since an age is a time',
      didYouMean: 'seconds',
    };
  if (metric.unit === 'score' && metric.scale === undefined)
    return {
      key: 'scale',
      code: 'missing_key',
      found: 'nothing',
      expected: 'the key scale: the best score, such as 5',
    };
  if (metric.unit !== 'score' && metric.scale !== undefined)
    return {
      key: 'scale',
      code: 'scale_without_score',
      found: `a scale of a ${metric.unit}`,
      expected: 'a scale only with unit: score',
    };
  if (metric.from_interactions !== undefined && !metric.own_traffic)
    return {
      key: 'own_traffic',
      code: 'interactions_are_own_traffic',
      found: 'false',
      expected: 'true, since interactions are the traffic of the agent itself',
    };
  return undefined;
}
