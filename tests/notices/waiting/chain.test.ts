import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { AddressBook, Reach } from '../../../src/notices/routing.ts';
import { chainOf } from '../../../src/notices/waiting/chain.ts';

const hour = 3_600_000;
const book = (people: Readonly<Record<string, Reach>>): AddressBook => ({
  reachOf: (person) => people[person],
  houseZone: () => 'Europe/Paris',
  morningMinutes: 480,
});
const step = (hours: number, to: string) => ({ afterMs: hours * hour, to });

describe('the chain of who is told next', () => {
  test('counts each step from the message that was not answered', () => {
    const people = book({ lea: { escalate: [step(2, 'camille'), step(24, 'it-ops')] } });
    expect(chainOf({ people: ['lea'], toldAt: 1 }, people)).toEqual([
      { person: 'camille', dueAt: 1 + 2 * hour },
      { person: 'it-ops', dueAt: 1 + 24 * hour },
    ]);
  });

  test('is that of everybody who was asked, each person once and as early as any of them says', () => {
    const people = book({
      lea: { escalate: [step(4, 'it-ops')] },
      camille: { escalate: [step(1, 'it-ops'), step(2, 'lea')] },
    });
    expect(chainOf({ people: ['lea', 'camille'], toldAt: 0 }, people)).toEqual([
      { person: 'it-ops', dueAt: hour },
    ]);
  });

  test('has nobody where nobody names anybody', () => {
    expect(chainOf({ people: ['lea', 'gone'], toldAt: 0 }, book({ lea: {} }))).toEqual([]);
  });

  const person = fc.constantFrom('a', 'b', 'c', 'd');
  const chains = fc.dictionary(
    person,
    fc.record({ escalate: fc.array(fc.record({ afterMs: fc.nat(), to: person })) }),
  );
  test.prop([chains, fc.array(person)])(
    'names nobody twice, nobody who was asked, and the earliest first',
    (people, asked) => {
      const chain = chainOf({ people: asked, toldAt: 7 }, book(people));
      const names = chain.map((one) => one.person);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => asked.some((one) => one === name))).toEqual([]);
      expect(chain.map(({ dueAt }) => dueAt)).toEqual(
        chain.map(({ dueAt }) => dueAt).toSorted((a, b) => a - b),
      );
    },
  );
});
