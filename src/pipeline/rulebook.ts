import { findSeries, growSeries, holdsWindow } from '../metrics/live.ts';
import { readCellsOf } from '../metrics/store.ts';
import type { WindowSpec } from '../metrics/window.ts';
import { adoptRuleSet, evaluateAll } from '../rules/engine.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { recordRuleSet } from '../rules/store.ts';
import { handleEvents } from './alarms.ts';
import { type Core, write } from './core.ts';
import { loadMemory, type Memory, ruleWindows } from './memory.ts';
import { criterionWindows } from './windows.ts';

/** Records the set in force, with what it changes, unless it is the one recorded last. */
export async function recordInForce(core: Core, set: RuleSet): Promise<void> {
  await write(core, async (tx, now) => {
    const recorded = await recordRuleSet(tx, set, now);
    if (!recorded.recorded) return {};
    const data = { hash: set.hash, changes: recorded.diff.lines };
    return { entries: [{ kind: 'ruleSetInForce', actor: 'engine', data }] };
  });
}

/**
 * Puts an edited rule set in force while everything runs: no alert loses its clock. Windows that the edit makes longer are
 * filled from stored cells first, so that they measure from the first moment on.
 */
export function adopt(core: Core, set: RuleSet): Promise<void> {
  return core.queue.add(async () => {
    const { memory } = core;
    if (memory === undefined || set.hash === core.set.hash) {
      core.set = set;
      return;
    }
    await recordInForce(core, set);
    if (aggregatesChanged(core.set, set)) {
      await core.committer.commit();
      core.set = set;
      core.memory = await loadMemory(core.ports.database.db, set, core.ports.clock.now());
    } else {
      await growForRules(core, memory, set);
      core.set = set;
      handleEvents(core, adoptRuleSet(memory.engine, set, core.ports.clock.now()));
    }
    if (core.memory !== undefined)
      handleEvents(core, evaluateAll(core.memory.engine, core.ports.clock.now()));
    core.ports.onChange({});
  });
}

/** A metric that is aggregated in another way needs other columns: everything is read again. */
function aggregatesChanged(before: RuleSet, after: RuleSet): boolean {
  return [...after.metrics].some(([name, metric]) => {
    const known = before.metrics.get(name);
    return known !== undefined && known.aggregate !== metric.aggregate;
  });
}

async function growForRules(core: Core, memory: Memory, set: RuleSet): Promise<void> {
  const { live } = memory.engine;
  const criteria = criterionWindows(memory.plans.values());
  const wanted = new Map<number, WindowSpec[]>();
  for (const agent of set.agents.keys()) {
    for (const metric of set.metrics.keys()) {
      const series = findSeries(live, agent, metric);
      const windows = ruleWindows(set, agent, metric);
      if (series === undefined || windows.every((window) => holdsWindow(live, series, window))) continue;
      wanted.set(series, [...windows, ...(criteria.get(agent)?.get(metric) ?? [])]);
    }
  }
  if (wanted.size === 0) return;
  await core.committer.commit();
  for (const [series, windows] of wanted) {
    const id = memory.ids.get(series);
    const reachMs = Math.max(...windows.map((window) => window.lengthMs + 2 * window.cellMs));
    const stored =
      id === undefined ? [] : await readCellsOf(core.ports.database.db, id, core.ports.clock.now() - reachMs);
    const aggregate = set.metrics.get(live.names[series]?.metric ?? '')?.aggregate ?? 'mean';
    growSeries(live, series, { aggregate, windows }, stored);
  }
}
