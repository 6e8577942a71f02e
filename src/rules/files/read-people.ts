import { insteadOfCountry } from '../../language/holidays.ts';
import type { Language } from '../../language/language.ts';
import { defined } from '../../platform/defined.ts';
import { formatDuration } from '../../platform/duration.ts';
import { nearestName } from '../../platform/nearest.ts';
import type { Person } from '../ruleset.ts';
import { languageAt } from './house-languages.ts';
import { aPerson, checkKnown, type Known, readNamed } from './known.ts';
import { Id } from './schemas/parts.ts';
import { PersonEntry } from './schemas/people-file.ts';
import { asWarning, complain, complainOfKey, type Place, shown, under } from './source.ts';

/** A country has some sixty parts at most; nobody reads two hundred countries. */
const mostNamed = 80;

const schemas = { name: Id, entry: PersonEntry };

/** The people of people.yaml. */
export function readPeople(file: Place | undefined, house: readonly Language[]): Known<Person> {
  const people = readNamed(
    file,
    'people',
    schemas,
    (id, entry, place) => {
      const expected = 'the key email, or nobody reaches them with alarms and reminders';
      if (entry.email === undefined)
        complainOfKey(place, 'person_without_mail', `${id} without an e-mail address`, expected, asWarning);
      checkCountry(under(place, 'country'));
      return defined({ id, ...entry, language: languageAt(under(place, 'language'), house) });
    },
    ['languages'],
  );
  if (file !== undefined)
    for (const person of people.good.values()) {
      checkDeputy(person, people, file);
      checkChain(person, people, file);
    }
  if (file !== undefined) checkSubjects([...people.good.values()], file);
  return people;
}

/** A mistyped part of a country would have the holidays of the whole one, and nobody would see it. */
function checkCountry(place: Place): void {
  const { value } = place;
  const known = typeof value === 'string' ? insteadOfCountry(value) : undefined;
  if (typeof value !== 'string' || known === undefined) return;
  const names = known.length > mostNamed ? 'the code of a country, such as FR or GB' : known.join(', ');
  complain(place, 'unknown_country', shown(value), names, { didYouMean: nearestName(value, known) });
}

/** Somebody who is away without a deputy hears of it all the same, and that should be meant. */
function checkDeputy({ id, deputy, away }: Person, people: Known<Person>, file: Place): void {
  const place = under(file, 'people', id, 'deputy');
  if (deputy === id) complain(place, 'own_deputy', id, 'somebody else');
  else checkKnown(people, place, aPerson);
  if (away === undefined || deputy !== undefined) return;
  const expected = 'the key deputy, or what comes meanwhile waits for them';
  const found = `${id} away without a deputy`;
  complainOfKey(under(file, 'people', id, 'away'), 'away_without_deputy', found, expected, asWarning);
}

/** A subject of a provider is one person. */
function checkSubjects(people: readonly Person[], file: Place): void {
  const owners = new Map<string, string>();
  for (const { id, subjects = {} } of people)
    for (const [provider, subject] of Object.entries(subjects)) {
      const owner = owners.get(JSON.stringify([provider, subject]));
      const place = under(file, 'people', id, 'subjects', provider);
      if (owner !== undefined)
        complain(place, 'subject_twice', shown(subject), `another subject: ${owner} is known by this one`);
      owners.set(JSON.stringify([provider, subject]), id);
    }
}

/** Somebody who is told later than the next would be told after them. */
function checkChain({ id, escalate = [] }: Person, people: Known<Person>, file: Place): void {
  escalate.forEach(({ afterMs, to }, step) => {
    const place = under(file, 'people', id, 'escalate', step);
    if (to === id) complain(under(place, 'to'), 'own_escalation', id, 'somebody else');
    else checkKnown(people, under(place, 'to'), aPerson);
    const before = escalate[step - 1]?.afterMs ?? 0;
    if (afterMs > before) return;
    const after = under(place, 'after');
    const expected = `longer than ${formatDuration(before)}, as the step before: all are counted from the first message`;
    complain(after, 'escalation_out_of_order', shown(after.value), expected);
  });
}
