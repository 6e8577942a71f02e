import { describe, expect, test } from 'vitest';
import { houseLanguage } from '../../src/rules/ruleset.ts';
import { people } from '../builders/people.ts';

describe('the language of the house', () => {
  const spoken = (...languages: ('fr' | 'en')[]) =>
    houseLanguage({
      people: new Map(
        languages.map((language, at) => [`${at}`, { id: `${at}`, name: 'x', language, approver: true }]),
      ),
    });

  test('is that of most people, the first of them where it is even, and English where there is nobody', () => {
    expect(houseLanguage({ people })).toBe('fr');
    expect(spoken('en', 'fr', 'fr')).toBe('fr');
    expect(spoken('fr', 'en')).toBe('fr');
    expect(spoken()).toBe('en');
  });
});
