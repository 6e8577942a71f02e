import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import { type DynamicConfigValue, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { placeholder, type State, states } from './parts.ts';

/** How the cells of a table column look: overrides of Grafana's field options. */
export type CellLook = readonly DynamicConfigValue[];

export const openPlan = 'Open the plan in the console';

/** The page of a plan in the console that the reader named. */
export function planAddress(plan: string): string {
  return `${placeholder('console')}/plans/${plan}`;
}

/** Words in their colours. */
export function words(all: readonly State[]): CellLook {
  return [
    { id: 'mappings', value: states(...all) },
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
  ];
}

/** Numbers that take on a colour from a value on. */
export function alarmFrom(value: number, color: string): CellLook {
  return [
    {
      id: 'thresholds',
      value: {
        mode: ThresholdsMode.Absolute,
        steps: [
          { value: null, color: 'text' },
          { value, color },
        ],
      },
    },
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
  ];
}

/** Bars from nothing to all of it. */
export function shareBar(color: string): CellLook {
  return [
    { id: 'unit', value: 'percentunit' },
    { id: 'min', value: 0 },
    { id: 'max', value: 1 },
    { id: 'color', value: { mode: 'fixed', fixedColor: color } },
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.Gauge, mode: 'basic' } },
  ];
}

/** Durations: Grafana picks minutes, hours or days. */
export const seconds: CellLook = [{ id: 'unit', value: 's' }];

export function width(pixels: number): CellLook {
  return [{ id: 'custom.width', value: pixels }];
}

/** A plan's number that leads to its page in the console. */
export const toPlan: CellLook = [
  ...width(70),
  {
    id: 'links',
    value: [{ title: openPlan, url: planAddress(placeholder('__value.raw')), targetBlank: true }],
  },
];
