import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  alikeFrom,
  type Comparable,
  candidatesAmong,
  judged,
  likenessOf,
  likenessWeights,
  sameFrom,
} from '../../../src/requests/matching/likeness.ts';

const judge = (left: Comparable, right: Comparable) => judged(likenessOf(left, right).score);
const jean: Comparable = { name: 'Jean Dupont', email: 'jean@ex.fr', phones: ['+33612345678'] };

describe('two customers', () => {
  test('are one by an address or a number together with the name, in whatever order and accents', () => {
    expect(judge(jean, { name: 'DUPONT Jean', email: 'JEAN@EX.FR' })).toBe('same');
    expect(judge(jean, { name: 'Jean Dupont', phones: ['+33123456789', '+33612345678'] })).toBe('same');
    expect(judge({ ...jean, name: 'Élodie' }, { email: 'jean@ex.fr', name: 'Elodie' })).toBe('same');
  });

  test('are one by the number of another program, unless their names are against it', () => {
    expect(judge({ references: ['zendesk:9'] }, { references: ['odoo:1', 'zendesk:9'] })).toBe('same');
    expect(judge({ references: ['zendesk:9'] }, { references: ['odoo:9'] })).toBe('other');
    expect(
      judge({ name: 'Jean Dupont', references: ['a'] }, { name: 'Marie Durand', references: ['a'] }),
    ).toBe('alike');
  });

  test('who share an address or a telephone as a family does are not made one', () => {
    expect(judge(jean, { ...jean, name: 'Marie Durand' })).toBe('alike');
    expect(judge(jean, { name: 'Marie Dupont', email: 'jean@ex.fr' })).toBe('alike');
    expect(judge({ name: 'Denis Simon', phones: ['+336'] }, { name: 'Denise Simon', phones: ['+336'] })).toBe(
      'alike',
    );
  });

  test('with the same name alone are looked at by a person', () => {
    expect(judge({ name: 'Jean Dupont' }, { name: 'Dupont, Jean' })).toBe('alike');
    expect(judge({ name: 'Élodie Lefèvre' }, { name: 'Elodie LEFEBVRE' })).toBe('alike');
    expect(judge({ name: 'Jean Dupont' }, { name: 'J. Dupont' })).toBe('alike');
    expect(judge({ name: 'Jean Dupont' }, { name: 'Jean Durand' })).toBe('other');
    expect(judge({ name: 'Jean Dupont' }, { name: 'Marie Dupont' })).toBe('other');
  });

  test('of whom nothing is known are not alike', () => {
    expect(likenessOf({}, {})).toEqual({ score: 0, reasons: [] });
    expect(
      likenessOf({ name: '', email: '', phones: [''] }, { name: '', email: '', phones: [''] }).score,
    ).toBe(0);
  });

  test('are judged at each threshold from both sides', () => {
    expect([judged(sameFrom), judged(sameFrom - 0.01)]).toEqual(['same', 'alike']);
    expect([judged(alikeFrom), judged(alikeFrom - 0.01)]).toEqual(['alike', 'other']);
  });

  const comparable = fc.record(
    {
      name: fc.constantFrom('Jean Dupont', 'Dupont J', 'Marie Durand', 'Jean-Paul Dupond', 'é', ''),
      email: fc.constantFrom('a@b.fr', 'A@b.fr', 'a+x@b.fr', 'jean.dupont@b.fr', 'jean.dupond@b.fr', '?'),
      phones: fc.uniqueArray(fc.constantFrom('+1', '+2', '+3')),
      references: fc.uniqueArray(fc.constantFrom('x:1', 'x:2')),
      postcode: fc.constantFrom('75011', '75 011', '69001'),
    },
    { requiredKeys: [] },
  );

  test.prop([comparable, comparable])(
    'are as alike in one order as in the other, from 0 to 1',
    (one, other) => {
      const there = likenessOf(one, other);
      expect(likenessOf(other, one)).toEqual(there);
      expect(there.score).toBeGreaterThanOrEqual(0);
      expect(there.score).toBeLessThanOrEqual(1);
      const sum = there.reasons.reduce((all, reason) => all + likenessWeights[reason], 0);
      expect(there.score).toBeCloseTo(Math.min(1, Math.max(0, sum)), 6);
    },
  );

  test('the likest of the known stands first; of equals, the first', () => {
    const known = [
      { id: 'far', name: 'Anne Petit' },
      { id: 'name', name: 'Dupont Jean' },
      { id: 'mail', email: 'jean@ex.fr', name: 'Jean Dupont' },
      { id: 'again', name: 'Jean Dupont' },
    ];
    const found = candidatesAmong(jean, known);
    expect(found.map(({ customer }) => customer.id)).toEqual(['mail', 'name', 'again']);
  });
});
