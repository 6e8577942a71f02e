import type { Refusal } from '../../platform/refusal.ts';

/**
 * A part of a plan that can be edited in place. `action/new` and `improvement/new` add one; `blocked/<id>`
 * asks what blocks an action, `risk/<id>` why it is left undone, `hazard/<id>` is a risk that is
 * followed, `sign/<as>` the name of who signs.
 */
export type PartName =
  | 'head'
  | 'context'
  | 'cause'
  | 'objective'
  | 'indicators'
  | 'priorities'
  | 'closing'
  | 'log'
  | `action/${string}`
  | `improvement/${string}`
  | `task/${string}`
  | `hazard/${string}`
  | `blocked/${string}`
  | `risk/${string}`
  | `sign/${string}`;

/** The values of a form's fields, by their names. */
export type FormValues = Readonly<Record<string, string>>;

/** A form that is open: what was typed, what is wrong with it, and what somebody else wrote meanwhile. */
export type Editing = {
  readonly part: PartName;
  readonly values: FormValues;
  /** One text for each bad field, in the reader's language. */
  readonly errors: Readonly<Record<string, string>>;
  readonly refusal?: Refusal;
  /** The fields as somebody else has changed them meanwhile: shown beside the typed ones, never over them. */
  readonly theirs?: FormValues;
};

/** Whether the form of `part` is the one that is open. */
export function isOpen({ editing }: { readonly editing?: Editing | undefined }, part: PartName): boolean {
  return editing?.part === part;
}
