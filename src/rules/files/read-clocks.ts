import type { Language } from '../../language/language.ts';
import { defined } from '../../platform/defined.ts';
import { builtInClasses } from '../clocks/built-in.ts';
import type { ClockClass } from '../clocks/clock-class.ts';
import { checkWritten } from './house-languages.ts';
import { checkKnown, complainOfTaken, type Known, readNamed } from './known.ts';
import { type ClassEntry, ClassEntry as ClassSchema } from './schemas/clocks-file.ts';
import { Id } from './schemas/parts.ts';
import { complainOfKey, itemsOf, keysOf, type Place, shown, under } from './source.ts';

const schemas = { name: Id, entry: ClassSchema };
const builtIn: ReadonlyMap<string, ClockClass> = new Map(builtInClasses.map((one) => [one.id, one]));

/** The name of a class of incidents, where a mandate gives one. */
export const aClass = {
  code: 'unknown_class',
  expected: `a class of clocks.yaml, ${[...builtIn.keys()].join(' or ')}`,
};

/** Classes by id: those that are built in, and those of clocks.yaml, which may be left out. */
export type KnownClasses = Known<ClockClass>;

/** The classes of incidents. `isBroken`: there is a clocks.yaml, but it is no YAML. */
export function readClocks(
  file: Place | undefined,
  isBroken: boolean,
  house: readonly Language[],
): KnownClasses {
  if (file === undefined) return { good: builtIn, broken: new Set(), complete: !isBroken };
  const own = readNamed(file, 'classes', schemas, (id, entry, place) => classOf(id, entry, place, house));
  return { ...own, good: new Map([...builtIn, ...own.good]) };
}

/** The classes of clocks.yaml alone. */
export function ownClasses({ good }: KnownClasses): readonly ClockClass[] {
  return [...good.values()]
    .filter(({ id }) => !builtIn.has(id))
    .toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

function classOf(
  id: string,
  entry: ClassEntry,
  place: Place,
  house: readonly Language[],
): ClockClass | undefined {
  if (builtIn.has(id)) {
    const expected = 'an id of its own: a class that is built in cannot be written anew';
    complainOfKey(place, 'built_in_class', shown(id), expected);
    return undefined;
  }
  const [clocks, facets] = [under(place, 'clocks'), under(place, 'facets')];
  const texts = [place, ...itemsOf(clocks)].flatMap((one) => [under(one, 'name'), under(one, 'source')]);
  for (const text of [...texts, ...keysOf(facets).map((key) => under(facets, key))])
    checkWritten(text, house);
  const isGood = [checkFacets(clocks, facets), checkIds(clocks)].every(Boolean);
  if (!isGood) return undefined;
  return {
    id,
    name: entry.name,
    source: entry.source,
    facets: Object.entries(entry.facets ?? {}).map(([facet, name]) => ({ id: facet, name })),
    clocks: entry.clocks.map(({ first_incomplete: firstIncomplete, source = entry.source, ...clock }) =>
      defined({ ...clock, source, firstIncomplete }),
    ),
  };
}

/** A circumstance that no class names would never start its clock; one without a clock starts nothing. */
function checkFacets(clocks: Place, facets: Place): boolean {
  const named = keysOf(facets);
  const known = {
    good: new Map(named.map((name) => [name, true])),
    broken: new Set<string>(),
    complete: true,
  };
  const wanted = { code: 'unknown_facet', expected: 'a circumstance of facets of this class' };
  const asked = itemsOf(clocks).map((clock) => under(clock, 'when'));
  const isKnown = asked.map((when) => checkKnown(known, when, wanted)).every(Boolean);
  const isAlways = asked.some(({ value }) => value === undefined);
  const idle = named.filter((name) => !isAlways && !asked.some(({ value }) => value === name));
  for (const name of idle)
    complainOfKey(
      under(facets, name),
      'idle_facet',
      `${name}, which starts no clock`,
      'a clock with when: this',
    );
  return isKnown && idle.length === 0;
}

function checkIds(clocks: Place): boolean {
  const taken = new Set<unknown>();
  let isGood = true;
  for (const place of itemsOf(clocks)) {
    const id = under(place, 'id');
    if (taken.has(id.value)) {
      complainOfTaken(id, 'duplicate_clock', 'this class');
      isGood = false;
    }
    taken.add(id.value);
  }
  return isGood;
}
