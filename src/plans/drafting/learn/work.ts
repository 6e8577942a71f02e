import { type Language, languages } from '../../../language/language.ts';
import { typeset } from '../../../language/typography.ts';
import type { Bilingual } from '../../../metrics/metric.ts';
import { defined } from '../../../platform/defined.ts';
import { parseCriterion } from '../../../rules/grammar/parse-criterion.ts';
import type { Playbook, PlaybookAction, PlaybookImprovement } from '../../../rules/playbook.ts';
import type { RuleSet } from '../../../rules/ruleset.ts';
import { dueAfter } from '../../due.ts';
import type { Action, Checklist, Criterion, Improvement, Plan } from '../../plan.ts';
import { type CaseNames, withoutNames } from './cleaned.ts';
import { accountOf, dueOf, wasLost } from './held.ts';
import type { ActionKeys, ImprovementKeys, Item, Learned, LearnSources, Written } from './learnt.ts';

/** The sources of a playbook, and what its parts have in common. */
export type Learning = LearnSources & {
  readonly plan: Plan;
  /** The playbook that is revised. */
  readonly source: Playbook | undefined;
  readonly names: CaseNames;
  /** Starts of the plan's rounds. */
  readonly rounds: readonly number[];
};

/**
 * A text of the plan in each language of the house: as its source has it, where the plan took it from there.
 */
export function writtenOf(text: string, { plan, ruleSet, names }: Learning, known?: Bilingual): Written {
  if (known !== undefined && typeset(known[plan.language], plan.language) === text) return known;
  return inHouse(ruleSet, () => withoutNames(text, names));
}

/** The same words for each language of the house. */
export function inHouse(
  { languages: house = languages }: Pick<RuleSet, 'languages'>,
  say: (language: Language) => string,
): Written & object {
  return Object.fromEntries(house.map((language) => [language, say(language)]));
}

const languageNames: Readonly<Record<Language, string>> = { fr: 'French', en: 'English' };

/** Why a person has to look at a text again, if so: nobody has written it in the other language. */
export function untranslated(written: Written, { plan }: Learning): string[] {
  if (typeof written === 'string') return [];
  const [first, ...others] = Object.values(written);
  const same = others.length > 0 && others.every((text) => text === first);
  return same ? [`To be translated: it is written in ${languageNames[plan.language]} alone so far.`] : [];
}

/** An action that was done and verified, as the playbook should have it next time. */
export function learnedAction(action: Action, id: string, learning: Learning): Learned<ActionKeys> {
  const { plan, source, rounds, histories, names } = learning;
  const known = source?.actions.find((one) => one.id === action.from?.action);
  const origin = originOf(action, learning);
  // How cases are asked again stands in the playbook alone.
  const fits = usable(action.criteria, { ...action, canReplay: known?.replay !== undefined }, learning);
  const keys: ActionKeys = defined({
    id,
    title: writtenOf(action.title, learning, origin?.title),
    ...ownership(action.owner, known, plan),
    due: action.dueAt === undefined ? undefined : dueOf(action.dueAt, rounds, plan.timezone),
    effort: action.effort,
    impact: action.impact,
    treats: action.treats,
    criteria: fits.map(({ spec }) => spec.text),
    checklists: checklistsOf(action, learning, origin),
  });
  const said = (text: string) => withoutNames(text, names);
  const changed = known && changedKeys(keys, actionKeysOf(known, keys, learning));
  const comments = [
    ...accountOf(action, { plan, rounds, histories, said }),
    ...ownerComment(action.owner, keys),
    ...action.criteria
      .filter((criterion) => !fits.includes(criterion))
      .map(({ spec }) => `Left out, as the rules in force do not know it: ${spec.text}`),
    ...(known === undefined ? untranslated(keys.title, learning) : []),
  ];
  const isWorthSaying = changed === undefined || changed.length > 0 || wasLost(action, histories);
  return { keys, comments: isWorthSaying ? comments : [], ...defined({ changed }) };
}

/** The action of a playbook that one was drafted from, whichever it was: its texts are in both languages. */
function originOf({ from }: Action, { ruleSet }: Learning): PlaybookAction | undefined {
  const { actions = [] } = ruleSet.playbooks.get(from?.playbook ?? '') ?? {};
  return actions.find(({ id }) => id === from?.action);
}

/** An improvement that the plan kept. */
export function learnedImprovement(
  improvement: Improvement,
  id: string,
  learning: Learning,
): Learned<ImprovementKeys> {
  const { plan, source, rounds, ruleSet } = learning;
  const { title, benefit, owner, dueAt, recurrence, effort, impact, status } = improvement;
  const isSame = (one: PlaybookImprovement) => typeset(one.title[plan.language], plan.language) === title;
  const known = source?.improvements.find(isSame);
  const origin = plan.playbooks
    .flatMap((name) => ruleSet.playbooks.get(name)?.improvements ?? [])
    .find(isSame);
  const keys: ImprovementKeys = defined({
    id: known?.id ?? id,
    title: writtenOf(title, learning, origin?.title),
    benefit: writtenOf(benefit, learning, origin?.benefit),
    ...ownership(owner, known, plan),
    due: dueAt === undefined || recurrence !== undefined ? undefined : dueOf(dueAt, rounds, plan.timezone),
    recurrence,
    effort,
    impact,
  });
  const changed = known && changedKeys(keys, improvementKeysOf(known, keys, learning));
  const stands = status === 'done' ? 'Done by the closure.' : 'Still going on at the closure.';
  const comments =
    changed === undefined
      ? [stands, ...ownerComment(owner, keys), ...untranslated(keys.title, learning)]
      : [];
  return { keys, comments, ...defined({ changed }) };
}

