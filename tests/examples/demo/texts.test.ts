import { describe, expect, test } from 'vitest';
import { itemName, items } from '../../../examples/demo/catalogue.ts';
import { delayText } from '../../../examples/demo/delay.ts';
import { wrapped } from '../../../examples/demo/screen.ts';
import { languageOf } from '../../../examples/demo/texts.ts';
import { formatOf } from '../../../src/language/format.ts';

describe('the language of the demo', () => {
  test.each([
    [{ LANG: 'fr_FR.UTF-8' }, 'fr'],
    [{ LANG: 'fr_CA' }, 'fr'],
    [{ LANG: 'C.UTF-8' }, 'en'],
    [{}, 'en'],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: 'fr_FR.UTF-8' }, 'fr'],
    [{ LANG: 'fr_FR.UTF-8', LC_MESSAGES: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'fr_FR.UTF-8', LC_ALL: '' }, 'fr'],
  ])('%j asks for %s', (env, language) => {
    expect(languageOf(env)).toBe(language);
  });
});

describe('a delay is told with the figures that count', () => {
  test.each([
    [0, '0 ms', '0 ms'],
    [3.14, '3,1 ms', '3.1 ms'],
    [9.94, '9,9 ms', '9.9 ms'],
    [10, '10 ms', '10 ms'],
    [999, '999 ms', '999 ms'],
    [1_000, '1 s', '1 s'],
    [1_940, '1,9 s', '1.9 s'],
    [125_000, '2 min 5 s', '2 min 5 s'],
    [-3, '0 ms', '0 ms'],
  ])('%d', (ms, french, english) => {
    const plain = (text: string) => text.replaceAll(/\s/g, ' ');
    expect(plain(delayText(ms, formatOf('fr')))).toBe(french);
    expect(plain(delayText(ms, formatOf('en')))).toBe(english);
  });
});

describe('long lines', () => {
  test('are broken between words, and hold what fits exactly', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('one two three', 6)).toEqual(['one', 'two', 'three']);
  });

  test('a word that is longer than a line stays whole', () => {
    expect(wrapped('a http://127.0.0.1:4090/plans/1', 10)).toEqual(['a', 'http://127.0.0.1:4090/plans/1']);
  });
});

test('every item of the shop has a name in both languages', () => {
  expect(items).toHaveLength(100);
  expect(itemName('lamp-9', 'fr')).toBe('la lampe Orion');
  expect(itemName('lamp-9', 'en')).toBe('the lamp Orion');
  expect(new Set(items.map((item) => itemName(item, 'fr'))).size).toBe(100);
});
