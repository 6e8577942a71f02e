import { livesInStore } from '../../metrics/from.ts';
import type { SeriesRules } from '../../metrics/intake/remote-write/series.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import type { RuleSet } from '../../rules/ruleset.ts';

/** One thing that filrouge asks for, again and again. */
export type Wanted = {
  /** The same as long as it is the same thing. */
  readonly key: string;
  /** The metrics that it feeds. */
  readonly metrics: readonly NamedMetric[];
  readonly everyMs: number;
  /** How long after the beginning of a step: not all at once, and each always the same. */
  readonly lateMs: number;
} & (
  | { readonly kind: 'promql'; readonly promql: string }
  | { readonly kind: 'scrape'; readonly url: string }
);

/** The part of a rule set that is about things that are asked for. */
export type PullRules = Pick<RuleSet, 'agents' | 'rules' | 'metrics' | 'sources' | 'stepMs'>;

/**
 * Everything that a rule set asks for: each query, and each page once, whatever number of metrics name it.
 */
export function wantedBy({ metrics, stepMs }: Pick<PullRules, 'metrics' | 'stepMs'>): Wanted[] {
  const queries: Wanted[] = [];
  const pages = new Map<string, NamedMetric[]>();
  for (const metric of metrics.values()) {
    if (livesInStore(metric)) continue;
    const { promql, scrape, every: everyMs = stepMs } = metric.from ?? {};
    if (promql !== undefined) {
      const key = JSON.stringify([metric.name, metric.from]);
      queries.push({ kind: 'promql', key, metrics: [metric], promql, everyMs, lateMs: lateOf(key, everyMs) });
    } else if (scrape !== undefined) pages.set(scrape, [...(pages.get(scrape) ?? []), metric]);
  }
  const scrapes = [...pages].map(([url, fed]): Wanted => {
    return { kind: 'scrape', key: url, metrics: fed, url, everyMs: stepMs, lateMs: lateOf(url, stepMs) };
  });
  return [...queries, ...scrapes];
}

function lateOf(key: string, everyMs: number): number {
  return Number.parseInt(sha256Hex(key).slice(0, 8), 16) % Math.min(1_000, Math.ceil(everyMs / 10));
}

/**
 * The rules by which the series of an answer or of a page are read: those of the metrics it feeds, no
 * others.
 */
export function rulesFor(
  { metrics }: Pick<Wanted, 'metrics'>,
  { agents, sources = [] }: Pick<PullRules, 'agents' | 'sources'>,
): SeriesRules {
  const byName = new Map(metrics.map((metric) => [metric.name, metric]));
  return {
    sources: sources.filter(({ metric }) => byName.has(metric)),
    metric: (name) => byName.get(name),
    hasAgent: (agent) => agents.has(agent),
    variantsOf: (agent) => agents.get(agent)?.variants ?? [],
    replicaLabels: [],
  };
}
