import { addressed } from '../../notices/routing.ts';
import { addressBook, type RuleSet } from '../../rules/ruleset.ts';
import type { Change } from '../change.ts';

/** The change with its notices on their way to whoever is there now, as people.yaml says. */
export function addressedChange(change: Change, set: RuleSet, now: number): Change {
  if (change.notices === undefined) return change;
  const book = addressBook(set);
  return { ...change, notices: change.notices.map((notice) => addressed(notice, book, now)) };
}
