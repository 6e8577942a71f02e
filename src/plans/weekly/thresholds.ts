import { livesInStore } from '../../metrics/from.ts';
import { defined } from '../../platform/defined.ts';
import { conditionsOf, type Rule } from '../../rules/rule.ts';
import { type RuleSet, rulesOver } from '../../rules/ruleset.ts';
import { conditionsInWords } from '../documents/wording.ts';
import type { WeeklyFiring, WeeklySeries } from './facts.ts';
import { type ThresholdRow, thresholdStatuses, type WeeklyReport } from './report.ts';
import { pairOf, sumOf, type WeeklySources } from './sources.ts';
import { type Span, sharedMs } from './week.ts';

/** So many thresholds are told one by one. */
const mostRows = 200;

/** A rule over an agent, with what is known of it. */
type Watched = { readonly agent: string; readonly rule: Rule; readonly firings: readonly WeeklyFiring[] };

/** Every threshold of every agent in the week, the ones that need somebody first. */
export function thresholdRows(sources: WeeklySources): readonly ThresholdRow[] {
  const rows = watchedIn(sources).map((watched) => rowOf(watched, sources));
  const rank = (row: ThresholdRow) => thresholdStatuses.indexOf(row.status);
  return rows.toSorted((a, b) => rank(a) - rank(b) || b.firings.now - a.firings.now);
}

/** The thresholds of the week, counted; the first of them row by row. */
export function thresholdSection(
  sources: WeeklySources,
  rows: readonly ThresholdRow[],
): WeeklyReport['thresholds'] {
  const of = (status: ThresholdRow['status']) => rows.filter((row) => row.status === status).length;
  const before = watchedIn(sources).filter(({ firings }) => isMissed(firings, sources.weeks.before, sources));
  return {
    kept: of('kept'),
    missed: { now: of('missed'), before: before.length },
    partly: of('partly'),
    unmeasured: of('unmeasured'),
    firings: { now: sumOf(rows, (row) => row.firings.now), before: sumOf(rows, (row) => row.firings.before) },
    rows: rows.slice(0, mostRows),
  };
}

function watchedIn({ facts, set, agent }: WeeklySources): readonly Watched[] {
  const firings = new Map<string, WeeklyFiring[]>();
  const key = (of: string, rule: string) => JSON.stringify([of, rule]);
  for (const firing of facts.firings) {
    const place = key(firing.agent, firing.rule);
    const known = firings.get(place);
    if (known === undefined) firings.set(place, [firing]);
    else known.push(firing);
  }
  const agents = agent === undefined ? [...set.agents.keys()] : [agent];
  return agents.flatMap((of) =>
    rulesOver(set, of).map((rule) => ({ agent: of, rule, firings: firings.get(key(of, rule.id)) ?? [] })),
  );
}

function rowOf({ agent, rule, firings }: Watched, sources: WeeklySources): ThresholdRow {
  const { weeks, set, now } = sources;
  const days = weeks.week.days.filter(({ from }) => from < now);
  const daysMeasured = measuredDays(agent, rule, days.length, sources);
  return {
    ...{ agent, rule: rule.id, condition: inWords(rule, set), days: days.length },
    ...defined({ daysMeasured }),
    status: statusOf(isMissed(firings, weeks.week, sources), daysMeasured, days.length),
    firings: pairOf(
      weeks,
      ({ from, until }) => firings.filter(({ firedAt }) => from <= firedAt && firedAt < until).length,
    ),
    firingMs: sumOf(firings, (firing) => sharedMs(lastedFor(firing, now), weeks.week)),
  };
}

/** Whatever was not measured is never said to be kept. */
function statusOf(missed: boolean, measured: number | undefined, days: number): ThresholdRow['status'] {
  if (missed) return 'missed';
  if (measured === undefined || measured === 0) return 'unmeasured';
  return measured < days ? 'partly' : 'kept';
}

function isMissed(firings: readonly WeeklyFiring[], span: Span, { now }: WeeklySources): boolean {
  return firings.some((firing) => {
    const { from, until } = lastedFor(firing, now);
    return from < span.until && until >= span.from;
  });
}

function lastedFor({ firedAt, end }: WeeklyFiring, now: number): Span {
  return { from: firedAt, until: end ?? Math.max(now, firedAt) };
}

/**
 * On how many days the rule could tell: each of its metrics had as much weight as a verdict needs. An age can
 * be told on every day once it was measured. `undefined`: nobody knows here.
 */
function measuredDays(agent: string, rule: Rule, days: number, { facts, set }: WeeklySources) {
  const names = [...new Set(conditionsOf(rule).map(({ metric }) => metric))];
  if (facts.series === undefined || names.some((name) => livesInStore(set.metrics.get(name))))
    return undefined;
  const own = names.map((name) => seriesNamed(facts.series ?? [], agent, name));
  return Array.from({ length: days }, (_, day) => day).filter((day) =>
    own.every((series, place) => {
      if (series === undefined) return false;
      if (set.metrics.get(names[place] ?? '')?.aggregate === 'age') return series.everMeasured;
      const weight = series.days[day]?.weight ?? 0;
      return weight > 0 && weight >= rule.minSamples;
    }),
  ).length;
}

const indexes = new WeakMap<readonly WeeklySeries[], ReadonlyMap<string, WeeklySeries>>();

function seriesNamed(
  series: readonly WeeklySeries[],
  agent: string,
  metric: string,
): WeeklySeries | undefined {
  const key = (one: Pick<WeeklySeries, 'agent' | 'metric'>) => `${one.agent} ${one.metric}`;
  const known = indexes.get(series) ?? new Map(series.map((one) => [key(one), one]));
  indexes.set(series, known);
  return known.get(key({ agent, metric }));
}

function inWords({ when }: Rule, ruleSet: RuleSet): ThresholdRow['condition'] {
  return {
    fr: conditionsInWords(when, { language: 'fr', ruleSet }),
    en: conditionsInWords(when, { language: 'en', ruleSet }),
  };
}
