import { metricOfSeries, variantSeries } from '../metrics/variant.ts';
import type { WindowSpec } from '../metrics/window.ts';
import type { Against } from './against.ts';
import { type Condition, windowsOf } from './condition.ts';

/** The part of a mandate that declares variants. */
type Declaring = { readonly variants?: readonly string[] };

type Tested = Extract<Against, { kind: 'variant' }>;

/** The variant that a comparison tests on an agent: the named one, or the one besides the control. */
export function testedVariant(
  { control, variant }: Tested,
  mandate: Declaring | undefined,
): string | undefined {
  const declared = mandate?.variants ?? [];
  if (!declared.includes(control)) return undefined;
  if (variant !== undefined) return declared.includes(variant) ? variant : undefined;
  const others = declared.filter((one) => one !== control);
  return others.length === 1 ? others[0] : undefined;
}

/**
 * The cells that a condition reads on an agent: of the metric or a variant, and those it is tested against.
 */
export type ConditionSeries = { readonly own: string; readonly control?: string };

/** The names of the cells that a condition reads on an agent. */
export function seriesOfCondition(
  { metric, against }: Pick<Condition, 'metric' | 'against'>,
  mandate: Declaring | undefined,
): ConditionSeries {
  if (against?.kind !== 'variant') return { own: metric };
  const tested = testedVariant(against, mandate);
  if (tested === undefined) return { own: metric };
  return { own: variantSeries(metric, tested), control: variantSeries(metric, against.control) };
}

/** The windows that a condition reads of cells of this name, of the metric or of one of its variants. */
export function windowsOver(condition: Condition, series: string): readonly WindowSpec[] {
  if (condition.metric !== metricOfSeries(series)) return [];
  const isOfVariant = condition.metric !== series;
  return isOfVariant && condition.against?.kind !== 'variant' ? [] : windowsOf(condition);
}
