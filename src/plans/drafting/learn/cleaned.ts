import type { Language } from '../../../language/language.ts';
import type { Person } from '../../../rules/ruleset.ts';
import type { Plan } from '../../plan.ts';

/** The people and the agent of a case, of whom a playbook does not speak. */
export type CaseNames = {
  readonly plan: Pick<Plan, 'owner' | 'approver' | 'language'>;
  readonly people: ReadonlyMap<string, Person>;
  readonly agentName?: string | undefined;
};

const words: Readonly<Record<Language, Readonly<Record<'owner' | 'approver' | 'person' | 'agent', string>>>> =
  {
    fr: { owner: 'responsable du plan', approver: 'approbateur', person: 'personne', agent: "l'agent" },
    en: { owner: 'plan owner', approver: 'approver', person: 'person', agent: 'the agent' },
  };

/**
 * A text without the names of people and of the agent, and without what belongs to its case alone: dates,
 * times, numbers of incidents, plans and actions. People are called by what they were in the plan.
 */
export function withoutNames(text: string, names: CaseNames): string {
  const said = words[names.plan.language];
  // A rule file with such characters is refused.
  let plain = text.replaceAll(/[^\P{Cc}\n\t]|\p{Surrogate}/gu, '');
  for (const person of names.people.values())
    for (const name of namesOf(person)) plain = replaceWord(plain, name, `[${calledIn(person, names)}]`);
  if (names.agentName !== undefined) plain = replaceWord(plain, names.agentName, said.agent);
  return plain
    .replaceAll(/\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}\/\d{1,2}(?:\/\d{2,4})?\b/g, '[…]')
    .replaceAll(/\b\d{1,2}\s?h\s?\d{2}\b|\b\d{1,2}:\d{2}(?::\d{2})?\b/g, '[…]')
    .replaceAll(/\b((?:incident|plan)\s(?:n°\s?)?)\d+/gi, '$1[…]');
}

/** The same without any figure: a cause is told for the next time, not for this one. */
export function withoutFigures(text: string, names: CaseNames): string {
  const figure = /\d[\d\s\u00a0\u202f.,]*(?<=\d)(?:[\s\u00a0\u202f]?%)?/g;
  return withoutNames(text, names).replaceAll(figure, '[…]');
}

/** A text on one line, fit for a comment. */
export function onOneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Whole name first, then its parts: `Léa Fontaine`, `Fontaine`, `Léa`. */
function namesOf({ name }: Person): string[] {
  const parts = name.split(/\s+/).filter((part) => /^\p{Lu}\p{Ll}{2,}/u.test(part));
  return parts.length > 1 ? [name, ...parts.toReversed()] : [name];
}

function calledIn({ id, title }: Person, { plan }: CaseNames): string {
  const said = words[plan.language];
  if (id === plan.owner) return said.owner;
  if (id === plan.approver) return said.approver;
  return title ?? said.person;
}

function replaceWord(text: string, word: string, by: string): string {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'gu'), by);
}
