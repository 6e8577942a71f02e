import { expect, test } from 'vitest';
import { customerKeys, hintsOf, sameCustomer } from '../../src/requests/customers.ts';
import { editedFields, fieldFaults, missingOf } from '../../src/requests/fields.ts';
import { guessKind, wordsOf } from '../../src/requests/words.ts';

test('words are compared without accents, signs, case, and those that stand in every text', () => {
  expect(wordsOf('L’œuvre du Facteur : COLIS n° 12, colis « abîmé » !')).toEqual([
    ...['oeuvre', 'facteur', 'colis', '12', 'abime'],
  ]);
  expect(wordsOf('🧨 % \u202E')).toEqual([]);
  expect(wordsOf(Array.from({ length: 100 }, (_, n) => `mot${n}`).join(' '))).toHaveLength(30);
});

test('a kind is guessed from the words that desk.yaml gives it, and from their forms; from none nothing is', () => {
  const kinds = [
    { id: 'delivery', words: ['colis', 'livraison'] },
    { id: 'claim', words: ['réclamation', 'rembours'] },
    { id: 'empty', words: ['!'] },
  ];
  expect(guessKind(kinds, 'Je veux un remboursement')).toBe('claim');
  expect(guessKind(kinds, 'RECLAMATION, remboursez le colis')).toBe('claim');
  expect(guessKind(kinds, 'La livraison de mon colis')).toBe('delivery');
  expect(guessKind(kinds, 'Bonjour')).toBeUndefined();
});

const candidate = { createdAt: 1, by: { email: false, phone: true }, named: true, sameName: false };

test('a number that two people share makes them one only where no name is against it', () => {
  const jean = { ...candidate, id: 'jean' };
  expect(sameCustomer([jean], true)).toBeUndefined();
  expect(sameCustomer([jean], false)).toBe('jean');
  expect(sameCustomer([{ ...jean, named: false }], true)).toBe('jean');
  expect(sameCustomer([jean, { ...candidate, id: 'marie', sameName: true, createdAt: 2 }], true)).toBe(
    'marie',
  );
  const first = { ...jean, id: 'first', createdAt: 0 };
  expect(sameCustomer([jean, first], false)).toBe('first');
  expect(sameCustomer([first, { ...jean, by: { email: true, phone: true } }], false)).toBe('jean');
});

test('a customer is found by settled address, international number and the words of the name', () => {
  const readPhones = () => ['+33612345678'];
  expect(customerKeys({ name: 'M. J. DUPONT', email: ' A@Example.org', phone: '06…' }, readPhones)).toEqual({
    ...{ words: ['dupont'], email: 'a@example.org', phone: '+33612345678' },
  });
  expect(customerKeys({ phone: '12 34' }, () => [])).toEqual({ words: [], phone: '1234' });
  expect(hintsOf('Li Dupond').map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    ...['begin dup', 'begin dupo', 'begin dupon', 'begin dupond', 'sound li', 'sound dupon'],
  ]);
});

const desk = {
  kinds: [
    {
      ...{ id: 'claim', name: { fr: 'Réclamation', en: 'Claim' }, words: [], priority: 'normal' as const },
      requires: ['contract', 'email', 'constructor'],
    },
  ],
  fields: [
    { id: 'contract', name: { fr: 'Contrat', en: 'Contract' }, pattern: 'C-\\d{3}|X' },
    { id: 'constructor', name: { fr: 'Constructeur', en: 'Maker' } },
  ],
};
const known = { name: false, email: true, phone: false, text: false, agent: false, fields: {} };

test('what a kind requires is missing until it is there and says something', () => {
  expect(missingOf(desk, 'claim', known)).toEqual(['contract', 'constructor']);
  expect(missingOf(desk, 'claim', { ...known, fields: { contract: 'C-123', constructor: '' } })).toEqual([
    'constructor',
  ]);
  expect(missingOf(desk, 'other', known)).toEqual([]);
});

test('a value fits its whole pattern, and a field is one of desk.yaml', () => {
  const faults = (fields: Record<string, string | null>) =>
    fieldFaults(desk, fields).map(({ pointer }) => pointer);
  expect(faults({ contract: 'C-123' })).toEqual([]);
  expect(faults({ contract: 'X' })).toEqual([]);
  expect(faults({ contract: 'C-1234' })).toEqual(['/fields/contract']);
  expect(faults({ contract: null, hat: 'blue' })).toEqual(['/fields/hat']);
  expect(editedFields({ contract: 'X', hat: 'blue' }, { contract: null, shoe: '42' })).toEqual({
    ...{ hat: 'blue', shoe: '42' },
  });
});
