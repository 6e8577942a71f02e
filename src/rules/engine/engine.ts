import { cellStart } from '../../metrics/cell.ts';
import { wholeAt } from '../../metrics/memory/column.ts';
import type { LiveCells } from '../../metrics/memory/live.ts';
import { hasCurrentCell, measure as measureSeries } from '../../metrics/memory/measure.ts';
import type { Rule } from '../rule.ts';
import type { RuleSet } from '../ruleset.ts';
import type { Silences } from '../silences/silence.ts';
import type { Alert, AlertEvent, Measure } from './alert.ts';
import { type Advanced, advanceAlert, releaseAlert, removeAlert, standsWithoutData } from './alert-life.ts';
import { entryAt, type MeasureSeries, type Measuring, measureWatch, verdictOf } from './measuring.ts';
import { asTold, measureTold, type Told, toldKey } from './told.ts';
import { compileWatches, type Watches, watchesOver } from './watches.ts';

/**
 * All rules over all agents, in memory. The live process and a replay run this same code; only where the
 * cells and the time come from differs. An alert that is inactive with nothing to remember has no entry in
 * `alerts`.
 */
export type Engine = Measuring & {
  set: RuleSet;
  /** By place in `watches`. */
  alerts: (Alert | undefined)[];
  readonly suspended: Set<string>;
  /** Alerts changed since they were last taken for storage. */
  readonly changed: Set<number>;
  /** Whether rules over metrics that live in a store are evaluated there, and what was told of them. */
  readonly keeps: 'here' | 'store';
  readonly told: Map<string, Told>;
  /** The silences, by people and by plan; absent: nothing is silenced. Rules are evaluated all the same. */
  silences: Silences | undefined;
};

/** An engine for a rule set over (empty or restored) cells. */
export function createEngine(
  set: RuleSet,
  live: LiveCells,
  measure: MeasureSeries = measureSeries,
  keeps: Engine['keeps'] = 'here',
): Engine {
  const watches = compileWatches(set, live, keeps);
  return {
    set,
    live,
    measure,
    watches,
    alerts: noAlerts(watches),
    suspended: new Set(),
    changed: new Set(),
    reading: { value: Number.NaN, weight: 0 },
    control: { value: Number.NaN, weight: 0 },
    keeps,
    told: new Map(),
    silences: undefined,
  };
}

function noAlerts({ count }: Watches): undefined[] {
  return new Array(count).fill(undefined);
}

/**
 * Puts another rule set in force. Alerts are keyed by agent and rule id, so that a changed threshold, window
 * or hold never resets a clock; alerts whose rule or agent is gone end as `rule_removed`.
 */
export function adoptRuleSet(engine: Engine, set: RuleSet, now: number): AlertEvent[] {
  const before = engine.alerts;
  // What had changed and was not stored yet still has to be, also when nothing is left of it.
  const unstored = [...engine.changed].map((index) => alertAt(engine, index));
  engine.set = set;
  engine.watches = compileWatches(set, engine.live, engine.keeps);
  engine.changed.clear();
  engine.alerts = noAlerts(engine.watches);
  for (const { agent, rule } of unstored) {
    const index = placeOf(engine, agent, rule);
    if (index !== undefined) engine.changed.add(index);
  }
  const events: AlertEvent[] = [];
  for (const alert of before) {
    if (alert === undefined) continue;
    const index = placeOf(engine, alert.agent, alert.rule);
    if (index !== undefined) engine.alerts[index] = alert;
    else events.push(...removeAlert(alert, now).events);
  }
  return events;
}

/** Puts a stored alert back, as it was. An alert of a rule no longer in force is left out: `false`. */
export function restoreAlert(engine: Engine, alert: Alert): boolean {
  const index = placeOf(engine, alert.agent, alert.rule);
  if (index === undefined) return false;
  engine.alerts[index] = alert;
  return true;
}

/** Says whether an agent is suspended, so that the silence of its own metrics is no alarm. */
export function setSuspended(engine: Engine, agent: string, suspended: boolean): void {
  if (suspended) engine.suspended.add(agent);
  else engine.suspended.delete(agent);
}

