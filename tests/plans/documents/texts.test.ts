import { describe, expect, test } from 'vitest';
import { typeset } from '../../../src/language/typography.ts';
import { en as englishDocument } from '../../../src/plans/documents/document-texts.en.ts';
import { fr as frenchDocument } from '../../../src/plans/documents/document-texts.fr.ts';
import { en as englishPhrases } from '../../../src/plans/documents/phrases.en.ts';
import { fr as frenchPhrases } from '../../../src/plans/documents/phrases.fr.ts';
import { en as english } from '../../../src/plans/documents/texts.en.ts';
import { fr as french } from '../../../src/plans/documents/texts.fr.ts';
import { eventText, noteText, refusalText } from '../../../src/plans/documents/texts.ts';
import { planEvent } from '../../../src/plans/events.ts';
import { gateCodes } from '../../../src/plans/gates.ts';
import { planRefusals } from '../../../src/plans/refusals.ts';
import { warningCodes } from '../../../src/plans/warnings.ts';
import { engineActor } from '../../../src/platform/actor.ts';
import { draft, endOf, paris, people } from '../margaux.ts';

const pairs = [
  { name: 'texts', french, english },
  { name: 'phrases', french: frenchPhrases, english: englishPhrases },
  { name: 'document texts', french: frenchDocument, english: englishDocument },
];
const reader = (language: 'fr' | 'en') => ({
  language,
  timezone: 'Europe/Paris',
  nameOf: (person: string) => people.get(person)?.name,
});

/** Every path of a dictionary with the text there; functions stand for themselves. */
function leaves(value: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

describe.each(pairs)('$name', ({ french: fr, english: en }) => {
  test('have the same keys in both languages', () => {
    const shape = (dictionary: unknown) => leaves(dictionary).map(([path, leaf]) => `${path} ${typeof leaf}`);
    expect(shape(fr)).toEqual(shape(en));
  });

  test('are never empty, and set as they are printed', () => {
    for (const [dictionary, language] of [
      [fr, 'fr'],
      [en, 'en'],
    ] as const) {
      for (const [path, leaf] of leaves(dictionary)) {
        if (typeof leaf !== 'string') continue;
        expect(leaf.trim(), path).not.toBe('');
        expect(typeset(leaf, language), path).toBe(leaf);
      }
    }
  });
});

describe('what is said of codes', () => {
  const note = (code: string, language: 'fr' | 'en') =>
    noteText(
      {
        code,
        at: '4-2',
        params: { as: 'owner', count: 6, most: 5, dueAt: endOf(6), since: paris(6, '08:00') },
      },
      reader(language),
    );

  test.each([...gateCodes, ...warningCodes])('%s is a sentence in both languages', (code) => {
    for (const language of ['fr', 'en'] as const) {
      const text = note(code, language);
      expect(text).toMatch(/^[A-ZÉÀ0-9].*\.$/u);
      expect(text).not.toMatch(/undefined|NaN|\$\{/);
      expect(typeset(text, language)).toBe(text);
    }
  });

  test.each(Object.keys(planRefusals))('%s is said to people in both languages', (code) => {
    expect(refusalText(code, 'fr')).toMatch(/\.$/);
    expect(refusalText(code, 'en')).toMatch(/\.$/);
  });

  test('dates, names and places are filled in', () => {
    expect(noteText({ code: 'action_overdue', at: '4-1', params: { dueAt: endOf(6) } }, reader('fr'))).toBe(
      'L’action 4-1 est en retard depuis le 06/06/2026.',
    );
    expect(
      noteText({ code: 'owner_overloaded', at: 'lea', params: { count: 4, most: 3 } }, reader('fr')),
    ).toBe('Léa Fontaine mène 4 actions à la fois\u202f; au-delà de 3, mieux vaut répartir.');
    expect(noteText({ code: 'signature_missing', params: { as: 'approver' } }, reader('en'))).toBe(
      'The approver’s signature is missing.',
    );
  });

  test('a code that is not known is shown rather than hidden', () => {
    expect(noteText({ code: 'from_the_future' }, reader('fr'))).toBe('from_the_future');
    expect(refusalText('from_the_future', 'fr')).toBeUndefined();
  });
});

describe('what is said of events', () => {
  const ctx = { actor: engineActor, now: paris(6, '16:00') };
  const plan = draft();
  const say = (event: Parameters<typeof eventText>[0], language: 'fr' | 'en' = 'fr') =>
    eventText(event, reader(language));

  test('one line each, with names for people', () => {
    const signed = planEvent('planSigned', plan, ctx, {
      as: 'owner',
      for: 'activation',
      person: 'lea',
      signedVersion: 2,
    });
    expect(say(signed)).toBe('Signature de Léa Fontaine, responsable du plan, pour l’activation');
    expect(say(signed, 'en')).toBe('Signed by Léa Fontaine, plan owner, for activation');
    const held = planEvent('reviewHeld', plan, ctx, { heldAt: ctx.now, nextDueAt: endOf(7) });
    expect(say(held)).toBe('Revue tenue\u202f; la prochaine est prévue le 07/06/2026');
    const back = planEvent('contextCompleted', plan, ctx, { downtimeMs: 40 * 60_000 });
    expect(say(back)).toBe('Contexte mis à jour\u202f: 40\u202fmin d’arrêt');
    const brief = planEvent('contextCompleted', plan, ctx, { downtimeMs: 158 });
    expect(say(brief)).toBe('Contexte mis à jour\u202f: moins d’une seconde d’arrêt');
    const short = planEvent('contextCompleted', plan, ctx, { downtimeMs: 1_000 });
    expect(say(short)).toBe('Contexte mis à jour\u202f: 1\u202fs d’arrêt');
    const status = planEvent('actionStatusSet', plan, ctx, { action: '4-2', from: 'todo', to: 'done' });
    expect(say(status)).toBe('Action 4-2\u202f: faite');
  });

  test('plurals are those of the language', () => {
    const drafted = (actions: readonly string[]) =>
      planEvent('planDrafted', plan, ctx, { playbooks: [], actions });
    expect(say(drafted([]))).toBe('Brouillon du plan établi, avec 0 action');
    expect(say(drafted([]), 'en')).toBe('Plan drafted with 0 actions');
    expect(say(drafted(['4-1']), 'en')).toBe('Plan drafted with 1 action');
    expect(say(drafted(['4-1', '4-2']))).toBe('Brouillon du plan établi, avec 2 actions');
  });
});
