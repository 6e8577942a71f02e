import type { Language } from '../../language/language.ts';
import { defined } from '../../platform/defined.ts';
import type { Person } from '../ruleset.ts';
import { languageAt } from './house-languages.ts';
import { type Known, readNamed } from './known.ts';
import { Id } from './schemas/parts.ts';
import { PersonEntry } from './schemas/people-file.ts';
import { asWarning, complainOfKey, type Place, under } from './source.ts';

const schemas = { name: Id, entry: PersonEntry };

/** The people of people.yaml. */
export function readPeople(file: Place | undefined, house: readonly Language[]): Known<Person> {
  return readNamed(
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
}
