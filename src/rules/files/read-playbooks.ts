import type { z } from 'zod';
import type { Bilingual } from '../../metrics/metric.ts';
import { defined } from '../../platform/defined.ts';
import type { Playbook, PlaybookAction, PlaybookHypothesis, PlaybookImprovement } from '../playbook.ts';
import type { Person } from '../ruleset.ts';
import { checkKnown, type Known, reportTaken } from './known.ts';
import { type GrammarNames, readCriteria } from './read-conditions.ts';
import { readWith } from './schema-check.ts';
import { ActionEntry, HypothesisEntry, ImprovementEntry, PlaybookHead } from './schemas/playbook-file.ts';
import { type Path, type Report, reportAt, reportAtKey, type Source, valueAt } from './source.ts';

export type PlaybookNames = GrammarNames & { readonly people: Known<Person> };

/** A part of a playbook while it is read: where it stands and what it may name. */
type Place = {
  readonly source: Source;
  readonly path: Path;
  readonly names: PlaybookNames;
  readonly report: Report;
};

const aPerson = { code: 'unknown_person', expected: 'a person of people.yaml' };

/** The ids of the playbooks, which rules name before the playbooks themselves, which name rules, are read. */
export function playbookIds(sources: readonly Source[], complete: boolean, report: Report): Known<unknown> {
  const files = new Map<string, string>();
  for (const source of sources) {
    const id = valueAt(source.value, ['playbook']);
    if (typeof id !== 'string') continue;
    const where = files.get(id);
    if (where === undefined) files.set(id, source.file);
    else reportTaken(source, ['playbook'], { code: 'duplicate_playbook', where }, report);
  }
  return { good: files, broken: new Set(), complete };
}

/** A file of playbooks/ as a whole; `undefined` when something in it is broken. */
export function readPlaybook(source: Source, names: PlaybookNames, report: Report): Playbook | undefined {
  const head = readWith(PlaybookHead, source, [], report);
  const place = (path: Path): Place => ({ source, path, names, report });
  const hypotheses = listOf(source, 'hypotheses', (path) => readHypothesis(place(path)), report);
  const actions = listOf(source, 'actions', (path) => readAction(place(path)), report);
  const improvements = listOf(source, 'improvements', (path) => readImprovement(place(path)), report);
  const indicators = readCriteria(source, ['indicators'], names, new Set(), report);
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

/** Reads the parts under a key one by one, so that a bad one hides no other; their ids must differ. */
function listOf<T>(
  source: Source,
  key: string,
  read: (path: Path) => T | undefined,
  report: Report,
): T[] | undefined {
  const entries = valueAt(source.value, [key]);
  if (entries === undefined) return [];
  if (!Array.isArray(entries)) return undefined;
  const paths = entries.map((_, place): Path => [key, place]);
  const unique = checkIds(source, paths, report);
  const parts = paths.map(read);
  const good = parts.filter((part) => part !== undefined);
  return unique && good.length === parts.length ? good : undefined;
}

function checkIds(source: Source, paths: readonly Path[], report: Report): boolean {
  const places = new Map<unknown, string>();
  let unique = true;
  for (const path of paths) {
    const idPath = [...path, 'id'];
    const id = valueAt(source.value, idPath);
    const where = id === undefined ? undefined : places.get(id);
    if (where !== undefined) {
      unique = false;
      reportTaken(source, idPath, { code: 'duplicate_id', where }, report);
    }
    places.set(id, `${source.file}:${source.valueSpan(idPath).line}`);
  }
  return unique;
}

function readHypothesis({ source, path, names, report }: Place): PlaybookHypothesis | undefined {
  const entry = readWith(HypothesisEntry, source, path, report);
  const what = { code: 'unknown_metric', expected: 'the name of a metric of metrics.yaml' };
  const known = checkKnown(names.metrics, source, [...path, 'moved_first'], what, report);
  if (entry === undefined || !known) return undefined;
  return defined({ text: entry.text, movedFirst: entry.moved_first, reason: entry.reason });
}

function readAction(place: Place): PlaybookAction | undefined {
  const { source, path, names, report } = place;
  const entry = readWith(ActionEntry, source, path, report);
  const knownOwner = checkKnown(names.people, source, [...path, 'owner'], aPerson, report);
  const listNames = new Set(Object.keys(objectAt(source, [...path, 'checklists'])));
  const criteria = readCriteria(source, [...path, 'criteria'], names, listNames, report);
  if (entry !== undefined && entry.owner === undefined) warnOfDead(place, 'action_without_owner', 'owner');
  if (entry !== undefined && entry.due === undefined) warnOfDead(place, 'action_without_due', 'due');
  if (entry === undefined || criteria === undefined || !knownOwner) return undefined;
  return defined({
    id: entry.id,
    title: entry.title,
    owner: entry.owner,
    dueMs: entry.due,
    criteria,
    effort: entry.effort,
    impact: entry.impact,
    treats: entry.treats,
    checklists: new Map(Object.entries(entry.checklists).map(([id, items]) => [id, items.flatMap(numbered)])),
  });
}

function readImprovement(place: Place): PlaybookImprovement | undefined {
  const { source, path, names, report } = place;
  const entry = readWith(ImprovementEntry, source, path, report);
  const knownOwner = checkKnown(names.people, source, [...path, 'owner'], aPerson, report);
  if (entry === undefined) return undefined;
  if (entry.owner === undefined) warnOfDead(place, 'improvement_without_owner', 'owner');
  const { due, recurrence } = entry;
  if (due === undefined && recurrence === undefined)
    warnOfDead(place, 'improvement_without_due', 'due or recurrence');
  if (due !== undefined && recurrence !== undefined) {
    const complaint = {
      code: 'due_and_recurrence',
      found: 'recurrence beside due',
      expected: 'one of the two',
    };
    reportAtKey(report, source, [...path, 'recurrence'], complaint);
    return undefined;
  }
  if (!knownOwner) return undefined;
  return defined({
    id: entry.id,
    title: entry.title,
    benefit: entry.benefit,
    owner: entry.owner,
    dueMs: due,
    recurrence,
    effort: entry.effort,
    impact: entry.impact,
  });
}

/** An action without owner or date is dead until they are filled in: a plan with it cannot be activated. */
function warnOfDead({ source, path, report }: Place, code: string, key: string): void {
  reportAt(report, source, [...path, 'id'], {
    severity: 'warning',
    code,
    found: `${String(valueAt(source.value, [...path, 'id']))} without ${key}`,
    expected: `the key ${key}, or somebody must fill it in in every plan`,
  });
}

/** An item as often as it says, with its number in place of `{n}`. */
function numbered(item: z.infer<typeof ActionEntry>['checklists'][string][number]): Bilingual[] {
  const { times = 1, fr, en } = item;
  return Array.from({ length: times }, (_, place) => {
    const number = String(place + 1);
    return { fr: fr.replaceAll('{n}', number), en: en.replaceAll('{n}', number) };
  });
}

function objectAt(source: Source, path: Path): object {
  const value = valueAt(source.value, path);
  return typeof value === 'object' && value !== null ? value : {};
}
