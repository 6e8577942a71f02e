import type { Aggregate } from '../metrics/metric.ts';
import { formatQuantity } from '../metrics/quantity.ts';
import type { WindowSpec } from '../metrics/window.ts';
import { formatDuration } from '../platform/duration.ts';

/**
 * The other side of a condition that has no threshold of its own. A baseline is the same metric over a window
 * of the past (`window.agoMs` ago); `factor` times its value is the threshold of the moment. A variant is
 * that of the agent's traffic, compared with `control` over the same window: it has to be worse than `factor`
 * times the control, and by more than chance would explain at `level` (one-sided).
 */
export type Against =
  | { readonly kind: 'baseline'; readonly factor: number; readonly window: WindowSpec }
  | {
      readonly kind: 'variant';
      readonly factor: number;
      readonly control: string;
      /** Absent: the one other variant that each agent's mandate declares. */
      readonly variant?: string;
      readonly level: number;
    };

/**
 * How fast the errors that a target allows are spent: at a rate of 1 exactly all of them over the period of
 * the target (Site Reliability Workbook, chapter 5).
 */
export type BurnRate = {
  readonly operator: '>' | '>=' | '<' | '<=';
  readonly rate: number;
  readonly target: number;
};

/** The level of a test where none is written. */
export const usualLevel = 0.01;

/** How many times a baseline makes the threshold: a sum or a count is brought to the length of `window`. */
export function baselineFactor(against: Against, window: WindowSpec, aggregate: Aggregate): number {
  const isTotal = aggregate === 'sum' || aggregate === 'count';
  const share = against.kind === 'baseline' && isTotal ? window.lengthMs / against.window.lengthMs : 1;
  return against.factor * share;
}

/** The text right of the operator: the factor, and what the metric is compared with. */
export function formatAgainst(metric: string, against: Against): string {
  const factor = against.factor === 1 ? '' : `${against.factor} × `;
  switch (against.kind) {
    case 'baseline': {
      const { lengthMs, agoMs = 0 } = against.window;
      return `${factor}${metric} over ${formatDuration(lengthMs)} ending ${formatDuration(agoMs)} ago`;
    }
    case 'variant': {
      const { control, variant, level } = against;
      const of = variant === undefined ? '' : ` for variant ${variant}`;
      return `${factor}${metric} vs ${control}${of} at level ${formatQuantity(level, { unit: 'ratio' })}`;
    }
    default:
      return against satisfies never;
  }
}
