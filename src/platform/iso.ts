/** Epoch milliseconds as the API writes times: ISO 8601 in UTC. A time that is absent stays so. */
export function iso(at: number): string;
export function iso(at: number | undefined): string | undefined;
export function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** The keys under which a number is a time. */
type TimeKey = 'at' | 'from' | 'until' | 'since' | `${string}At`;
const timeKey = /^(?:at|from|until|since|\w+At)$/;

/** A value with every time in it as the API writes it. */
export type IsoTimes<T> = T extends object
  ? { [K in keyof T]: K extends TimeKey ? (T[K] extends infer V ? TimeOf<V> : never) : IsoTimes<T[K]> }
  : T;
type TimeOf<V> = V extends number ? string : IsoTimes<V>;

/** The value with its times, which are told by their keys (`at`, `since`, `dueAt`), in ISO 8601. */
export function isoTimes<T>(value: T): IsoTimes<T>;
export function isoTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => isoTimes(each));
  if (typeof value !== 'object' || value === null) return value;
  const told = Object.entries(value).map(([key, each]) =>
    typeof each === 'number' && timeKey.test(key) ? [key, iso(each)] : [key, isoTimes(each)],
  );
  return Object.fromEntries(told);
}
