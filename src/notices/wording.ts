import type { Format } from '../language/format.ts';
import type { NoticeKind, NoticeOf } from './notice.ts';

/** A notice in words: it names the case, recalls the context, and asks for one clear thing. */
export type Message = {
  readonly subject: string;
  /** The story so far: one paragraph each, without markup. */
  readonly context: readonly string[];
  /** The one thing asked for. */
  readonly ask: string;
  /** Where to do it; absent without FILROUGE_PUBLIC_URL. */
  readonly link?: { readonly label: string; readonly url: string };
};

/** The formats and names that a text may use besides the notice's own facts. */
export type Say = Format & {
  /** The name of an actor text (`person:lea`) or a person id, or the language's word for it. */
  readonly who: (actorOrPerson: string) => string;
};

export type Told<K extends NoticeKind = NoticeKind> = NoticeOf<K> & { readonly at: number };

/** How each kind of notice is put into words. */
export type Wordings = {
  readonly [K in NoticeKind]: (notice: Told<K>, say: Say) => Pick<Message, 'subject' | 'context' | 'ask'>;
};
