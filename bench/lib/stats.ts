/** The value below which a share of the sorted values lies (nearest rank). NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** "median (least … most)" for a table. */
export function spread(values: readonly number[], digits = 4): string {
  const text = (value: number) => String(Number(value.toPrecision(digits)));
  return `${text(median(values))} (${text(Math.min(...values))} … ${text(Math.max(...values))})`;
}
