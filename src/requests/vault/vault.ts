import type { Db } from '../../platform/database/database.ts';

/**
 * Where personal data stands, and nowhere else: each text sealed by a key of its own, read through `open`
 * alone, which notes who read what and why. All other tables, the register, notices and logs hold ids.
 */
export type Vault = {
  /** Seals texts in the caller's transaction. Answers the id of each, in their order. */
  readonly seal: (tx: Db, rows: readonly NewRow[]) => Promise<readonly string[]>;
  /**
   * The texts by their ids; `undefined` for what was erased, never was, is restricted, or cannot be opened
   * any more (that is said aloud). One statement notes the reading and reads: where it cannot be noted,
   * nothing is read.
   */
  readonly open: (
    db: Db,
    ids: readonly string[],
    reading: Reading,
  ) => Promise<ReadonlyMap<string, string | undefined>>;
  /**
   * Erases rows for good: their keys, what they sealed and what they are found by. Rows of somebody whose
   * data is under a legal hold stay, and are answered as `held`.
   */
  readonly erase: (tx: Db, ids: readonly string[], erasure: string) => Promise<Erased>;
  /** Sets what the retention of rows runs from, epoch ms; null: that has not happened yet. */
  readonly anchor: (tx: Db, ids: readonly string[], at: number | null) => Promise<void>;
  /**
   * The token by which a row is found without being opened: a keyed hash of a normalised text. Tokens of
   * different kinds never meet. They go in with `seal`, so that they go with the row.
   */
  readonly index: (kind: string, normalised: string) => string;
  /** The rows that were sealed with one of these tokens, at most `limit` of them. */
  readonly find: (db: Db, tokens: readonly string[], limit: number) => Promise<readonly Found[]>;
  /**
   * Wraps keys anew that an earlier master key has wrapped, so that it is needed no more; `pause` lets others
   * go first. Answers how many, and the rows whose key cannot be unwrapped: they were changed by hand.
   */
  readonly rewrap: (pause: () => Promise<void>) => Promise<Rewrapped>;
  /** The restrictions and objections of these people; those who have asked for nothing are not in it. */
  readonly standing: (db: Db, subjects: readonly string[]) => Promise<ReadonlyMap<string, Standing>>;
};

/** A text to be sealed. Nothing of it but `text` is secret: ids and words of programs stand there alone. */
export type NewRow = {
  /** A category of rules/retention.yaml. */
  readonly category: string;
  /** The person that the data is about: the id of a customer, or of a request that nobody is known of. */
  readonly subject: string;
  /** Why it is kept: a word such as `answer_request`. */
  readonly purpose: string;
  /** The instant that its retention runs from, epoch ms. Left out: it has not come yet, and the row stays. */
  readonly anchorAt?: number | undefined;
  readonly text: string;
  /** The tokens that it is found by: results of `index`. */
  readonly tokens?: readonly string[];
};

/** The reader, as an actor text, and why: a word and ids such as `request 12`, never a text of a person. */
export type Reading = {
  readonly who: string;
  readonly why: string;
  /** Reads also of somebody whose data is only to be kept: for their own requests, and for claims. */
  readonly despiteRestriction?: true;
};

/** The restriction and the objection that somebody has asked for, epoch ms; absent: they have not. */
export type Standing = {
  /** Since when their data is only to be kept (GDPR, article 18): `open` answers nothing of it. */
  readonly restrictedAt?: number;
  /** Since when they object (article 21): nobody writes to them but to answer. */
  readonly objectedAt?: number;
};

/** The outcome of an order to erase, by ids. Rows that were gone before are in neither. */
export type Erased = { readonly erased: readonly string[]; readonly held: readonly string[] };

/** The outcome for the keys that an earlier master key had wrapped. */
export type Rewrapped = { readonly wrapped: number; readonly unreadable: readonly string[] };

/** A row that has a token. */
export type Found = { readonly token: string; readonly row: string; readonly subject: string };
