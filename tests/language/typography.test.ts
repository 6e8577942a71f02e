import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { capitalised, en, fr, midSentence, typeset, withoutStop } from '../../src/language/typography.ts';

describe('printed texts', () => {
  test('French keeps punctuation with its word', () => {
    expect(fr`Cause : l'agent a dit « non disponible » ; 91 % des cas ?`).toBe(
      'Cause\u202f: l’agent a dit «\u202fnon disponible\u202f»\u202f; 91\u202f% des cas\u202f?',
    );
    expect(fr`plan n° 4`).toBe('plan n°\u00a04');
  });

  test('an apostrophe before a closing quotation opens nothing', () => {
    expect(fr`seuil d'«`).toBe('seuil d’«');
    expect(fr`'ab' != 'cd'`).toBe("'ab' != 'cd'");
  });

  test('times of day, addresses and conditions stay as they are', () => {
    for (const text of ['08:02', 'https://example.org/a?b=c', 'a != b'])
      expect(typeset(text, 'fr')).toBe(text);
  });

  test('English has curly apostrophes and plain spaces', () => {
    expect(en`Margaux's cause: none`).toBe('Margaux’s cause: none');
  });

  test.prop([fc.string({ unit: fc.constantFrom('a', 'é', ' ', "'", ':', '%', '«', '»', '=', '4', 'n°') })])(
    'setting a text twice changes nothing',
    (text) => {
      for (const language of ['fr', 'en'] as const) {
        const once = typeset(text, language);
        expect(typeset(once, language)).toBe(once);
      }
    },
  );

  test('labels change case at their first letter, abbreviations do not', () => {
    expect(midSentence("Taux d'erreur")).toBe("taux d'erreur");
    expect(midSentence('Écart')).toBe('écart');
    expect(midSentence('CSAT')).toBe('CSAT');
    expect(capitalised('échéance')).toBe('Échéance');
  });

  test('a quotation loses its full stop to the sentence that goes on, and keeps every other mark', () => {
    expect(withoutStop('Flux relancé. Vérifié. ')).toBe('Flux relancé. Vérifié');
    for (const text of ['À voir...', 'Vraiment ?', 'Flux relancé']) expect(withoutStop(text)).toBe(text);
  });
});
