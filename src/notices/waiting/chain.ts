import type { AddressBook } from '../routing.ts';

/** Something that was asked of people who have not answered. */
export type Asked = {
  /** Person ids. */
  readonly people: readonly string[];
  /** When they were told, in epoch ms. */
  readonly toldAt: number;
};

/** A person to be told next, and when: in the place of nobody, beside all others. */
export type NextInChain = { readonly person: string; readonly dueAt: number };

/**
 * The people to be told one after the other while nobody answers, the earliest first: those of the chains of
 * everybody who was asked. Who was asked already is told no second time.
 */
export function chainOf({ people, toldAt }: Asked, book: AddressBook): readonly NextInChain[] {
  const dueAt = new Map<string, number>();
  for (const person of people)
    for (const { afterMs, to } of book.reachOf(person)?.escalate ?? [])
      if (!people.includes(to)) dueAt.set(to, Math.min(dueAt.get(to) ?? Infinity, toldAt + afterMs));
  return [...dueAt]
    .map(([person, due]) => ({ person, dueAt: due }))
    .toSorted((left, right) => left.dueAt - right.dueAt || (left.person < right.person ? -1 : 1));
}
