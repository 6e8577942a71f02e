import type { Format } from '../language/format.ts';
import type { NoticeFacts, NoticeKind, Told } from './notice.ts';

/** A notice in words: it names the case, recalls the context, and asks for one clear thing. */
export type Message = {
  readonly subject: string;
  /** The story so far: one paragraph each, without markup. */
  readonly context: readonly string[];
  /** Several things under headings, one line each, after the context. */
  readonly sections?: readonly { readonly title: string; readonly lines: readonly string[] }[];
  /** Lines to be kept to the letter, after the context. */
  readonly verbatim?: string;
  /** The value measured, with its threshold beside it. */
  readonly measure?: { readonly label: string; readonly value: string; readonly threshold: string };
  /** The one thing asked for. */
  readonly ask: string;
  /** Where to do it; absent without FILROUGE_PUBLIC_URL. */
  readonly link?: { readonly label: string; readonly url: string };
};

/** Helpers for the text of a notice: formats in its time zone, and names for the agent and the incident. */
export type Say = Format & {
  /** The name of an actor text (`person:lea`) or a person id, or the language's word for it. */
  readonly who: (actorOrPerson: string) => string;
  /** How the agent is called. */
  readonly agent: string;
  /**
   * The incident, else the agent, as a title begins; `theCase` in a sentence: the incident, else the alert.
   */
  readonly case: string;
  readonly theCase: string;
  /** Whether the agent may run now; absent where nobody knows. */
  readonly mayRun?: boolean | undefined;
  /** When it was told. */
  readonly when: string;
  readonly label: (metric: NoticeFacts['rule_no_data' | 'rule_alert']) => string;
  /** A metric with the value that it had; with the threshold beside it. */
  readonly measured: (breach: Breach) => string;
  readonly against: (breach: Breach) => string;
};

type Breach = NoticeFacts['rule_alert' | 'agent_tripped'];

/** The words of a notice; a context of several paragraphs is a list. */
type Worded = Pick<Message, 'subject' | 'ask' | 'verbatim'> & {
  readonly context: string | readonly string[];
};

/** How each kind of notice is put into words. */
export type Wordings = {
  readonly [K in NoticeKind]: (notice: Told<K>, say: Say) => Worded;
};
