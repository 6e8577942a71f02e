import { longer, wholeAt } from './column.ts';

/**
 * Numbers that belong to texts, each to one, a few to a text: they are linked in a column, in a fifth of the
 * memory of a list each. Walk them with `firstOf` and `nextOf`, until those answer −1.
 */
export type Chains = { readonly first: Map<string, number>; next: Int32Array };

/** No numbers. */
export function createChains(): Chains {
  return { first: new Map(), next: new Int32Array(16) };
}

/** Adds a number behind those that the text has. */
export function addTo(chains: Chains, text: string, number: number): void {
  if (number >= chains.next.length)
    chains.next = longer(Int32Array, chains.next, Math.ceil((number + 1) * 1.125));
  let last = firstOf(chains, text);
  if (last < 0) chains.first.set(text, number);
  for (let after = last; after >= 0; after = nextOf(chains, after)) last = after;
  // As one more, so that 0 is the end.
  if (last >= 0) chains.next[last] = number + 1;
}

/** The first number of a text, −1 when it has none. */
export function firstOf({ first }: Chains, text: string): number {
  return first.get(text) ?? -1;
}

/** The number behind this one, −1 when it is the last. */
export function nextOf({ next }: Chains, number: number): number {
  return wholeAt(next, number) - 1;
}

/** The numbers of a text, in the order in which they were added. */
export function numbersOf(chains: Chains, text: string): number[] {
  const numbers: number[] = [];
  for (let one = firstOf(chains, text); one >= 0; one = nextOf(chains, one)) numbers.push(one);
  return numbers;
}
