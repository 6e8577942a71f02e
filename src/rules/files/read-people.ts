import type { Language } from '../../language/language.ts';
import { defined } from '../../platform/defined.ts';
import type { Person } from '../ruleset.ts';
import { languageAt } from './house-languages.ts';
import { aPerson, checkKnown, type Known, readNamed } from './known.ts';
import { Id } from './schemas/parts.ts';
import { PersonEntry } from './schemas/people-file.ts';
import { asWarning, complain, complainOfKey, type Place, under } from './source.ts';

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
      return defined({ id, ...entry, language: languageAt(under(place, 'language'), house) });
    },
    ['languages'],
  );
  if (file !== undefined) for (const person of people.good.values()) checkDeputy(person, people, file);
  return people;
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
