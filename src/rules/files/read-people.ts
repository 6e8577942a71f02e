import { defined } from '../../platform/defined.ts';
import type { Person } from '../ruleset.ts';
import { type Known, readNamed } from './known.ts';
import { Id } from './schemas/parts.ts';
import { PersonEntry } from './schemas/people-file.ts';
import { asWarning, complainOfKey, type Place } from './source.ts';

const schemas = { name: Id, entry: PersonEntry };

/** The people of people.yaml. */
export function readPeople(file: Place | undefined): Known<Person> {
  return readNamed(file, 'people', schemas, (id, entry, place) => {
    const expected = 'the key email, or nobody reaches them with alarms and reminders';
    if (entry.email === undefined)
      complainOfKey(place, 'person_without_mail', `${id} without an e-mail address`, expected, asWarning);
    return defined({ id, ...entry });
  });
}
