import { findSeries, growSeries, holdsWindow } from '../../metrics/memory/live.ts';
import { readCellsOf } from '../../metrics/storage/store.ts';
import { isKeptApart, variantSeries } from '../../metrics/variant.ts';
import { type WindowSpec, windowReachMs } from '../../metrics/window.ts';
import type { Plan } from '../../plans/plan.ts';
import { noAgent, type RuleSet, ruleWindows } from '../../rules/ruleset.ts';
import type { Cells } from '../cells/cells.ts';
import type { ThreadPorts } from '../ports.ts';
import { type Memory, plansInMemory } from './memory.ts';
import { criterionWindows } from './windows.ts';

/** The parts that longer windows are filled from. */
export type Growth = {
  readonly ports: Pick<ThreadPorts, 'database' | 'clock'>;
  readonly memory: Memory;
  readonly cells: Cells;
};

/**
 * Makes the rings long enough for windows that only this plan's criteria read. Until then those measure
 * nothing.
 */
export async function growForPlan(growth: Growth, plan: Plan): Promise<void> {
  const { memory, cells } = growth;
  const { live, set } = memory.engine;
  for (const [metric, wanted] of criterionWindows([plan]).get(plan.agent ?? noAgent) ?? []) {
    const series = findSeries(live, plan.agent ?? noAgent, metric);
    if (series === undefined || wanted.every((window) => holdsWindow(live, series, window))) continue;
    await cells.flushTo([plan.agent ?? noAgent]);
    await grow(growth, set, series, [...wanted, ...ruleWindows(set, plan.agent ?? noAgent, metric)]);
  }
}

/** The same for windows that the rules of another set read, and for the criteria beside them. */
export async function growForRules(growth: Growth, set: RuleSet): Promise<void> {
  const { memory, cells } = growth;
  const { live } = memory.engine;
  const criteria = criterionWindows(plansInMemory(memory));
  const wanted = new Map<number, WindowSpec[]>();
  const names = [...set.metrics.values()].filter(isKeptApart).map(({ name }) => name);
  for (const [agent, { variants = [] }] of set.agents) {
    const apart = variants.flatMap((variant) => names.map((metric) => variantSeries(metric, variant)));
    for (const metric of [...set.metrics.keys(), ...apart]) {
      const series = findSeries(live, agent, metric);
      if (series === undefined) continue;
      const windows = ruleWindows(set, agent, metric);
      if (windows.every((window) => holdsWindow(live, series, window))) continue;
      wanted.set(series, [...windows, ...(criteria.get(agent)?.get(metric) ?? [])]);
    }
  }
  if (wanted.size === 0) return;
  await cells.flushTo('everything');
  for (const [series, windows] of wanted) await grow(growth, set, series, windows);
}

/** Makes the rings of one series hold these windows, filled from stored cells. */
async function grow(
  { ports, memory }: Growth,
  { metrics }: RuleSet,
  series: number,
  windows: readonly WindowSpec[],
): Promise<void> {
  const { live } = memory.engine;
  const aggregate = metrics.get(live.metrics[series] ?? '')?.aggregate ?? 'mean';
  const id = memory.ids.get(series);
  const reachMs = Math.max(...windows.map((window) => windowReachMs(window) + window.cellMs));
  const stored =
    id === undefined ? [] : await readCellsOf(ports.database.db, id, ports.clock.now() - reachMs);
  growSeries(live, series, { aggregate, windows }, stored);
}
