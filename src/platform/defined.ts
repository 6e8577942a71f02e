/** `T` without `Absent` as a value: what may be absent is optional instead. */
type Without<T, Absent> = {
  [K in keyof T as Absent extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as Absent extends T[K] ? K : never]?: Exclude<T[K], Absent>;
};
export type Defined<T> = Without<T, undefined>;

/**
 * A copy without the keys whose value is undefined, for types whose optional properties may not be undefined
 * (`exactOptionalPropertyTypes`). Not for hot paths: it looks at every key.
 */
export function defined<T extends object>(values: T): Defined<T> {
  return without(values, undefined);
}

/** A row of the database with its NULL columns left out: what may be NULL there is optional in the value. */
export function withoutNulls<T extends object>(row: T): Without<T, null> {
  return without(row, null);
}

function without<T extends object, Absent>(values: T, absent: Absent): Without<T, Absent> {
  const present = Object.entries(values).filter(([, value]) => value !== absent);
  return Object.fromEntries(present) as Without<T, Absent>;
}
