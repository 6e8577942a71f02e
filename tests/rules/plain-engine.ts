import { aggregateCell, type Cell, cellOf, cellStart, mergeCells } from '../../src/metrics/cell.ts';
import { defined } from '../../src/platform/defined.ts';
import { type Condition, compares } from '../../src/rules/condition.ts';
import type { Alert, AlertEvent, Measure, Verdict } from '../../src/rules/engine/alert.ts';
import { advanceAlert, releaseAlert, removeAlert } from '../../src/rules/engine/alert-life.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { RuleSet } from '../../src/rules/ruleset.ts';
import { mergePast, mergeWindow } from '../metrics/plain-window.ts';
import { stepMs } from './metrics.ts';

/** A sample of an agent's metric. */
export type Taken = {
  readonly agent: string;
  readonly metric: string;
  readonly value: number;
  readonly weight: number;
  readonly at: number;
};

/**
 * The engine as it would be without any thought of its cost: every window is summed from its cells, every alert is advanced
 * at every look. What the engine answers is held against it.
 */
export function createPlainEngine(first: RuleSet) {
  let set = first;
  const cells = new Map<string, Map<number, Cell>>();
  const alerts = new Map<string, Alert>();
  const changed = new Set<string>();
  const suspended = new Set<string>();
  const watches = () => set.rules.flatMap((rule) => rule.agents.map((agent) => ({ agent, rule })));

  const cellsOf = (agent: string, metric: string): Cell[] =>
    [...(cells.get(`${agent} ${metric}`)?.values() ?? [])].sort((one, other) => one.start - other.start);

  const read = (agent: string, condition: Condition, now: number, notBefore: number) => {
    const own = cellsOf(agent, condition.metric);
    const aggregate = set.metrics.get(condition.metric)?.aggregate ?? 'mean';
    if (condition.window !== undefined) {
      // A cell that has not begun waits, also when the coarse cell around it has.
      const begun = own.filter(({ start }) => start <= now);
      const merged = mergeWindow(begun, condition.window, now, notBefore);
      return { value: aggregateCell(merged, aggregate, now), weight: merged?.weight ?? 0 };
    }
    const lastAt = Math.max(...own.map((cell) => cell.lastAt));
    const isKnown = own.length > 0 && lastAt >= notBefore;
    return { value: isKnown ? Math.max(0, now - lastAt) / 1000 : undefined, weight: isKnown ? 1 : 0 };
  };

  /** Its own, or so many times what was usual, if enough of that is known and it is more than nothing. */
  const thresholdOf = (agent: string, rule: Rule, condition: Condition, now: number): number | undefined => {
    const { threshold, against, metric, window } = condition;
    if (against?.kind !== 'baseline') return threshold;
    const aggregate = set.metrics.get(metric)?.aggregate ?? 'mean';
    const past = mergePast(
      cellsOf(agent, metric).filter(({ start }) => start <= now),
      against.window,
      now,
    );
    const usual = aggregateCell(past, aggregate, now) ?? 0;
    const isEnough = (past?.weight ?? 0) >= (rule.minBaselineSamples ?? rule.minSamples);
    const isTotal = aggregate === 'sum' || aggregate === 'count';
    const share = isTotal ? (window?.lengthMs ?? 0) / against.window.lengthMs : 1;
    return isEnough && usual > 0 ? against.factor * share * usual : undefined;
  };

  const verdictOf = (
    agent: string,
    rule: Rule,
    conditions: readonly Condition[],
    now: number,
    notBefore: number,
  ): Verdict => {
    const verdicts = conditions.map((condition): Verdict => {
      const { value, weight } = read(agent, condition, now, notBefore);
      const isEnough = condition.window === undefined || weight >= rule.minSamples;
      if (value === undefined || !isEnough) return 'no_data';
      const threshold = thresholdOf(agent, rule, condition, now);
      if (threshold === undefined) return 'no_data';
      return compares(condition.operator, threshold, value) ? 'breach' : 'ok';
    });
    if (verdicts.includes('ok')) return 'ok';
    return verdicts.includes('no_data') ? 'no_data' : 'breach';
  };

  const measureOf = (agent: string, rule: Rule, now: number): Measure => {
    const notBefore = alerts.get(`${agent} ${rule.id}`)?.freshFrom ?? Number.NEGATIVE_INFINITY;
    const verdict = verdictOf(agent, rule, rule.when, now, notBefore);
    const isClear =
      verdict === 'ok' &&
      (rule.clear === undefined || verdictOf(agent, rule, rule.clear, now, notBefore) === 'breach');
    const condition = rule.when[0] as Condition;
    const { value, weight } = read(agent, condition, now, notBefore);
    return {
      verdict,
      ...(value === undefined ? {} : { value }),
      ...defined({ threshold: thresholdOf(agent, rule, condition, now) }),
      weight,
      clear: isClear,
    };
  };

  const alertOf = (agent: string, rule: Rule): Alert =>
    alerts.get(`${agent} ${rule.id}`) ?? { agent, rule: rule.id, current: { state: 'inactive' } };

  const keep = (alert: Alert) => {
    alerts.set(`${alert.agent} ${alert.rule}`, alert);
    changed.add(`${alert.agent} ${alert.rule}`);
  };

  const evaluate = (agent: string, rule: Rule, now: number): readonly AlertEvent[] => {
    const ownTraffic = [...rule.when, ...(rule.clear ?? [])].every(
      ({ metric }) => set.metrics.get(metric)?.own_traffic === true,
    );
    const silenceExpected = ownTraffic && suspended.has(agent);
    const advanced = advanceAlert(
      alertOf(agent, rule),
      measureOf(agent, rule, now),
      rule,
      now,
      silenceExpected,
    );
    if (advanced.changed) keep(advanced.alert);
    return advanced.events;
  };

  return {
    cellsOf,
    alertOf,
    measureOf,
    suspended,
    takeChanged: () => {
      const taken = [...changed].sort();
      changed.clear();
      return taken;
    },
    record: ({ agent, metric, value, weight, at }: Taken) => {
      const start = cellStart(at, stepMs);
      const own = cells.get(`${agent} ${metric}`) ?? new Map<number, Cell>();
      cells.set(`${agent} ${metric}`, own);
      const cell = cellOf(start, value, weight, at);
      const before = own.get(start);
      own.set(start, before === undefined ? cell : mergeCells(before, cell));
    },
    evaluateAll: (now: number) => watches().flatMap(({ agent, rule }) => evaluate(agent, rule, now)),
    evaluateSeries: (agent: string, metric: string, now: number) =>
      watches()
        .filter((watch) => watch.agent === agent)
        .filter(({ rule }) => [...rule.when, ...(rule.clear ?? [])].some((one) => one.metric === metric))
        .flatMap(({ rule }) => evaluate(agent, rule, now)),
    release: (agent: string, rule: Rule, now: number) => {
      const current = cellStart(now, stepMs);
      const isBegun = [...rule.when, ...(rule.clear ?? [])].some(({ metric }) =>
        cellsOf(agent, metric).some((cell) => cell.start === current),
      );
      const released = releaseAlert(alertOf(agent, rule), now, isBegun ? current + stepMs : current);
      keep(released.alert);
      return released.events;
    },
    adopt: (next: RuleSet, now: number) => {
      set = next;
      const kept = new Set(watches().map(({ agent, rule }) => `${agent} ${rule.id}`));
      for (const key of changed) if (!kept.has(key)) changed.delete(key);
      return [...alerts].flatMap(([key, alert]) => {
        if (kept.has(key)) return [];
        alerts.delete(key);
        return removeAlert(alert, now).events;
      });
    },
  };
}
