import type { Told } from './told.ts';

/** The header of a request, by its name in small letters. */
export type Header = (name: string) => string | undefined;

/** How a helpdesk proves that a delivery is its own. */
export type Proof =
  | {
      readonly kind: 'hmac';
      readonly header: string;
      readonly hash: 'sha1' | 'sha256';
      readonly encoding: 'hex' | 'base64';
      /** The text before the signature in its header. */
      readonly prefix?: string;
      /** The text that is signed before the body; undefined where a header is missing. */
      readonly before?: (header: Header, url: string) => string | undefined;
      /** And behind it. */
      readonly after?: (header: Header) => string | undefined;
      /** When it was signed, as epoch ms, where it says so: too old or too new is no proof. */
      readonly signedAt?: (header: Header) => number | undefined;
      /** How far that may be away; three days where it does not say. */
      readonly freshMs?: number;
    }
  /** It cannot sign: it shows the secret itself, in this header or as `?secret=` of the address. */
  | { readonly kind: 'token'; readonly header: string };

/** A question to the API of a helpdesk: what has changed since an instant, the oldest change first. */
export type Question = {
  readonly since: number;
  readonly page: number;
  readonly now: number;
  /** The helpdesk's own fields that the map names. */
  readonly fields: readonly string[];
};

/** A request to the API of a helpdesk. */
export type ApiRequest = {
  /** Behind the address of the installation. */
  readonly path: string;
  readonly body?: object;
  readonly headers: Readonly<Record<string, string>>;
};

/** A page of an answer. */
export type Page = {
  readonly told: readonly Told[];
  readonly isLast: boolean;
  /** Up to which change the page goes, where the helpdesk counts by another time than that of its records. */
  readonly upTo?: number;
};

/** How the API of a helpdesk is asked for what its webhooks may have lost. */
export type Poll = {
  readonly ask: (question: Question, token: string) => ApiRequest;
  /** The page of an answer, or why it is no answer. */
  readonly read: (answer: unknown) => Page | string;
  /** `newest`: the answers come the newest change first, so pages are asked for until one is old enough. */
  readonly order: 'oldest' | 'newest';
  /** Between two pages, where it allows less than one a second. */
  readonly pauseMs?: number;
};

/** All that is particular to one helpdesk. */
export type Helpdesk = {
  readonly proof: Proof;
  /** A name that a repeated delivery has again; undefined where it has none. */
  readonly delivery: (header: Header, body: unknown) => string | undefined;
  /** The records that a delivery tells of, none where it tells of other things, or why it is no delivery. */
  readonly read: (body: unknown, header: Header) => readonly Told[] | string;
  /** Its webhooks do not hold the record: it is asked for soon after. */
  readonly tellsLittle?: true;
  /** Its webhooks cannot be relied on: each is a sign to ask, and no more. */
  readonly isSign?: true;
  readonly poll?: Poll;
  /** Where ratings are told apart from the records. */
  readonly ratings?: Poll;
};
