import type { Incident } from '../incidents/incident.ts';
import { saveIncident } from '../incidents/store.ts';
import { markTriggerResolved } from '../incidents/triggers.ts';
import { findSeries, growSeries, holdsWindow } from '../metrics/memory/live.ts';
import { readCellsOf } from '../metrics/storage/store.ts';
import type { WindowSpec } from '../metrics/window.ts';
import type { NewEntry } from '../register/chain.ts';
import type { Alert, AlertState } from '../rules/engine/alert.ts';
import { removeAlert } from '../rules/engine/alert-life.ts';
import { appendAlertEvents, saveAlerts } from '../rules/engine/alert-store.ts';
import { activeAlerts, adoptRuleSet, evaluateAll, ruleOn } from '../rules/engine/engine.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { recordRuleSet } from '../rules/sets/store.ts';
import { handleEvents } from './alarms.ts';
import { bringCells } from './cells/settling.ts';
import { type Core, write } from './core.ts';
import { tripMissing } from './making-up.ts';
import { type Memory, ruleWindows } from './memory.ts';
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
 * filled from stored cells first, so that they measure from the first moment on. When a write fails on the way, the set is
 * in force with the memory that is read again.
 */
export function adopt(core: Core, set: RuleSet): Promise<void> {
  return core.queue.add(async () => {
    const { memory } = core;
    const before = core.set;
    if (memory !== undefined && set.hash !== before.hash) await prepare(core, memory, set);
    core.set = set;
    if (memory === undefined || set.hash === before.hash) return;
    if (core.memory !== memory) return;
    if (aggregatesChanged(before, set)) core.reload();
    else putInForce(core, memory, set);
    core.ports.onChange({});
  });
}

async function prepare(core: Core, memory: Memory, set: RuleSet): Promise<void> {
  try {
    await recordInForce(core, set);
    if (!aggregatesChanged(core.set, set)) await growForRules(core, memory, set);
  } catch (error) {
    core.recover(error);
  }
}

function putInForce(core: Core, memory: Memory, set: RuleSet): void {
  const now = core.ports.clock.now();
  const standing = activeAlerts(memory.engine).map(({ alert }) => alert);
  adoptRuleSet(memory.engine, set, now);
  const removed = standing.filter(({ agent, rule }) => ruleOn(memory.engine, agent, rule) === undefined);
  if (removed.length > 0) void core.queue.add(() => endRemoved(core, removed)).catch(() => {});
  tripMissing(core);
  void handleEvents(core, evaluateAll(memory.engine, now));
}

/** Ends alerts whose rule, or agent, has left the rules, with the triggers they were: nothing measures them any more. */
export async function endRemoved(core: Core, alerts: readonly Alert[]): Promise<void> {
  const { memory } = core;
  if (memory === undefined) return;
  await write(core, async (tx, now) => {
    const incidents = new Map<string, Incident>();
    const entries: NewEntry[] = [];
    for (const { agent, rule } of alerts) {
      const incident = incidents.get(agent) ?? memory.incidents.get(agent);
      if (incident === undefined) continue;
      const after = markTriggerResolved(incident, { rule }, now);
      if (after === incident) continue;
      incidents.set(agent, after);
      const data = { rule, why: 'rule_removed' };
      entries.push({ kind: 'ruleResolved', actor: 'engine', agent, incident: incident.number, data });
    }
    const gone = alerts.map(({ agent, rule }) => ({ agent, rule, current: over(now) }));
    await saveAlerts(tx, gone, now);
    const events = alerts.flatMap((alert) => removeAlert(alert, now).events);
    await appendAlertEvents(
      tx,
      events.map((event) => ({ event, effect: 'observe' as const })),
    );
    for (const incident of incidents.values()) await saveIncident(tx, incident);
    return { incidents: [...incidents.values()], entries };
  });
}

function over(now: number): AlertState {
  return { state: 'inactive', resolvedAt: now, why: 'rule_removed' };
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
  await bringCells(core, 'everything');
  for (const [series, windows] of wanted) {
    const id = memory.ids.get(series);
    const reachMs = Math.max(...windows.map((window) => window.lengthMs + 2 * window.cellMs));
    const stored =
      id === undefined ? [] : await readCellsOf(core.ports.database.db, id, core.ports.clock.now() - reachMs);
    const aggregate = set.metrics.get(live.names[series]?.metric ?? '')?.aggregate ?? 'mean';
    growSeries(live, series, { aggregate, windows }, stored);
  }
}