/** Evaluates the rules that read these series; what happened comes back in order. */
export function evaluateSeries(engine: Engine, series: Iterable<number>, now: number): AlertEvent[] {
  const events: AlertEvent[] = [];
  const { first, places } = engine.watches.ofSeries;
  for (const one of series) {
    // A series that came up since the rules were compiled is read by none of them.
    if (one + 1 >= first.length) continue;
    const end = wholeAt(first, one + 1);
    for (let at = wholeAt(first, one); at < end; at++)
      evaluateWatch(engine, wholeAt(places, at), now, events);
  }
  return events;
}

/** Evaluates every rule on every agent: what the passing of time alone brings about, added to `events`. */
export function evaluateAll(engine: Engine, now: number, events: AlertEvent[] = []): AlertEvent[] {
  for (let index = 0; index < engine.watches.own; index++) evaluateWatch(engine, index, now, events);
  for (const told of engine.told.values()) evaluateTold(engine, told, now, events);
  return events;
}

/** Takes what was told of rules that the store evaluates; what happened comes back in order. */
export function tellEngine(engine: Engine, told: readonly Told[], now: number): AlertEvent[] {
  const events: AlertEvent[] = [];
  for (const one of told) {
    engine.told.set(toldKey(one), one);
    evaluateTold(engine, one, now, events);
  }
  return events;
}

function evaluateTold(engine: Engine, told: Told, now: number, events: AlertEvent[]): void {
  const index = placeOf(engine, told.agent, told.rule);
  if (index === undefined || index < engine.watches.own) return;
  const { rule, ownTraffic } = entryAt(engine.watches.rules, index);
  const before = alertAt(engine, index);
  const measure = measureTold(told, rule, before);
  if (measure.verdict === 'no_data' && told.silentSince === undefined) return;
  if (measure.verdict === 'ok' && isQuiet(before)) return;
  const silenceExpected = ownTraffic && engine.suspended.has(told.agent);
  keepAdvanced(engine, index, advanceAlert(before, measure, asTold(rule), now, silenceExpected), events);
}

function evaluateWatch(engine: Engine, index: number, now: number, events: AlertEvent[]): void {
  const { rule, ownTraffic } = entryAt(engine.watches.rules, index);
  const alert = engine.alerts[index];
  const verdict = verdictOf(engine, index, 'when', now, alert?.freshFrom);
  if (verdict === 'ok' && isQuiet(alert)) return;
  const silenceExpected = ownTraffic && engine.suspended.has(agentOf(engine, index));
  const before = alert ?? restingAlert(engine, index);
  if (verdict === 'no_data' && standsWithoutData(before, rule, now, silenceExpected)) return;
  const measure = measureWatch(engine, index, verdict, now, alert?.freshFrom);
  keepAdvanced(engine, index, advanceAlert(before, measure, rule, now, silenceExpected), events);
}

function keepAdvanced(engine: Engine, index: number, advanced: Advanced, events: AlertEvent[]): void {
  if (!advanced.changed) return;
  engine.alerts[index] = isResting(advanced.alert) ? undefined : advanced.alert;
  engine.changed.add(index);
  for (const event of advanced.events) events.push(event);
}

function alertAt(engine: Engine, index: number): Alert {
  return engine.alerts[index] ?? restingAlert(engine, index);
}

/** The agent that a watch stands over: its series are that agent's. */
function agentOf({ watches: { series, firstSeries, own, toldAgents }, live }: Engine, index: number): string {
  if (index >= own) return entryAt(toldAgents, index - own);
  return entryAt(live.agents, wholeAt(series, wholeAt(firstSeries, index)));
}

function restingAlert(engine: Engine, index: number): Alert {
  return {
    agent: agentOf(engine, index),
    rule: entryAt(engine.watches.rules, index).rule.id,
    current: { state: 'inactive' },
  };
}

/** Nothing is under way that a measure without a breach could change. */
function isQuiet(alert: Alert | undefined): boolean {
  return alert === undefined || (alert.current.state === 'inactive' && alert.noData === undefined);
}

function isResting({ current, noData, freshFrom }: Alert): boolean {
  return (
    current.state === 'inactive' &&
    noData === undefined &&
    freshFrom === undefined &&
    current.resolvedAt === undefined
  );
}

