import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { i18nIn } from '../../../src/console/words/texts.ts';

const glossaries = (['fr', 'en'] as const).map((language) => i18nIn(language, 'Europe/Paris').t.glossary);

/** Everything that the pages are drawn from. */
const pages = readdirSync('src/console', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.tsx'))
  .map((file) => readFileSync(`src/console/${file}`, 'utf8'))
  .join('\n');

test('each word of the glossary has its help on a page', () => {
  const helped = [...pages.matchAll(/term="(\w+)"|of=\{\[([^\]]*)\]\}/g)].flatMap(([, one, several = '']) =>
    one === undefined ? [...several.matchAll(/'(\w+)'/g)].map(([, name = '']) => name) : [one],
  );
  expect(Object.keys(glossaries[0]?.terms ?? {}).filter((term) => !helped.includes(term))).toEqual([]);
});

test('a word is explained in a sentence or two, in other words than itself', () => {
  for (const { terms } of glossaries)
    for (const { word, means } of Object.values(terms)) {
      expect(means.length).toBeLessThan(200);
      expect(means).toMatch(/\.$/);
      expect(means.toLowerCase()).not.toMatch(
        new RegExp(`^(?:un |une |le |la |l’|a |an |the )?${word}`, 'i'),
      );
    }
});

test('what the rule files call by an English key is named by that key', () => {
  for (const { terms } of glossaries)
    for (const [term, key] of [
      ['hysteresis', 'clear'],
      ['hold', 'for'],
      ['keepFiring', 'keep_firing_for'],
      ['minSamples', 'min_samples'],
      ['window', 'over'],
    ] as const)
      expect(terms[term].means).toContain(`(${key})`);
});
