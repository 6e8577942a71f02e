import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { NamedMetric } from '../../src/metrics/metric.ts';
import { MetricsFile } from '../../src/rules/files/schemas/metrics-file.ts';

/** The metrics of a metrics.yaml, in the order of the file. Throws zod's list of faults when it is not one. */
export function metricsIn(file: string): NamedMetric[] {
  const { metrics } = MetricsFile.parse(parse(readFileSync(file, 'utf8')));
  return Object.entries(metrics).map(([name, metric]) => ({ name, ...metric }));
}
