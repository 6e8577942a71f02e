import { isUnresolved } from '../../incidents/incident.ts';
import { noAgent } from '../../rules/ruleset.ts';
import { progressOf } from '../progress.ts';
import { plansOfWeek } from './plans.ts';
import type { AgentRow, ThresholdRow } from './report.ts';
import { sumOf, type WeeklySources } from './sources.ts';
import { answersOf } from './volumes.ts';
import { isWithin } from './week.ts';

/** So many agents are told one by one. */
const mostRows = 30;

/** The agents of a report of all, those that had the most to do with first; the rest is counted. */
export function agentRows(
  sources: WeeklySources,
  thresholds: readonly ThresholdRow[],
): { readonly agents: readonly AgentRow[]; readonly agentsLeft: number } {
  if (sources.agent !== undefined) return { agents: [], agentsLeft: 0 };
  const { set, facts } = sources;
  const named = [...facts.incidents, ...plansOfWeek(sources), ...facts.suspended];
  const ids = new Set([...set.agents.keys(), ...named.map(({ agent = noAgent }) => agent)]);
  const rows = rowsOf([...ids], sources, thresholds).toSorted(
    (a, b) =>
      b.suspendedMs - a.suspendedMs ||
      b.degradedMs - a.degradedMs ||
      b.opened - a.opened ||
      b.missed - a.missed ||
      b.overdue - a.overdue,
  );
  return { agents: rows.slice(0, mostRows), agentsLeft: Math.max(0, rows.length - mostRows) };
}

function rowsOf(
  ids: readonly string[],
  sources: WeeklySources,
  thresholds: readonly ThresholdRow[],
): readonly (AgentRow & { readonly degradedMs: number })[] {
  const { facts, set, weeks, now } = sources;
  const incidents = byAgent(facts.incidents);
  const suspended = byAgent(facts.suspended);
  const plans = byAgent(plansOfWeek(sources));
  const series = byAgent(facts.series ?? []);
  const rules = byAgent(thresholds);
  return ids.map((agent) => {
    const own = incidents.get(agent) ?? [];
    const status = (wanted: readonly ThresholdRow['status'][]) =>
      (rules.get(agent) ?? []).filter((row) => wanted.includes(row.status)).length;
    return {
      agent,
      name: set.agents.get(agent)?.name ?? agent,
      answers: answersOf({ series: series.get(agent) ?? [] }, set.metrics),
      opened: own.filter(({ opened }) => isWithin(weeks.week, opened.at)).length,
      unresolved: own.filter(isUnresolved).length,
      suspendedMs: sumOf(suspended.get(agent) ?? [], ({ suspendedMs }) => suspendedMs),
      degradedMs: sumOf(suspended.get(agent) ?? [], ({ degradedMs }) => degradedMs),
      kept: status(['kept']),
      missed: status(['missed']),
      unmeasured: status(['unmeasured', 'partly']),
      overdue: sumOf(plans.get(agent) ?? [], (plan) => progressOf(plan, now).overdue),
    };
  });
}

function byAgent<T extends { readonly agent?: string | undefined }>(
  items: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const sorted = new Map<string, T[]>();
  for (const item of items) {
    const known = sorted.get(item.agent ?? noAgent);
    if (known === undefined) sorted.set(item.agent ?? noAgent, [item]);
    else known.push(item);
  }
  return sorted;
}
