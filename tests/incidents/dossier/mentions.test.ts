import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { mentionsIn, piecesOf } from '../../../src/incidents/dossier/mentions.ts';

const people = new Map([
  ['lea', { name: 'Léa Fontaine' }],
  ['camille', { name: 'Camille Roussel' }],
  ['it-ops', { name: 'Équipe IT' }],
  ['jo', { name: 'Jo' }],
  ['jo.d', { name: 'Jo Dupont' }],
]);
const mentioned = (text: string) => {
  const found = mentionsIn(text, people);
  return found.ok ? found.value : found.refusal.facts;
};

describe('somebody is mentioned', () => {
  test.each([
    ['@lea, peux-tu regarder ?', ['lea']],
    ['Vu avec @Léa Fontaine et @CAMILLE.', ['lea', 'camille']],
    ['(@it-ops) @équipe it @lea', ['it-ops', 'lea']],
    ['@Jo Dupont', ['jo.d']],
    ['@jo.d.', ['jo.d']],
    ['@Jo, viens', ['jo']],
    ['@Le\u0301a Fontaine'.normalize('NFC'), ['lea']],
  ])('in %j', (text, wanted) => {
    expect(mentioned(text)).toEqual(wanted);
  });

  test('not in an address of mail or of the web, nor by an @ that stands alone', () => {
    expect(mentioned('lea@lendari.example, @ lea, https://example.org/@camille/a')).toEqual([]);
  });

  test('who is none is named, with the nearest who is', () => {
    expect(mentioned('voir @camile')).toEqual({ mention: 'camile', nearest: 'camille' });
    expect(mentioned('voir @Fontaine')).toEqual({ mention: 'Fontaine', nearest: 'lea' });
    expect(mentioned('voir @leandre')).toEqual({ mention: 'leandre', nearest: null });
  });
});

describe('a text', () => {
  test('has its links up to the end of the sentence', () => {
    expect(piecesOf('Voir https://example.org/a?b=1#c. (http://x.fr/é)', people)).toEqual([
      { kind: 'text', text: 'Voir ' },
      { kind: 'link', url: 'https://example.org/a?b=1#c' },
      { kind: 'text', text: '. (' },
      { kind: 'link', url: 'http://x.fr/é' },
      { kind: 'text', text: ')' },
    ]);
  });

  const words = fc.constantFrom(
    '@lea',
    '@nobody',
    ' ',
    'https://e.org/x.',
    '@',
    'é',
    '\n',
    'javascript:1',
    '<b>',
  );
  property.prop([fc.array(fc.oneof(words, fc.string({ unit: 'binary' })), { maxLength: 12 })])(
    'loses nothing in its pieces, and has no link but of the web',
    (parts) => {
      const text = parts.join('');
      const pieces = piecesOf(text, people);
      const again = pieces.map((piece) => {
        if (piece.kind === 'link') {
          expect(piece.url).toMatch(/^https?:/i);
          return piece.url;
        }
        return piece.kind === 'person' ? '\0' : piece.text;
      });
      const shape = again.join('').split('\0');
      let at = 0;
      for (const part of shape) {
        at = text.indexOf(part, at);
        expect(at).toBeGreaterThanOrEqual(0);
      }
    },
  );
});
