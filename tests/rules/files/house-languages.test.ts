import { describe, expect, test } from 'vitest';
import { houseLanguage, languagesOf } from '../../../src/rules/ruleset.ts';
import { edited, parse, problemMarks, setOf, shippedFiles } from '../folder.ts';

const shipped = await shippedFiles();
const margaux = 'agents/margaux.yaml';
const playbook = 'playbooks/stale-answers.yaml';

/** The shipped files, of a house that says which languages it speaks. */
const speaking = (languages: string) =>
  edited(shipped, 'people.yaml', 'people:', `languages: ${languages}\npeople:`);
const frenchHouse = speaking('[fr]');
const englishHouse = edited(
  speaking('[en]').map(({ path, text }) => ({
    path,
    text: text.replace(/language: fr/g, 'language: en'),
  })),
  margaux,
  /scope:\n {2}fr: .*\n {2}en: (.*)\n/,
  'scope: $1\n',
);

describe('the languages of the house', () => {
  test('are both unless people.yaml says otherwise, and saying both changes nothing', () => {
    expect(languagesOf(setOf(shipped))).toEqual(['fr', 'en']);
    expect(setOf(speaking('[fr, en]')).hash).toBe(setOf(shipped).hash);
    expect(languagesOf(setOf(frenchHouse))).toEqual(['fr']);
    expect(setOf(frenchHouse).hash).not.toBe(setOf(shipped).hash);
  });

  test('of one is asked for alone: the other may be left out, and a text may stand without its language', () => {
    const set = setOf(edited(frenchHouse, 'metrics.yaml', /label: \{.*\}/, 'label: Taux d’erreur'));
    const metric = set.metrics.get('error_rate');
    expect(metric?.label).toEqual({ fr: 'Taux d’erreur', en: 'Taux d’erreur' });
    const item = setOf(edited(frenchHouse, playbook, /, en: "Case {n}[^"]*"/, ''))
      .playbooks.get('stale-answers')
      ?.actions.flatMap(({ checklists }) => [...checklists.values()])
      .flat()
      .find(({ fr }) => fr.startsWith('Cas 1 '));
    expect(item?.en).toMatch(/^Cas 1 /);
    expect(setOf(englishHouse).agents.get('margaux')?.scope.fr).toMatch(/^First/);
  });

  test('of two are both asked for, and what lacks is named where it should stand', () => {
    const plain = edited(shipped, margaux, /scope:\n {2}fr: .*\n {2}en: (.*)\n/, 'scope: $1\n');
    expect(problemMarks(plain)).toEqual([`${margaux}:8:8 missing_language a text without its language`]);
    const parsed = parse(edited(shipped, margaux, / {2}en: First.*\n/, ''));
    expect(parsed).toMatchObject({
      problems: [
        {
          ...{ code: 'missing_language', found: 'no English text', line: 8 },
          expected: 'the key en, since languages in people.yaml is fr, en',
        },
      ],
    });
    const other = edited(frenchHouse, margaux, / {2}fr: .*\n/, '');
    expect(problemMarks(other)).toEqual([`${margaux}:8:1 missing_language no French text`]);
    const neither = edited(frenchHouse, margaux, /scope:\n {2}fr: .*\n {2}en: .*\n/, 'scope: {}\n');
    expect(problemMarks(neither).at(-1)).toMatch(/missing_language no French text/);
  });

  test('are what people and agents are spoken to in', () => {
    expect(houseLanguage(setOf(englishHouse))).toBe('en');
    const unsaid = setOf(edited(frenchHouse, 'people.yaml', '    language: fr\n', ''));
    expect(unsaid.people.get('lea')?.language).toBe('fr');
    expect(setOf(edited(shipped, 'people.yaml', '    language: fr\n', '')).people.get('lea')?.language).toBe(
      'en',
    );
    expect(problemMarks(edited(frenchHouse, 'people.yaml', 'language: fr', 'language: en'))).toEqual([
      'people.yaml:12:15 foreign_language en',
    ]);
    expect(problemMarks(edited(frenchHouse, margaux, 'language: fr', 'language: en'))).toHaveLength(1);
  });

  test('cannot be none or others, and then no text is blamed', () => {
    expect(problemMarks(speaking('[]'))).toEqual(['people.yaml:6:1 bad_value a list']);
    expect(problemMarks(speaking('[de]'))).toEqual(['people.yaml:6:13 bad_value de']);
    expect(problemMarks(speaking('[en, de]'))).toEqual(['people.yaml:6:17 bad_value de']);
  });
});
