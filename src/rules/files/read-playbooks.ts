import type { z } from 'zod';
import type { Language } from '../../language/language.ts';
import { defined } from '../../platform/defined.ts';
import type {
  Playbook,
  PlaybookAction,
  PlaybookCase,
  PlaybookHypothesis,
  PlaybookImprovement,
} from '../playbook.ts';
import type { Person } from '../ruleset.ts';
import { checkWritten } from './house-languages.ts';
import { aMetric, aPerson, checkKnown, complainOfTaken, type Known } from './known.ts';
import { type GrammarNames, readCriteria } from './read-conditions.ts';
import { readWith } from './schema-check.ts';
import { ActionEntry, HypothesisEntry, ImprovementEntry, PlaybookHead } from './schemas/playbook-file.ts';
import {
  asWarning,
  complain,
  complainOfKey,
  type Files,
  itemsOf,
  keysOf,
  lineOf,
  type Place,
  under,
} from './source.ts';

export type PlaybookNames = GrammarNames & {
  readonly people: Known<Person>;
  readonly languages: readonly Language[];
};

/** The ids of the playbooks, which rules name before the playbooks themselves, which name rules, are read. */
export function playbookIds({ places, complete }: Files): Known<unknown> {
  const files = new Map<string, string>();
  for (const file of places) {
    const place = under(file, 'playbook');
    if (typeof place.value !== 'string') continue;
    const where = files.get(place.value);
    if (where === undefined) files.set(place.value, file.source.file);
    else complainOfTaken(place, 'duplicate_playbook', where);
  }
  return { good: files, broken: new Set(), complete };
}

/** A file of playbooks/ as a whole; `undefined` when something in it is broken. */
export function readPlaybook(file: Place, names: PlaybookNames): Playbook | undefined {
  const head = readWith(PlaybookHead, file);
  checkTexts(file, names, 'title', 'objective');
  const hypotheses = listOf(under(file, 'hypotheses'), (place) => readHypothesis(place, names));
  const actions = listOf(under(file, 'actions'), (place) => readAction(place, names));
  const improvements = listOf(under(file, 'improvements'), (place) => readImprovement(place, names));
  const indicators = readCriteria(under(file, 'indicators'), names, new Set());
  if (head === undefined || !hypotheses || !actions || !improvements || !indicators) return undefined;
  return defined({
    id: head.playbook,
    title: head.title,
    objective: head.objective,
    hypotheses,
    actions,
    improvements,
    indicators,
    reviews: { dailyForMs: head.reviews.daily_for, thenEveryMs: head.reviews.then_every },
    settleMs: head.settle,
  });
}

/** Reads the parts of a list one by one, so that a bad one hides no other; their ids must differ. */
function listOf<T>(list: Place, read: (part: Place) => T | undefined): T[] | undefined {
  if (list.value === undefined) return [];
  if (!Array.isArray(list.value)) return undefined;
  const places = itemsOf(list);
  const unique = checkIds(places);
  const parts = places.map(read);
  const good = parts.filter((part) => part !== undefined);
  return unique && good.length === parts.length ? good : undefined;
}

function checkIds(parts: readonly Place[]): boolean {
  const taken = new Map<unknown, string>();
  let unique = true;
  for (const id of parts.map((part) => under(part, 'id'))) {
    const where = id.value === undefined ? undefined : taken.get(id.value);
    if (where !== undefined) {
      unique = false;
      complainOfTaken(id, 'duplicate_id', where);
    }
    taken.set(id.value, `${id.source.file}:${lineOf(id)}`);
  }
  return unique;
}

function checkTexts(place: Place, { languages }: PlaybookNames, ...keys: readonly string[]): void {
  for (const key of keys) checkWritten(under(place, key), languages);
}

function readHypothesis(place: Place, names: PlaybookNames): PlaybookHypothesis | undefined {
  const entry = readWith(HypothesisEntry, place);
  checkTexts(place, names, 'text');
  const known = checkKnown(names.metrics, under(place, 'moved_first'), aMetric);
  if (entry === undefined || !known) return undefined;
  return defined({ text: entry.text, movedFirst: entry.moved_first, reason: entry.reason });
}

function readAction(place: Place, names: PlaybookNames): PlaybookAction | undefined {
  const entry = readWith(ActionEntry, place);
  checkTexts(place, names, 'title');
  for (const list of keysOf(under(place, 'checklists')))
    for (const item of itemsOf(under(place, 'checklists', list))) checkWritten(item, names.languages);
  const knownOwner = checkKnown(names.people, under(place, 'owner'), aPerson);
  const listNames = new Set(keysOf(under(place, 'checklists')));
  const canReplay = under(place, 'replay').value !== undefined;
  const criteria = readCriteria(under(place, 'criteria'), names, listNames, canReplay);
  if (entry === undefined) return undefined;
  const { due: dueMs, checklists, ...rest } = entry;
  if (entry.owner === undefined && entry.role === undefined)
    warnOfDead(place, 'action_without_owner', 'owner');
  if (dueMs === undefined) warnOfDead(place, 'action_without_due', 'due');
  if (criteria === undefined || !knownOwner || !isOneOwner(place)) return undefined;
  const items = Object.entries(checklists).map(([id, all]) => [id, all.flatMap(numbered)] as const);
  return defined({ ...rest, dueMs, criteria, checklists: new Map(items) });
}

function readImprovement(place: Place, names: PlaybookNames): PlaybookImprovement | undefined {
  const entry = readWith(ImprovementEntry, place);
  checkTexts(place, names, 'title', 'benefit');
  const knownOwner = checkKnown(names.people, under(place, 'owner'), aPerson);
  if (entry === undefined) return undefined;
  const { due: dueMs, ...rest } = entry;
  if (entry.owner === undefined && entry.role === undefined)
    warnOfDead(place, 'improvement_without_owner', 'owner');
  if (dueMs === undefined && entry.recurrence === undefined)
    warnOfDead(place, 'improvement_without_due', 'due or recurrence');
  if (dueMs !== undefined && entry.recurrence !== undefined) {
    const recurrence = under(place, 'recurrence');
    complainOfKey(recurrence, 'due_and_recurrence', 'recurrence beside due', 'one of the two');
    return undefined;
  }
  return knownOwner && isOneOwner(place) ? defined({ ...rest, dueMs }) : undefined;
}

/** Somebody by name, or by what they are in the plan: not both. */
function isOneOwner(place: Place): boolean {
  const role = under(place, 'role');
  if (role.value === undefined || under(place, 'owner').value === undefined) return true;
  complainOfKey(role, 'owner_and_role', 'role beside owner', 'one of the two');
  return false;
}

/** An action without owner or date is dead until they are filled in: a plan with it cannot be activated. */
function warnOfDead(place: Place, code: string, key: string): void {
  const id = under(place, 'id');
  const expected = `the key ${key}, or somebody must fill it in in every plan`;
  complain(id, code, `${String(id.value)} without ${key}`, expected, asWarning);
}

/** An item as often as it says, with its number in place of `{n}`. */
function numbered(item: z.infer<typeof ActionEntry>['checklists'][string][number]): PlaybookCase[] {
  const { times, fr, en } = item;
  const { question, expect, id } = 'question' in item ? item : {};
  return Array.from({ length: times }, (_, place) => {
    const number = String(place + 1);
    return {
      ...{ fr: fr.replaceAll('{n}', number), en: en.replaceAll('{n}', number) },
      ...defined({ question, expect, id }),
    };
  });
}
