import { type Format, formatOf } from '../language/format.ts';
import type { Language } from '../language/language.ts';
import { typeset } from '../language/typography.ts';
import type { Notice, NoticeKind, NoticeOf } from './notice.ts';
import { english } from './texts.en.ts';
import { french } from './texts.fr.ts';

/** A notice in words: it names the case, recalls the context, and asks for one clear thing. */
export type Message = {
  readonly subject: string;
  /** What happened: one paragraph each, without markup. */
  readonly context: readonly string[];
  /** The one thing asked for. */
  readonly ask: string;
  /** Where to do it; absent without FILROUGE_PUBLIC_URL. */
  readonly link?: { readonly label: string; readonly url: string };
};

/** What a text may use besides the notice's own facts. */
export type Say = Format & {
  /** The name of an actor text (`person:lea`) or a person id, or how the language calls it when nobody has it. */
  readonly who: (actorOrPerson: string) => string;
};

/** What a dictionary writes for one kind of notice. */
export type Wording = Pick<Message, 'subject' | 'context' | 'ask'>;
export type Texts = {
  readonly [K in NoticeKind]: (notice: NoticeOf<K> & { readonly at: number }, say: Say) => Wording;
};
export type Dictionary = {
  readonly texts: Texts;
  /** What actors are called that have no name. */
  readonly engine: string;
  readonly apiKey: (id: string) => string;
  readonly linkLabel: string;
  /** The last line of every mail. */
  readonly signature: string;
};

export type Wish = {
  readonly language: Language;
  /** The display name of a person id. */
  readonly nameOf: (person: string) => string | undefined;
  /** FILROUGE_PUBLIC_URL */
  readonly publicUrl?: string;
};

const dictionaries: Readonly<Record<Language, Dictionary>> = { fr: french, en: english };

/** The dictionary of a language. */
export function dictionaryOf(language: Language): Dictionary {
  return dictionaries[language];
}

/** Puts a notice into words. */
export function wordNotice(notice: Notice, wish: Wish): Message {
  const dictionary = dictionaries[wish.language];
  const wording = word(dictionary.texts, notice, {
    ...formatOf(wish.language),
    who: (text) => nameOf(text, dictionary, wish.nameOf),
  });
  const set = (text: string) => typeset(text, wish.language);
  return {
    subject: set(oneLine(wording.subject)),
    context: wording.context.map(set),
    ask: set(wording.ask),
    ...(wish.publicUrl === undefined
      ? {}
      : { link: { label: dictionary.linkLabel, url: linkTo(notice, wish.publicUrl) } }),
  };
}

/** Where a notice is looked at in the console: its plan, else its incident, else its agent, else the rules. */
export function linkTo(notice: Pick<Notice, 'plan' | 'incident' | 'agent'>, publicUrl: string): string {
  return `${publicUrl.replace(/\/+$/, '')}${pathOf(notice)}`;
}

function pathOf({ plan, incident, agent }: Pick<Notice, 'plan' | 'incident' | 'agent'>): string {
  if (plan !== undefined) return `/plans/${plan}`;
  if (incident !== undefined) return `/incidents/${incident}`;
  if (agent !== undefined) return `/agents/${encodeURIComponent(agent)}`;
  return '/rules';
}

function word<K extends NoticeKind>(
  texts: Texts,
  notice: NoticeOf<K> & { readonly at: number },
  say: Say,
): Wording {
  return texts[notice.kind](notice, say);
}

function nameOf(
  text: string,
  dictionary: Dictionary,
  personName: (person: string) => string | undefined,
): string {
  if (text === 'engine') return dictionary.engine;
  if (text.startsWith('key:')) return dictionary.apiKey(text.slice('key:'.length));
  const person = text.startsWith('person:') ? text.slice('person:'.length) : text;
  return personName(person) ?? person;
}

/** Titles are written by people: a line break in one must not become a header of the mail. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
