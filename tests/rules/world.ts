import { type Cell, cellOf, cellStart, mergeCells } from '../../src/metrics/cell.ts';
import { columnsOf } from '../../src/metrics/storage/cell-columns.ts';
import { windowSpec } from '../../src/metrics/window.ts';
import type { Operator } from '../../src/rules/condition.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { Mandate, RuleSet } from '../../src/rules/ruleset.ts';
import type { HistorySlice } from '../../src/workshop/replay/history.ts';
import { metrics, stepMs } from './metrics.ts';

/** A condition from its parts, with the text that the grammar would write. */
export function condition(metric: string, operator: Operator, threshold: number, overMs?: number) {
  const spec = overMs === undefined ? undefined : windowSpec(overMs, stepMs);
  if (spec !== undefined && 'fault' in spec) throw new Error(`no window of ${overMs} ms`);
  const over = overMs === undefined ? '' : ` over ${overMs / 1000}s`;
  return {
    metric,
    operator,
    threshold,
    ...(spec === undefined ? {} : { window: spec }),
    text: `${metric} ${operator} ${threshold}${over}`,
  };
}

/** `error_rate > 2% over 5m` that suspends, with whatever a test changes about it. */
export function rule(changed: Partial<Rule> = {}): Rule {
  return {
    id: 'error-rate',
    when: [condition('error_rate', '>', 0.02, 300_000)],
    minSamples: 1,
    forMs: 0,
    keepFiringForMs: 0,
    onNoData: 'keep',
    noDataAfterMs: 600_000,
    effect: 'suspend',
    severity: 'critical',
    agents: ['margaux'],
    source: { file: 'agents/margaux.yaml', line: 20 },
    ...changed,
  };
}

/** A set of these rules over the agents that they name. */
export function ruleSet(rules: readonly Rule[], changed: Partial<RuleSet> = {}): RuleSet {
  const agents = [...new Set(rules.flatMap((one) => one.agents))];
  return {
    hash: rules.map((one) => `${one.id} ${one.when.map(({ text }) => text).join()}`).join(';'),
    stepMs,
    metrics,
    people: new Map(),
    agents: new Map(agents.map((agent) => [agent, mandate(agent)])),
    rules,
    playbooks: new Map(),
    ...changed,
  };
}

function mandate(agent: string): Mandate {
  return {
    agent,
    name: agent,
    scope: { fr: agent, en: agent },
    owner: 'lea',
    approver: 'camille',
    onUnreachable: 'suspend',
    leaseMs: 30_000,
    ackWithinMs: 30_000,
    timezone: 'UTC',
    language: 'en',
  };
}

/** 1 June 2026, 00:00 UTC: where the histories of tests begin. */
export const day = Date.UTC(2026, 5, 1);

/** A value for each cell from `day` on; `undefined` is a cell without data. */
export function slice(
  values: readonly (number | undefined)[],
  { metric = 'error_rate', weight = 10, from = day } = {},
): HistorySlice {
  const cells = values.flatMap((value, place) => {
    const start = from + place * stepMs;
    return value === undefined ? [] : [cellOf(start, value, weight, start)];
  });
  return { from, until: from + values.length * stepMs, cells: new Map([[metric, columnsOf(cells)]]) };
}

/** Cells of samples in order. */
export function cellsOf(samples: readonly { readonly at: number; readonly value: number }[]): Cell[] {
  const cells: Cell[] = [];
  for (const { at, value } of samples) {
    const cell = cellOf(cellStart(at, stepMs), value, 1, at);
    const last = cells.at(-1);
    if (last?.start === cell.start) cells[cells.length - 1] = mergeCells(last, cell);
    else cells.push(cell);
  }
  return cells;
}

/** `value` `count` times. */
export function times(count: number, value: number | undefined): (number | undefined)[] {
  return new Array(count).fill(value);
}
