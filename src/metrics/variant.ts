import { beginningOf } from '../platform/texts.ts';
import { livesInStore } from './from.ts';
import type { NamedMetric } from './metric.ts';
import { addRefusal, type Refusals } from './refusals.ts';

/** A word of the mandate's `variants`, as senders write it. */
export const variantPattern = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/;

/**
 * The name of the cells of one variant's share of a metric. They stand beside those of the metric itself,
 * which hold every sample once, whatever its variant; no metric has an `@` in its name.
 */
export function variantSeries(metric: string, variant: string): string {
  return `${metric}@${variant}`;
}

/** The metric that the cells of this name are of. */
export function metricOfSeries(name: string): string {
  const at = name.indexOf('@');
  return at === -1 ? name : name.slice(0, at);
}

/** Whether a metric's variants are kept apart: cells have no squares, so that only shares can be tested. */
export function isKeptApart(metric: NamedMetric | undefined): boolean {
  return metric?.unit === 'ratio' && metric.aggregate === 'mean' && !livesInStore(metric);
}

/** The variants that the mandate of an agent declares; none where it declares none. */
export type VariantsOf = (agent: string) => readonly string[];

/** The label or attribute that names the variant where sources.yaml names none. */
export const usualVariantLabel = 'variant';

/**
 * The variant that a sender names, as far as it is measured apart, and what the sender is told where it is
 * not declared: then the measure counts for the agent alone. An agent without variants is told nothing:
 * `quiet` is for labels, which may mean something else there.
 */
export function declaredVariant(
  agent: string,
  named: string | undefined,
  variantsOf: VariantsOf | undefined,
  { quiet }: { readonly quiet: boolean },
): { readonly variant?: string; readonly undeclared?: string } {
  if (named === undefined || named === '') return {};
  const declared = variantsOf?.(agent) ?? [];
  if (declared.includes(named)) return { variant: named };
  if (declared.length === 0 && quiet) return {};
  const known = declared.length === 0 ? 'it declares none' : `it declares ${declared.join(', ')}`;
  const found = named.length > 80 ? `${beginningOf(named, 77)}…` : named;
  return {
    undeclared: `variant "${found}" is not declared by ${agent} (${known}): counted for the agent alone`,
  };
}

/** The words to the senders of these items: variants that no mandate declares, by agent and variant. */
export function undeclaredOf(
  items: readonly { readonly agent: string; readonly variant?: string }[],
  variantsOf: VariantsOf | undefined,
): Refusals {
  const told: Refusals = new Map();
  for (const { agent, variant } of items) {
    if (variant === undefined) continue;
    const { undeclared } = declaredVariant(agent, variant, variantsOf, { quiet: false });
    if (undeclared !== undefined) addRefusal(told, { agent, reason: undeclared, count: 1 });
  }
  return told;
}