/** People are what they were in the plan; whom the playbook named, and who did it, stays named. */
function ownership(
  owner: string | undefined,
  known: PlaybookAction | PlaybookImprovement | undefined,
  plan: Plan,
): Pick<ActionKeys, 'owner' | 'role'> {
  if (known?.role !== undefined && plan[known.role] === owner) return { role: known.role };
  if (known?.owner !== undefined && known.owner === owner) return { owner };
  if (owner === plan.owner) return { role: 'owner' };
  if (owner === plan.approver) return { role: 'approver' };
  return defined({ owner: known?.owner, role: known?.role });
}

function ownerComment(owner: string | undefined, keys: Pick<ActionKeys, 'owner' | 'role'>): string[] {
  if (keys.owner !== undefined || keys.role !== undefined) return [];
  const who = owner === undefined ? 'nobody' : "neither the plan's owner nor its approver";
  return [`It was ${who} who did it: name somebody with owner, or say whose it is with role.`];
}

/** The criteria that pass in a playbook under the rules in force. */
export function usable(
  criteria: readonly Criterion[],
  { checklists, canReplay = false }: Pick<Action, 'checklists'> & { readonly canReplay?: boolean },
  { ruleSet: { metrics, stepMs, rules } }: Learning,
): readonly Criterion[] {
  const context = {
    metrics,
    stepMs,
    rules: new Map(rules.map(({ id, when }) => [id, when])),
    checklists: new Set(checklists.map(({ id }) => id)),
    canReplay,
  };
  return criteria.filter(({ spec }) => parseCriterion(spec.text, context).ok);
}

function checklistsOf(
  { checklists }: Action,
  learning: Learning,
  known: PlaybookAction | undefined,
): ActionKeys['checklists'] {
  if (checklists.length === 0) return undefined;
  return Object.fromEntries(
    checklists.map((list) => [list.id, itemsOf(list, learning, known?.checklists.get(list.id) ?? [])]),
  );
}

/** The items of a list: the work on each case of this incident becomes one thing to do the next time. */
function itemsOf({ items }: Checklist, learning: Learning, known: readonly Bilingual[]): readonly Item[] {
  const written = items
    .filter(({ text, ref }) => ref === undefined || known.some((one) => saysSame(one, text, learning.plan)))
    .map(({ text }) => {
      const same = known.find((one) => saysSame(one, text, learning.plan));
      const own = writtenOf(text, learning, same);
      return typeof own === 'string' ? inHouse(learning.ruleSet, () => own) : own;
    });
  if (written.length > 0) return numbered(written);
  return [
    inHouse(
      learning.ruleSet,
      (language) => ({ fr: 'Cas de l’incident', en: 'Cases of the incident' })[language],
    ),
  ];
}

function saysSame(one: Bilingual, text: string, { language }: Plan): boolean {
  return typeset(one[language], language) === text;
}

/** As often as a playbook file may repeat an item. */
const mostRepeated = 200;

/** Items that differ in their number alone, from 1 on, are one that is repeated. */
function numbered(items: readonly Item[]): readonly Item[] {
  const [first] = items;
  if (first === undefined || items.length < 2 || items.length > mostRepeated) return items;
  const pattern = mapWritten(first, (text) => text.replace(/(?<!\d)1(?!\d)/, '{n}'));
  const isRepeated = items.every((item, place) =>
    sameJson(
      item,
      mapWritten(pattern, (text) => text.replaceAll('{n}', String(place + 1))),
    ),
  );
  return isRepeated ? [{ times: items.length, ...pattern }] : items;
}

function mapWritten(written: Written & object, change: (text: string) => string): Written & object {
  return Object.fromEntries(Object.entries(written).map(([language, text]) => [language, change(text)]));
}

/** The content of the playbook's action as it is now, in the same form. */
function actionKeysOf(known: PlaybookAction, keys: ActionKeys, learning: Learning): ActionKeys {
  const checklists =
    keys.checklists && Object.fromEntries([...known.checklists].map(([id, items]) => [id, numbered(items)]));
  const { title, owner, role, effort, impact, treats } = known;
  const criteria = known.criteria.map(({ text }) => text);
  return defined({
    ...{ id: known.id, title, owner, role, due: dueText(known.dueMs, learning) },
    ...{ effort, impact, treats, criteria, checklists },
  });
}

function improvementKeysOf(known: PlaybookImprovement, keys: ImprovementKeys, learning: Learning) {
  const { title, benefit, owner, role, recurrence, effort, impact } = known;
  return defined({
    ...{ id: keys.id, title, benefit, owner, role, recurrence, effort, impact },
    due: dueText(known.dueMs, learning),
  });
}

/** As it would come out of a plan that kept it. */
function dueText(dueMs: number | undefined, { plan, rounds: [from = 0] }: Learning): string | undefined {
  return dueMs === undefined ? undefined : dueOf(dueAfter(from, dueMs, plan.timezone), [from], plan.timezone);
}

/** The keys whose values differ, in a fixed order. */
function changedKeys<T extends object>(keys: T, before: T): readonly string[] {
  const [now, was] = [new Map(Object.entries(keys)), new Map(Object.entries(before))];
  return [...new Set([...now.keys(), ...was.keys()])].filter((key) => !sameJson(now.get(key), was.get(key)));
}

function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
