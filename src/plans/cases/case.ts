import { canonicalJson, sha256Hex } from '../../platform/canonical.ts';
import type { ReplaySpec } from '../../rules/replay.ts';

/**
 * A case of a list: something to do or to ask again, one by one. `ref`, `reason`, `question`, `expect` and
 * `channel` are what is known of it; who did it, when and with what result is noted as it is worked on.
 * Texts stand in the plan alone, never in the register.
 */
export type Case = {
  readonly text: string;
  /** The id of its interaction or ticket elsewhere. */
  readonly ref?: string;
  /** Why it was wrong: a code. */
  readonly reason?: string;
  /** The question that is asked again; the text itself where there is none. */
  readonly question?: string;
  /** The content of a right answer. */
  readonly expect?: string;
  /** How the customer is, or was, reached. */
  readonly channel?: string;
  readonly result?: string;
  /** Tried without success so far: counted as not done. */
  readonly triedBy?: string;
  readonly triedAt?: number;
  readonly doneBy?: string;
  readonly doneAt?: number;
};

/** The facts of a case before anybody works on it. */
export type CaseFacts = Pick<Case, 'text' | 'ref' | 'reason' | 'question' | 'expect' | 'channel'>;

/** The states of a case. */
export const caseStates = ['todo', 'tried', 'done'] as const;
export type CaseState = (typeof caseStates)[number];

/** How far a case is. */
export function caseState({ doneAt, triedAt }: Pick<Case, 'doneAt' | 'triedAt'>): CaseState {
  if (doneAt !== undefined) return 'done';
  return triedAt === undefined ? 'todo' : 'tried';
}

/** So many cases a list: more are no list that people work through. */
export const mostCases = 1_000;

/** How many cases are in each state. */
export function countCases(cases: readonly Case[]): Readonly<Record<CaseState, number>> {
  const counts = { todo: 0, tried: 0, done: 0 };
  for (const one of cases) counts[caseState(one)] += 1;
  return counts;
}

/** Of two cases whether they are the same one: by the id elsewhere where both have one, else by the text. */
function identity({ ref, text }: Pick<Case, 'ref' | 'text'>): string {
  return ref === undefined ? `text:${text}` : `ref:${ref}`;
}

/** The cases of `more` that `known` does not hold yet, each once, in their order. */
export function newCases(known: readonly Case[], more: readonly CaseFacts[]): readonly CaseFacts[] {
  const seen = new Set(known.map(identity));
  return more.filter((one) => {
    const id = identity(one);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/**
 * Which question an answer is to, as 24 hexadecimal digits: an answer counts as long as the same is asked in
 * the same way and the same is expected. No text can be read from it.
 */
export function questionKey(one: CaseFacts, replay: Pick<ReplaySpec, 'url' | 'ask' | 'expect'>): string {
  const made = keys.get(one);
  if (made?.replay === replay) return made.key;
  const { text, ref, reason, question, expect, channel } = one;
  const { url, ask, expect: expected } = replay;
  const asked = { text, ref, reason, question, expect, channel, url, ask, expected };
  const key = sha256Hex(canonicalJson(wellFormed(asked))).slice(0, 24);
  keys.set(one, { replay, key });
  return key;
}

/** Those of long lists are asked for every few seconds. */
const keys = new WeakMap<CaseFacts, { readonly replay: object; readonly key: string }>();

/** A text of a person may end in the middle of a character. */
function wellFormed(asked: object) {
  return JSON.parse(JSON.stringify(asked), (_, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  );
}
