import { type Cell, cellOf, cellStart, mergeCells } from '../../src/metrics/cell.ts';
import { columnsOf } from '../../src/metrics/storage/cell-columns.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { RuleSet } from '../../src/rules/ruleset.ts';
import type { HistorySlice } from '../../src/workshop/replay/history.ts';
import { aRuleSet } from '../builders/rules.ts';
import { stepMs } from './metrics.ts';

/** A set of these rules over the agents that they name, without people and playbooks. */
export function ruleSet(rules: readonly Rule[], changed: Partial<RuleSet> = {}): RuleSet {
  return aRuleSet({ rules, people: new Map(), playbooks: new Map(), ...changed });
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
