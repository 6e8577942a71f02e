import { parseInstant } from '../../platform/iso.ts';

/** The value under keys; undefined where there is none. Lists and inherited members have no keys here. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || Array.isArray(found) || !Object.hasOwn(found, key))
      return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

/** A short text, or a number as one. */
export function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = at(value, ...keys);
  if (typeof found === 'number' && Number.isFinite(found)) return String(found);
  return typeof found === 'string' && found !== '' && found.length <= 256 ? found : undefined;
}

/** The finite number under these keys; `undefined` where there is none. */
export function numberAt(value: unknown, ...keys: readonly string[]): number | undefined {
  const found = at(value, ...keys);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** The list under these keys; `undefined` where there is none. */
export function listAt(value: unknown, ...keys: readonly string[]): readonly unknown[] | undefined {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : undefined;
}

/** The texts of a list. */
export function textsAt(value: unknown, ...keys: readonly string[]): string[] | undefined {
  return listAt(value, ...keys)?.filter((one) => typeof one === 'string');
}

/** An ISO 8601 time with its offset, as epoch ms. */
export function instantAt(value: unknown, ...keys: readonly string[]): number | undefined {
  const found = at(value, ...keys);
  return typeof found === 'string' ? parseInstant(found) : undefined;
}

/** Seconds from one time to a later one. */
export function secondsBetween(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined || to < from ? undefined : (to - from) / 1_000;
}

/** The number of a record: a whole number, or a text of letters, digits and dashes. */
export function recordAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const text = textAt(value, ...keys);
  return text !== undefined && /^[\w-]{1,64}$/.test(text) ? text : undefined;
}
