import type { CustomerBody } from './commands.ts';
import { nameTokens, normalisedEmail, soundOf } from './matching/normalise.ts';

/** A customer: who he is stands in the vault, here are its ids. Times are epoch milliseconds. */
export type Customer = {
  readonly id: string;
  readonly created: { readonly at: number; readonly by: string };
  /** Vault ids. */
  readonly name?: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly lastContactAt: number;
  /** The one that he turned out to be. */
  readonly mergedInto?: string;
};

/** The keys that customers are compared by: plain text, and only as long as a command is carried out. */
export type CustomerKeys = {
  readonly email?: string;
  /** In the international form; as it was told, without spaces, where it is no number that is known. */
  readonly phone?: string;
  readonly words: readonly string[];
};

/** Numbers of a field in their international form. */
export type ReadPhones = (field: string) => readonly string[];

/** The keys by which a customer is found again. */
export function customerKeys({ name, email, phone }: CustomerBody, readPhones: ReadPhones): CustomerKeys {
  const settled = email === undefined ? undefined : (normalisedEmail(email) ?? email.trim().toLowerCase());
  const number = phone === undefined ? undefined : (readPhones(phone)[0] ?? phone.replace(/\s+/g, ''));
  return {
    ...(settled !== undefined && { email: settled }),
    ...(number !== undefined && { phone: number }),
    words: name === undefined ? [] : [...new Set(nameTokens(name).filter((word) => word.length > 1))],
  };
}

/** Somebody with the same address or number. `named`: whether anything is known of his name. */
export type Candidate = {
  readonly id: string;
  readonly createdAt: number;
  readonly by: { readonly email: boolean; readonly phone: boolean };
  readonly named: boolean;
  /** Whether one of the names says the other: J. Dupont is Jean Dupont, and is not Marie Dupont. */
  readonly sameName: boolean;
};

/**
 * The customer that somebody is, among those with his address or number: unless the names say that they are
 * two, as in a house that shares a telephone. Of several the one with both, else the one who was there first;
 * a check of duplicates tells of them.
 */
export function sameCustomer(candidates: readonly Candidate[], isNamed: boolean): string | undefined {
  const possible = candidates.filter(({ named, sameName }) => !named || !isNamed || sameName);
  const rank = ({ by, sameName }: Candidate): number =>
    Number(by.email && by.phone) * 4 + Number(sameName) * 2 + Number(by.email);
  const [best] = possible.toSorted(
    (one, other) =>
      rank(other) - rank(one) || one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1),
  );
  return best?.id;
}

/** Fewer letters would find half of all customers; more are looked at in what was found. */
const beginningLetters = { fewest: 3, most: 6 };

/** A beginning or a sound that a name is found by, besides its words. */
export type Hint = { readonly kind: 'begin' | 'sound'; readonly text: string };

/** The beginnings of the words of a name, and how they sound. */
export function hintsOf(name: string): Hint[] {
  const { fewest, most } = beginningLetters;
  const words = nameTokens(name);
  const begins = words.flatMap((word) =>
    Array.from({ length: Math.max(0, Math.min(most, word.length) - fewest + 1) }, (_, more) =>
      word.slice(0, fewest + more),
    ),
  );
  return [
    ...[...new Set(begins)].map((text) => ({ kind: 'begin' as const, text })),
    ...[...new Set(words.map(soundOf))].map((text) => ({ kind: 'sound' as const, text })),
  ];
}

/** The beginning that a word typed so far is looked for by; too short: none. */
export function beginningOfTyped(word: string): string | undefined {
  return word.length < beginningLetters.fewest ? undefined : word.slice(0, beginningLetters.most);
}
