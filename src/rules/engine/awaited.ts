import { livesInStore } from '../../metrics/from.ts';
import { findSeries } from '../../metrics/memory/live.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { conditionsOf } from '../rule.ts';
import type { RuleSet } from '../ruleset.ts';
import type { Engine } from './engine.ts';

/** A feed whose age a rule watches, by agent and metric. */
export type Feed = { readonly agent: string; readonly metric: string };

/** The feeds whose age the rules of a set watch. */
export function watchedFeeds({ rules, metrics }: Pick<RuleSet, 'rules' | 'metrics'>): Feed[] {
  const feeds = rules.flatMap((rule) =>
    conditionsOf(rule)
      .filter(({ metric }) => isAwaited(metrics.get(metric)))
      .flatMap(({ metric }) => rule.agents.map((agent) => ({ agent, metric }))),
  );
  return [...new Map(feeds.map((feed) => [JSON.stringify([feed.agent, feed.metric]), feed])).values()];
}

function isAwaited(metric: NamedMetric | undefined): boolean {
  return metric?.aggregate === 'age' && !livesInStore(metric);
}

/** Waits for the feeds of the set in force: since when it is `known`, else from now on. */
export function awaitFeeds(
  { set, live }: Pick<Engine, 'set' | 'live'>,
  now: number,
  known: readonly (Feed & { readonly since: number })[] = [],
): void {
  for (const { agent, metric, since } of known) {
    const series = findSeries(live, agent, metric);
    if (series !== undefined) live.awaitedSince.set(series, since);
  }
  for (const { agent, metric } of watchedFeeds(set)) {
    const series = findSeries(live, agent, metric);
    if (series !== undefined && !live.awaitedSince.has(series)) live.awaitedSince.set(series, now);
  }
}
