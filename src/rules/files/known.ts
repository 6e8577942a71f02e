import type { z } from 'zod';
import { nearestName } from './nearest.ts';
import { readWith } from './schema-check.ts';
import {
  type Complaint,
  type Path,
  type Report,
  reportAt,
  reportAtKey,
  type Source,
  shown,
  valueAt,
} from './source.ts';

/**
 * The names that one kind of file gives to others. A name whose entry is broken is complained about where it
 * stands, and using it is no further fault; the same holds for every name while a file of the kind could not
 * be read (`complete` is false).
 */
export type Known<T> = {
  readonly good: ReadonlyMap<string, T>;
  readonly broken: ReadonlySet<string>;
  readonly complete: boolean;
};

/** No names are known, because their file could not be read. */
export const unreadable: Known<never> = {
  good: new Map<string, never>(),
  broken: new Set(),
  complete: false,
};

/** Whether using the name is no fault of the user of the name. */
export function isExcused(known: Known<unknown>, name: string): boolean {
  return !known.complete || known.broken.has(name);
}

/** The complaint about an unknown name: `unknown_person`, `a person of people.yaml`. */
export type Wanted = { readonly code: string; readonly expected: string };

/** Everything there is of a kind, when nothing of it is broken. */
export function allKnown(names: Iterable<string>): Known<true> {
  return { good: new Map([...names].map((name) => [name, true])), broken: new Set(), complete: true };
}

/** Reports the name that stands as a value at a path but is known nowhere. */
export function checkKnown(
  known: Known<unknown>,
  source: Source,
  path: Path,
  wanted: Wanted,
  report: Report,
): boolean {
  const name = valueAt(source.value, path);
  if (typeof name !== 'string' || known.good.has(name)) return true;
  if (!isExcused(known, name)) reportAt(report, source, path, unknownName(known, name, wanted));
  return false;
}

/** Reports the keys under a path that are names known nowhere. */
export function checkKnownKeys(
  known: Known<unknown>,
  source: Source,
  path: Path,
  wanted: Wanted,
  report: Report,
): boolean {
  const value = valueAt(source.value, path);
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const unknown = names.filter((name) => !known.good.has(name));
  for (const name of unknown)
    if (!isExcused(known, name))
      reportAtKey(report, source, [...path, name], unknownName(known, name, wanted));
  return unknown.length === 0;
}

function unknownName(known: Known<unknown>, name: string, wanted: Wanted): Complaint {
  return { ...wanted, found: shown(name), didYouMean: nearestName(name, known.good.keys()) };
}

/** Reads the entries under a key of a file one by one, so that a bad one does not hide the others. */
export function readNamed<T>(
  source: Source,
  key: string,
  schemas: { readonly name: z.ZodType<string>; readonly entry: z.ZodType<T> },
  report: Report,
): Known<T> {
  const entries = valueAt(source.value, [key]);
  if (typeof entries !== 'object' || entries === null || Array.isArray(entries)) return unreadable;
  const good = new Map<string, T>();
  const broken = new Set<string>();
  for (const name of Object.keys(entries)) {
    const goodName = checkName(schemas.name, source, [key, name], report);
    const entry = readWith(schemas.entry, source, [key, name], report);
    if (entry === undefined || !goodName) broken.add(name);
    else good.set(name, entry);
  }
  return { good, broken, complete: true };
}

function checkName(schema: z.ZodType<string>, source: Source, path: Path, report: Report): boolean {
  const name = path.at(-1);
  const parsed = schema.safeParse(name);
  if (parsed.success) return true;
  const expected = (parsed.error.issues[0]?.message ?? 'another name').replace(/^expected /, '');
  reportAtKey(report, source, path, { code: 'bad_name', found: shown(name), expected });
  return false;
}

/** Reports an id that another entry has taken before; says where. */
export function reportTaken(
  source: Source,
  path: Path,
  taken: { readonly code: string; readonly where: string },
  report: Report,
): void {
  reportAt(report, source, path, {
    code: taken.code,
    found: `${shown(valueAt(source.value, path))} a second time`,
    expected: `an id of its own: this one is taken in ${taken.where}`,
  });
}
