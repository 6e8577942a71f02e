import type { Language } from '../../language/language.ts';
import { english } from './phrases.en.ts';
import { french } from './phrases.fr.ts';

/**
 * The sentences that drafts are made of, in one language. Dates, values and spans come formatted; `metric` is the metric's
 * label in the middle of a sentence.
 */
export type Phrases = {
  /** What each item of an enumeration of clauses is joined with. */
  readonly separator: string;
  readonly until: (date: string) => string;
  readonly untilTime: (time: string) => string;

  readonly title: (agent: string, subject: string) => string;
  readonly crossed: (metric: string) => string;
  readonly silent: (metric: string) => string;
  readonly declaredSubject: (kind: 'audit' | 'review' | 'manual' | 'rule') => string;

  /** The rule that stopped the agent, or opened the incident. `rises`: the metric is bad when high. */
  readonly breach: (fact: {
    readonly when: string;
    readonly agent: string;
    readonly metric: string;
    readonly value: string;
    readonly threshold: string;
    readonly rises: boolean;
  }) => string;
  readonly noMeasure: (fact: {
    readonly when: string;
    readonly agent: string;
    readonly metric: string;
  }) => string;
  readonly declared: (fact: {
    readonly kind: 'audit' | 'review' | 'manual' | 'rule';
    readonly when: string;
    readonly agent: string;
    readonly title: string | undefined;
  }) => string;
  readonly suspendedStill: string;
  readonly suspendedFor: (fact: {
    readonly span: string;
    readonly until: string;
    readonly times: number;
  }) => string;
  readonly notSuspended: string;
  readonly alsoBreached: (alerts: readonly string[]) => string;
  readonly otherAlert: (fact: {
    readonly when: string;
    readonly metric: string;
    readonly value: string | undefined;
    readonly threshold: string;
  }) => string;
  readonly exposed: (interactions: number, errors: string) => string;
  readonly costOfInaction: (yearly: string) => string;
  readonly expectedGain: (yearly: string) => string;

  readonly movedFirst: (fact: {
    readonly metric: string;
    readonly lead: string;
    readonly value: string;
    readonly low: string;
    readonly high: string;
  }) => string;
  readonly reason: (fact: {
    readonly reason: string;
    readonly share: string;
    readonly count: string;
    readonly total: string;
  }) => string;
  readonly ruleChange: (when: string, changes: readonly string[]) => string;

  readonly objective: (by: string, aims: readonly string[]) => string;
  readonly allActionsDone: string;

  readonly metricHolds: (condition: string, window: string | undefined, hold: string) => string;
  readonly episodes: (most: number, condition: string, hold: string) => string;
  readonly checklist: (name: string, target: string) => string;
  readonly proof: (rule: string) => string;
  readonly threshold: (rule: string, limit: string) => string;
  readonly attested: (statement: string) => string;

  readonly heldFor: (held: string, target: string) => string;
  readonly metOn: (when: string) => string;
  readonly metBefore: string;
  readonly failedAt: (value: string) => string;
  readonly noDataSince: (when: string) => string;

  readonly cadence: (fact: {
    /** Date of the last daily review; absent without a daily phase. */
    readonly dailyUntil: string | undefined;
    readonly thenDays: number;
    readonly thenSpan: string;
  }) => string;
};

const dictionaries: Readonly<Record<Language, Phrases>> = { fr: french, en: english };

/** The sentences of a language. */
export function phrasesOf(language: Language): Phrases {
  return dictionaries[language];
}
