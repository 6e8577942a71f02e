/**
 * Why a command was not carried out. A refusal is a value, not an exception: the caller expected that it may
 * happen. The HTTP edge alone turns `kind` into a status (platform/problem.ts).
 */
export type Refusal = {
  /** Decides the HTTP status at the edge, nothing else. */
  readonly kind: 'invalid' | 'too_large' | 'not_found' | 'conflict' | 'forbidden' | 'unavailable';
  /** Stable, snake_case, documented: what programs and dictionaries key on. */
  readonly code: string;
  /** One English sentence: what was found, what was expected, what to do. */
  readonly detail: string;
  /** Everything that is missing or in the way, one entry each, where there can be several. */
  readonly missing?: readonly Missing[];
  /** Every field of the command that cannot be understood. */
  readonly errors?: readonly FieldError[];
  /** Facts that belong to the refusal (the measured value, the evaluator's address, …). */
  readonly facts?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
};

/** One thing that stands in the way of a command. `code` is looked up in the dictionaries with `params`. */
export type Missing = {
  readonly code: string;
  /** Where it is missing: an action id, a criterion id, a field. */
  readonly at?: string;
  readonly params?: Readonly<Record<string, string | number>>;
};

/** One bad field of a request: a JSON pointer, and what is wrong with it. */
export type FieldError = { readonly pointer: string; readonly detail: string };

/** A value, or the reason why there is none. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** Wraps a value as a successful result. */
export function done<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Wraps a refusal as a result. */
export function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}
