import type { Language } from '../../src/language/language.ts';
import { english } from './texts.en.ts';
import { french } from './texts.fr.ts';

/** Every text of the demo. Numbers, times and names come formatted. */
export type DemoTexts = {
  readonly title: string;
  readonly aside: string;
  readonly starts: string;
  readonly lookAt: string;
  readonly process: (pid: number) => string;
  readonly cast: {
    readonly filrouge: string;
    readonly margaux: string;
    readonly shop: readonly [string, string];
    readonly customers: readonly [string, (rate: number) => string, string];
    readonly key: readonly [string, string];
  };
  readonly serves: (after: string) => Told;
  readonly onLine: Told;
  readonly calm: (told: { answers: string; errorRate: string }) => Told;
  readonly stalls: Told;
  readonly alarm: (told: { freshness: string; limit: string; after: string; incident: number }) => Told;
  readonly delivery: (told: { items: string; count: number }) => Told;
  readonly falseAnswer: (item: string) => Told;
  readonly tripped: (told: { value: string; limit: string }) => string;
  readonly trippedAfter: (told: { tripped: string | undefined; obeyed: string }) => string;
  readonly turnedAway: (epoch: number) => string;
  readonly incident: (told: {
    number: number;
    triggers: readonly string[];
    exposed: { all: string; wrong: string };
  }) => Told;
  readonly plan: (told: {
    number: number;
    actions: number;
    improvements: number;
    indicators: number;
    topThree: readonly string[];
  }) => Told;
  readonly hypothesis: (text: string) => string;
  readonly resumeRefused: (told: { value: string; limit: string }) => Told;
  readonly mended: (after: string) => Told;
  readonly signRefused: (missing: readonly string[]) => Told;
  readonly missing: { readonly rootCause: string; readonly owner: (action: string) => string };
  readonly rootCause: string;
  readonly causeWritten: (action: string) => Told;
  readonly activated: (told: { number: number; after: string }) => Told;
  readonly people: Readonly<Record<string, string>>;
  readonly done: (told: { action: string; who: string; title: string }) => string;
  readonly redeployed: (after: string) => string;
  readonly thresholdInForce: (told: { limit: string; after: string }) => string;
  readonly attested: string;
  readonly resumeReason: string;
  readonly resumed: (told: { after: string; downtime: string; turnedAway: string }) => Told;
  readonly replayed: (count: number) => string;
  /** `after` is absent when the criteria were met as soon as the action was done. */
  readonly verified: (told: {
    action: string;
    criteria: readonly string[];
    after: string | undefined;
  }) => Told;
  readonly indicatorsHold: (criteria: readonly string[]) => Told;
  readonly closed: (told: { number: number; after: string }) => Told;
  readonly incidentClosed: (told: { number: number; triggers: number; isOnly: boolean }) => Told;
  readonly registerWhole: (told: { entries: string; hash: string }) => Told;
  readonly nothingLost: (told: { taken: string; counted: string }) => Told;
  readonly lostFilrouge: (told: { why: string }) => Told;
  readonly filrougeIsBack: (after: string) => Told;
  readonly leaseOver: Told;
  readonly leaseBack: Told;
  readonly status: {
    readonly errorRate: string;
    readonly freshness: string;
    readonly running: string;
    readonly stopped: string;
    readonly answers: (count: string) => string;
  };
  readonly end: string;
  readonly figures: {
    readonly alarm: string;
    readonly tripped: string;
    readonly obeyed: string;
    readonly downtime: string;
    readonly toClosure: string;
    readonly answers: string;
    readonly answersValue: (told: { all: string; wrong: string; turnedAway: string }) => string;
  };
  readonly failed: string;
  readonly expected: (text: string) => string;
  readonly came: (text: string) => string;
  readonly interrupted: string;
  readonly stays: string;
};

/** A title and what stands under it. */
export type Told = readonly [title: string, ...details: string[]];

const byLanguage: Readonly<Record<Language, DemoTexts>> = { fr: french, en: english };

/** The texts of a language. */
export function demoTexts(language: Language): DemoTexts {
  return byLanguage[language];
}

/** The language that a POSIX environment asks for (LC_ALL before LC_MESSAGES before LANG): French when it says so, else English. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const asked = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  return asked?.toLowerCase().startsWith('fr') === true ? 'fr' : 'en';
}
