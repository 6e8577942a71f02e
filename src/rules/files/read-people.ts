import { defined } from '../../platform/defined.ts';
import type { Person } from '../ruleset.ts';
import { type Known, readNamed, unreadable } from './known.ts';
import { readWith } from './schema-check.ts';
import { Id } from './schemas/parts.ts';
import { PeopleHead, PersonEntry } from './schemas/people-file.ts';
import { type Report, reportAtKey, type Source } from './source.ts';

/** The people of people.yaml; `source` is absent when the file is missing or is no YAML. */
export function readPeople(source: Source | undefined, report: Report): Known<Person> {
  if (source === undefined) return unreadable;
  readWith(PeopleHead, source, [], report);
  const { good, broken, complete } = readNamed(source, 'people', { name: Id, entry: PersonEntry }, report);
  const people = new Map<string, Person>();
  for (const [id, entry] of good) {
    people.set(id, defined({ id, ...entry }));
    if (entry.email === undefined)
      reportAtKey(report, source, ['people', id], {
        severity: 'warning',
        code: 'person_without_mail',
        found: `${id} without an e-mail address`,
        expected: 'the key email, or nobody reaches them with alarms and reminders',
      });
  }
  return { good: people, broken, complete };
}
