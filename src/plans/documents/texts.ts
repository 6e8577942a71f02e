import { formatOf } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import type { Missing } from '../../platform/refusal.ts';
import type { Level, PlaybookImprovement } from '../../rules/playbook.ts';
import { dueText } from '../due.ts';
import type { PlanEvent, PlanEventKind, PlanEventOf } from '../events.ts';
import { type GateCode, gateCodes } from '../gates.ts';
import type {
  ActionStatus,
  CriterionState,
  CriterionVerdict,
  PlanKind,
  PlanState,
  Signature,
  Verification,
} from '../plan.ts';
import type { Quadrant } from '../priority.ts';
import { type PlanRefusal, planRefusals } from '../refusals.ts';
import { type WarningCode, warningCodes } from '../warnings.ts';
import { english } from './texts.en.ts';
import { french } from './texts.fr.ts';

type PendingWhy = Extract<CriterionState, { verdict: 'pending' }>['why'];

/** What the texts about missing things and warnings may use: where, with which facts, and how to write them. */
export type Note = {
  readonly at: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** A date and time of `params`, in the plan's time zone. */
  readonly when: (param: string) => string;
  /** The name of a person id. */
  readonly name: (person: string) => string;
};

/** What the event phrases may use. */
export type EventWords = {
  readonly name: (person: string) => string;
  readonly span: (ms: number) => string;
  /** A due time: its day, or its time of day too. */
  readonly when: (at: number) => string;
};

/** The words of the plans room in one language. */
export type Texts = {
  readonly states: Readonly<Record<PlanState, string>>;
  readonly kinds: Readonly<Record<PlanKind, string>>;
  readonly statuses: Readonly<Record<ActionStatus, string>>;
  readonly verifications: Readonly<Record<Verification, string>>;
  readonly verdicts: Readonly<Record<CriterionVerdict, string>>;
  readonly pending: Readonly<Record<PendingWhy, string>>;
  readonly errors: Readonly<Record<'unknown_metric' | 'unknown_rule' | 'unknown_checklist', string>>;
  readonly efforts: Readonly<Record<Level, string>>;
  readonly impacts: Readonly<Record<Level, string>>;
  readonly treats: Readonly<Record<'cause' | 'symptom', string>>;
  readonly quadrants: Readonly<Record<Quadrant, string>>;
  readonly recurrences: Readonly<Record<NonNullable<PlaybookImprovement['recurrence']>, string>>;
  readonly signers: Readonly<Record<Signature['as'], string>>;
  readonly steps: Readonly<Record<Signature['for'], string>>;
  readonly missing: Readonly<Record<GateCode, (note: Note) => string>>;
  readonly warnings: Readonly<Record<WarningCode, (note: Note) => string>>;
  readonly refusals: Readonly<Record<PlanRefusal, string>>;
  readonly events: { readonly [K in PlanEventKind]: (event: PlanEventOf<K>, words: EventWords) => string };
};

const dictionaries: Readonly<Record<Language, Texts>> = { fr: french, en: english };

/** The words of the plans room in a language. */
export function planTexts(language: Language): Texts {
  return dictionaries[language];
}

/** Whose words, and for which dates. */
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

/** Why a plan refused a command, for people; the English detail serves where a code is not the plans room's own. */
export function refusalText(code: string, language: Language): string | undefined {
  return isOneOf(planRefusals, code) ? dictionaries[language].refusals[code] : undefined;
}

/** What happened, as a line of a timeline. */
export function eventText(event: PlanEvent, reader: Reader): string {
  return phrase(dictionaries[reader.language].events, event, {
    name: (person) => reader.nameOf(person) ?? person,
    span: formatOf(reader.language).span,
    when: (at) => dueText(at, reader.timezone, reader.language),
  });
}

function phrase<K extends PlanEventKind>(
  phrases: Texts['events'],
  event: PlanEventOf<K>,
  words: EventWords,
): string {
  const say: (event: PlanEventOf<K>, words: EventWords) => string = phrases[event.kind];
  return say(event, words);
}

function isOneOf<T extends string>(codes: readonly T[], code: string): code is T {
  return (codes as readonly string[]).includes(code);
}
