import { formatOf } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import type { Missing } from '../../platform/refusal.ts';
import { dueText } from '../due.ts';
import type { PlanEvent, PlanEventKind, PlanEventOf } from '../events.ts';
import { gateCodes } from '../gates.ts';
import { type PlanRefusal, planRefusals } from '../refusals.ts';
import { warningCodes } from '../warnings.ts';
import { en as enDocument } from './document-texts.en.ts';
import { type DocumentTexts, fr as frDocument } from './document-texts.fr.ts';
import { en as enPhrases } from './phrases.en.ts';
import { fr as frPhrases, type Phrases } from './phrases.fr.ts';
import { en } from './texts.en.ts';
import { type EventPhrases, type EventWords, fr, type Texts } from './texts.fr.ts';

const dictionaries: Readonly<Record<Language, Texts>> = { fr, en };
const phrases: Readonly<Record<Language, Phrases>> = { fr: frPhrases, en: enPhrases };
const documents: Readonly<Record<Language, DocumentTexts>> = { fr: frDocument, en: enDocument };

/** The words of the plans room in a language. */
export function planTexts(language: Language): Texts {
  return dictionaries[language];
}

/** The sentences that drafts are made of, in a language. */
export function phrasesOf(language: Language): Phrases {
  return phrases[language];
}

/** The fixed words of documents in a language. */
export function documentTexts(language: Language): DocumentTexts {
  return documents[language];
}

/** The reader of a text: the language, the zone of its dates, and how people are called. */
export type Reader = {
  readonly language: Language;
  /** IANA name. */
  readonly timezone: string;
  /** The display name of a person id; the id itself where nobody has it. */
  readonly nameOf: (person: string) => string | undefined;
};

/** One missing thing, or one warning, as a sentence. An unknown code is shown as it is rather than hidden. */
export function noteText(note: Missing, reader: Reader): string {
  const texts = dictionaries[reader.language];
  const say = isOneOf(gateCodes, note.code)
    ? texts.missing[note.code]
    : isOneOf(warningCodes, note.code)
      ? texts.warnings[note.code]
      : () => note.code;
  const params = note.params ?? {};
  return say({
    at: note.at ?? '',
    params,
    when: (param) => dueText(Number(params[param]), reader.timezone, reader.language),
    name: (person) => reader.nameOf(person) ?? person,
  });
}

/** Why a plan refused a command, for people; the English detail serves for codes of other rooms. */
export function refusalText(code: string, language: Language): string | undefined {
  return isPlanRefusal(code) ? dictionaries[language].refusals[code] : undefined;
}

/** An event as a line of a timeline. */
export function eventText(event: PlanEvent, reader: Reader): string {
  return phrase(dictionaries[reader.language].events, event, {
    name: (person) => reader.nameOf(person) ?? person,
    span: formatOf(reader.language).span,
    when: (at) => dueText(at, reader.timezone, reader.language),
  });
}

function phrase<K extends PlanEventKind>(
  phrases: EventPhrases,
  event: PlanEventOf<K>,
  words: EventWords,
): string {
  const say: (event: PlanEventOf<K>, words: EventWords) => string = phrases[event.kind];
  return say(event, words);
}

function isPlanRefusal(code: string): code is PlanRefusal {
  return code in planRefusals;
}

function isOneOf<T extends string>(codes: readonly T[], code: string): code is T {
  return (codes as readonly string[]).includes(code);
}