/** Evaluates a rule on an agent without moving its alert. */
export function measureRule(engine: Engine, agent: string, rule: string, now: number): Measure | undefined {
  const index = placeOf(engine, agent, rule);
  if (index === undefined) return undefined;
  const { own, rules } = engine.watches;
  if (index >= own)
    return measureTold(
      engine.told.get(toldKey({ agent, rule })),
      entryAt(rules, index).rule,
      alertAt(engine, index),
    );
  const freshFrom = engine.alerts[index]?.freshFrom;
  return measureWatch(engine, index, verdictOf(engine, index, 'when', now, freshFrom), now, freshFrom);
}

/** The place of the watch of a rule over an agent. */
export function placeOf({ watches, live }: Engine, agent: string, rule: string): number | undefined {
  return watchesOver(watches, live, agent).find((place) => watches.rules[place]?.rule.id === rule);
}

/** The rules in force on an agent, in their order. */
export function rulesOn({ watches, live }: Engine, agent: string): Rule[] {
  return watchesOver(watches, live, agent).flatMap((place) => watches.rules[place]?.rule ?? []);
}

/** The rule in force with this id on this agent. */
export function ruleOn(engine: Engine, agent: string, rule: string): Rule | undefined {
  const index = placeOf(engine, agent, rule);
  return index === undefined ? undefined : engine.watches.rules[index]?.rule;
}

/** The alert of a rule on an agent; an inactive one when nothing has happened to it. */
export function alertOf(engine: Engine, agent: string, rule: string): Alert | undefined {
  const index = placeOf(engine, agent, rule);
  return index === undefined ? undefined : alertAt(engine, index);
}

/** A rule on an agent at an instant: its alert, its first cell if released now, its measure if asked for. */
export type RuleStanding = {
  readonly rule: Rule;
  readonly alert: Alert;
  readonly freshFrom: number;
  readonly measure?: Measure | undefined;
};

/** How a rule stands on an agent; `undefined` when it is not in force there. */
export function standingOf(
  engine: Engine,
  agent: string,
  id: string,
  now: number,
  isMeasured: boolean,
): RuleStanding | undefined {
  const index = placeOf(engine, agent, id);
  const rule = index === undefined ? undefined : engine.watches.rules[index]?.rule;
  if (index === undefined || rule === undefined) return undefined;
  const [alert, freshFrom] = [alertAt(engine, index), freshStart(engine, index, now)];
  const measure = isMeasured ? measureRule(engine, agent, id, now) : undefined;
  return { rule, alert, freshFrom, measure };
}

/** Ends the alert of a rule because a person let the agent run again: the rule starts afresh on new data. */
export function releaseRule(engine: Engine, agent: string, rule: string, now: number): AlertEvent[] {
  const index = placeOf(engine, agent, rule);
  if (index === undefined) return [];
  const released = releaseAlert(alertAt(engine, index), now, freshStart(engine, index, now));
  engine.alerts[index] = released.alert;
  engine.changed.add(index);
  return [...released.events];
}

/** The next cell when the current one already has measures from before the release, else the current one. */
function freshStart({ live, watches }: Engine, index: number, now: number): number {
  const { stepMs } = live;
  // In the store's own time: what begins from now on is another breach.
  if (index >= watches.own) return now;
  const series = watches.series.subarray(watches.firstSeries[index], watches.firstSeries[index + 1]);
  const current = cellStart(now, stepMs);
  return series.some((one) => hasCurrentCell(live, one, now)) ? current + stepMs : current;
}

/** Hands over the alerts that changed since they were last handed over, as they are now; others wait. */
export function takeChangedAlerts(engine: Engine, wanted: (alert: Alert) => boolean = () => true): Alert[] {
  const taken: Alert[] = [];
  for (const index of engine.changed) {
    const alert = alertAt(engine, index);
    if (!wanted(alert)) continue;
    taken.push(alert);
    engine.changed.delete(index);
  }
  return taken;
}

/** Every alert that has something to say, with its rule. */
export function activeAlerts(engine: Engine): { readonly alert: Alert; readonly rule: Rule }[] {
  return engine.alerts.flatMap((alert, index) => {
    const rule = engine.watches.rules[index]?.rule;
    return alert === undefined || rule === undefined ? [] : [{ alert, rule }];
  });
}
