import { livesInStore } from './from.ts';
import type { NamedMetric } from './metric.ts';

/** A word of the mandate's `variants`, as senders write it. */
export const variantPattern = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/;

/**
 * The name of the cells of one variant's share of a metric. They stand beside those of the metric itself,
 * which hold every sample once, whatever its variant; no metric has an `@` in its name.
 */
export function variantSeries(metric: string, variant: string): string {
  return `${metric}@${variant}`;
}

/** The metric that the cells of this name are of. */
export function metricOfSeries(name: string): string {
  const at = name.indexOf('@');
  return at === -1 ? name : name.slice(0, at);
}

/** Whether the variants of a metric are kept apart: cells have no squares, so that only shares can be tested. */
export function isKeptApart(metric: NamedMetric | undefined): boolean {
  return metric?.unit === 'ratio' && metric.aggregate === 'mean' && !livesInStore(metric);
}
