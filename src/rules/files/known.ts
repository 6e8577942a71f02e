import { z } from 'zod';
import { expectedIn } from '../../platform/issue-text.ts';
import { nearestName } from '../../platform/nearest.ts';
import { readWith, unread } from './schema-check.ts';
import {
  type Complaint,
  complain,
  complainOfKey,
  keysOf,
  type Place,
  problemAt,
  shown,
  under,
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
const unreadable: Known<never> = {
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
export const aPerson = { code: 'unknown_person', expected: 'a person of people.yaml' };
export const aPlaybook = { code: 'unknown_playbook', expected: 'a playbook of a file of playbooks/' };
export const anAgent = { code: 'unknown_agent', expected: 'an agent of a file of agents/' };
export const aMetric = { code: 'unknown_metric', expected: 'the name of a metric of metrics.yaml' };

/** Everything there is of a kind, when nothing of it is broken. */
export function allKnown(names: Iterable<string>): Known<true> {
  return { good: new Map([...names].map((name) => [name, true])), broken: new Set(), complete: true };
}

/** Reports the name that stands as a value at a place but is known nowhere. */
export function checkKnown(known: Known<unknown>, place: Place, wanted: Wanted): boolean {
  const { source, path, report, value: name } = place;
  if (typeof name !== 'string' || known.good.has(name)) return true;
  if (!isExcused(known, name))
    report(problemAt(source.file, source.valueSpan(path), unknownName(known, name, wanted)));
  return false;
}

/** Reports the keys under a place that are names known nowhere. */
export function checkKnownKeys(known: Known<unknown>, place: Place, wanted: Wanted): boolean {
  const { source, path, report } = place;
  const unknown = keysOf(place).filter((name) => !known.good.has(name));
  for (const name of unknown)
    if (!isExcused(known, name))
      report(problemAt(source.file, source.keySpan([...path, name]), unknownName(known, name, wanted)));
  return unknown.length === 0;
}

function unknownName(known: Known<unknown>, name: string, wanted: Wanted): Complaint {
  return { ...wanted, found: shown(name), didYouMean: nearestName(name, known.good.keys()) };
}

/**
 * Reads the entries under a key of a file one by one, so that a bad one does not hide the others. `finish`
 * makes what is known of a good entry, or complains of it; `beside` the key others may stand. The file is
 * absent when it is missing or no YAML.
 */
export function readNamed<E, T>(
  file: Place | undefined,
  key: string,
  schemas: { readonly name: z.ZodType<string>; readonly entry: z.ZodType<E> },
  finish: (name: string, entry: E, place: Place) => T | undefined,
  beside: readonly string[] = [],
): Known<T> {
  if (file === undefined) return unreadable;
  readWith(z.strictObject({ [key]: z.record(z.string(), z.unknown()), ...unread(beside) }), file);
  const entries = under(file, key);
  if (typeof entries.value !== 'object' || entries.value === null || Array.isArray(entries.value))
    return unreadable;
  const good = new Map<string, T>();
  const broken = new Set<string>();
  for (const name of keysOf(entries)) {
    const place = under(entries, name);
    const goodName = checkName(schemas.name, name, place);
    const entry = readWith(schemas.entry, place);
    const finished = entry === undefined || !goodName ? undefined : finish(name, entry, place);
    if (finished === undefined) broken.add(name);
    else good.set(name, finished);
  }
  return { good, broken, complete: true };
}

/** Whether a name is one that a schema takes; else it is complained of. */
export function checkName(schema: z.ZodType<string>, name: string, place: Place): boolean {
  const parsed = schema.safeParse(name);
  if (parsed.success) return true;
  const expected = expectedIn(parsed.error.issues[0]?.message ?? 'another name');
  complainOfKey(place, 'bad_name', shown(name), expected);
  return false;
}

/** Reports an id that another entry has taken before; says where. */
export function complainOfTaken(place: Place, code: string, where: string): void {
  const expected = `an id of its own: this one is taken in ${where}`;
  complain(place, code, `${shown(place.value)} a second time`, expected);
}
