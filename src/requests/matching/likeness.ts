import { editDistance } from '../../platform/nearest.ts';
import { mailboxOf, nameTokens, normalisedEmail, soundOf } from './normalise.ts';

/**
 * A customer as far as two of them are compared. `phones` are in E.164 (language/phone.ts), `references` the
 * numbers that contracts and other programs know the customer by, each with its source: `zendesk:123`.
 */
export type Comparable = {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phones?: readonly string[] | undefined;
  readonly references?: readonly string[] | undefined;
  readonly postcode?: string | undefined;
};

/** The facts that speak for two customers being one, or against it. */
export const likenessReasons = [
  'same_reference',
  'same_email',
  'alike_email',
  'same_phone',
  'same_name',
  'alike_name',
  'same_postcode',
  'other_name',
] as const;
export type LikenessReason = (typeof likenessReasons)[number];

/** How much two customers are alike, from 0 to 1, and by which facts. */
export type Likeness = { readonly score: number; readonly reasons: readonly LikenessReason[] };

/**
 * The weight of each fact; the score is their sum, from 0 to 1. At 1 two are taken for one: by a number of
 * another program, by an address or a telephone number together with the same name, or by both of them with
 * no name against it. Whatever is less (a name alone, the address of a family) is for a person to look at.
 */
export const likenessWeights: Readonly<Record<LikenessReason, number>> = {
  same_reference: 1,
  same_email: 0.6,
  alike_email: 0.3,
  same_phone: 0.6,
  same_name: 0.4,
  alike_name: 0.35,
  same_postcode: 0.04,
  other_name: -0.25,
};

/** From here on two are taken for one. */
export const sameFrom = 1;
/** From here on a person is asked whether two are one. */
export const alikeFrom = 0.35;

/** The judgement by the score alone. */
export function judged(score: number): 'same' | 'alike' | 'other' {
  if (score >= sameFrom) return 'same';
  return score >= alikeFrom ? 'alike' : 'other';
}

/** How much two customers are alike. The order of the two changes nothing. */
export function likenessOf(left: Comparable, right: Comparable): Likeness {
  const reasons: LikenessReason[] = [];
  if (shares(left.references, right.references)) reasons.push('same_reference');
  reasons.push(...emailReasons(left.email, right.email));
  if (shares(left.phones, right.phones)) reasons.push('same_phone');
  reasons.push(...nameReasons(left.name, right.name));
  const postcode = left.postcode?.replace(/\s/g, '');
  if (postcode !== undefined && postcode !== '' && postcode === right.postcode?.replace(/\s/g, ''))
    reasons.push('same_postcode');
  const sum = reasons.reduce((all, reason) => all + likenessWeights[reason], 0);
  // Hundredths, so that a threshold is met where the sum of its facts says so.
  return { score: Math.min(1, Math.max(0, Math.round(sum * 100) / 100)), reasons };
}

/** Those of the known that are at least alike, the likest first; of equals the one that stands first. */
export function candidatesAmong<T extends Comparable>(
  given: Comparable,
  known: Iterable<T>,
): readonly (Likeness & { readonly customer: T })[] {
  const found: (Likeness & { customer: T })[] = [];
  for (const customer of known) {
    const likeness = likenessOf(given, customer);
    if (judged(likeness.score) !== 'other') found.push({ ...likeness, customer });
  }
  return found.sort((left, right) => right.score - left.score);
}

function shares(left: readonly string[] = [], right: readonly string[] = []): boolean {
  return left.some((one) => one !== '' && right.includes(one));
}

function emailReasons(left: string | undefined, right: string | undefined): LikenessReason[] {
  const [one, other] = [left, right].map((text) => (text === undefined ? undefined : normalisedEmail(text)));
  if (one === undefined || other === undefined) return [];
  if (one === other) return ['same_email'];
  const [a, b] = [mailboxOf(one), mailboxOf(other)];
  return a === b || (Math.min(a.length, b.length) >= 10 && editDistance(a, b) === 1) ? ['alike_email'] : [];
}

/** A name that has nothing of the other one. */
const otherBelow = 0.3;
/** A share of the words that makes two names alike. */
const alikeNameFrom = 0.7;
const sameNameFrom = 0.98;

function nameReasons(left = '', right = ''): LikenessReason[] {
  const [one, other] = [nameTokens(left), nameTokens(right)];
  if (one.length === 0 || other.length === 0) return [];
  const share = nameLikeness(one, other);
  if (share >= sameNameFrom) return ['same_name'];
  if (share >= alikeNameFrom) return ['alike_name'];
  return share < otherBelow ? ['other_name'] : [];
}

/**
 * How much two names are alike, from 0 to 1: twice what their words share, over all their words, in whatever
 * order. A word shares 1 with itself, 0.9 with one that sounds the same or is a slip of the pen away, and an
 * initial 0.7 with a word that it begins.
 */
export function nameLikeness(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return 0;
  const pairs = left.flatMap((one, from) =>
    right.map((other, to) => ({ from, to, shared: sharedByWords(one, other) })),
  );
  // The closest words find each other first, so that which name stands left changes nothing.
  pairs.sort((a, b) => b.shared - a.shared);
  const [taken, gone] = [new Set<number>(), new Set<number>()];
  let sum = 0;
  for (const { from, to, shared } of pairs) {
    if (shared === 0 || taken.has(from) || gone.has(to)) continue;
    taken.add(from);
    gone.add(to);
    sum += shared;
  }
  return (2 * sum) / (left.length + right.length);
}

function sharedByWords(one: string, other: string): number {
  if (one === other) return 1;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length === 1) return long.startsWith(short) ? 0.7 : 0;
  if (short.length < 4) return 0;
  if (soundOf(one) === soundOf(other)) return 0.9;
  const most = short.length >= 8 ? 2 : 1;
  if (long.length - short.length > most) return 0;
  return editDistance(one, other) <= most ? 0.9 : 0;
}
