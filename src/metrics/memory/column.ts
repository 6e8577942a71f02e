/**
 * The numbers of columns, for callers that know that the place exists: a loop up to the count, the index of a
 * series that was made. Beyond the end both answer `undefined` in disguise. There is one for each kind of
 * column, so that the engine always finds the same kind of array here; both are small enough to be inlined
 * wherever they are called.
 */

/** The double at a place that the column has. */
export function doubleAt(column: Float64Array, place: number): number {
  return column[place] as number;
}

/** The whole number at a place that the column has. */
export function wholeAt(column: Int32Array, place: number): number {
  return column[place] as number;
}

/** A longer copy of a column, with zeros at its end. */
export function longer<T extends { readonly set: (from: T) => void }>(
  Column: new (length: number) => T,
  from: T,
  length: number,
): T {
  const to = new Column(length);
  to.set(from);
  return to;
}
