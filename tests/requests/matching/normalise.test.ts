import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  mailboxOf,
  nameTokens,
  normalisedEmail,
  plain,
  soundOf,
} from '../../../src/requests/matching/normalise.ts';

describe('a name', () => {
  test.each([
    ['M. Jean-François LE GOFF', ['jean', 'francois', 'le', 'goff']],
    ['Mme Élodie Lefèvre', ['elodie', 'lefevre']],
    ['SARL Œuvres & Cie', ['oeuvres', 'cie']],
    ['O’Brien', ['o', 'brien']],
    ['Łukasz Groß', ['lukasz', 'gross']],
    ['李小龙', ['李小龙']],
    ['Monsieur', ['monsieur']],
    ['  ', []],
  ])('%s has its words in one form', (name, words) => {
    expect(nameTokens(name)).toEqual(words);
  });

  test('sounds like the one it is taken for', () => {
    for (const [one, other] of [
      ['dupont', 'dupond'],
      ['gauthier', 'gautier'],
      ['philippe', 'filip'],
      ['rousseau', 'rousso'],
      ['leroy', 'leroi'],
    ] as const)
      expect(soundOf(one)).toBe(soundOf(other));
    for (const [one, other] of [
      ['martin', 'marin'],
      ['bernard', 'durand'],
      ['lea', 'leo'],
    ] as const)
      expect(soundOf(one)).not.toBe(soundOf(other));
  });

  test.prop([fc.string({ unit: 'binary' })])('in one form, it stays as it is, and nothing fails', (text) => {
    const once = plain(text);
    expect(plain(once)).toBe(once);
    const tokens = nameTokens(text);
    expect(nameTokens(tokens.join(' '))).toEqual(tokens);
    expect(tokens.map(soundOf).every((sound) => sound !== '')).toBe(true);
  });
});

describe('a mail address', () => {
  test.each([
    ['Jean <JEAN@Ex.fr>', 'jean@ex.fr'],
    [' mailto:x@y.fr ', 'x@y.fr'],
    ['\u200bx@y.fr', 'x@y.fr'],
    ['prénom@société.fr', 'prénom@société.fr'],
    ['a.b+c@d-e.co.uk', 'a.b+c@d-e.co.uk'],
  ])('%s is found again whatever its letters', (text, address) => {
    expect(normalisedEmail(text)).toBe(address);
  });

  test.each([
    'a@b',
    'a b@c.fr',
    'a..b@c.fr',
    'a@c..fr',
    'a@c.fr.',
    '@c.fr',
    'a@',
    'x@127.0.0.1',
    'a@b@c.fr',
    '',
  ])('%s is none', (text) => {
    expect(normalisedEmail(text)).toBeUndefined();
  });

  test('of 64 characters before the sign is one, of 65 not', () => {
    expect(normalisedEmail(`${'a'.repeat(64)}@b.fr`)).toBeDefined();
    expect(normalisedEmail(`${'a'.repeat(65)}@b.fr`)).toBeUndefined();
  });

  test('without its suffix is the mailbox', () => {
    expect(mailboxOf('a+b+c@d.fr')).toBe('a@d.fr');
    expect(mailboxOf('a@d+e.fr')).toBe('a@d+e.fr');
  });

  test.prop([fc.emailAddress()])('in one form, it stays as it is', (address) => {
    const once = normalisedEmail(address);
    if (once !== undefined) expect(normalisedEmail(once)).toBe(once);
  });
});
