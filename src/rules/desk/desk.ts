import type { Bilingual } from '../../metrics/metric.ts';

/** How urgent a request is, the least first. */
export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

/** The parts of any request that a kind may require, beside the fields of desk.yaml. */
export const plainFields = ['name', 'email', 'phone', 'text', 'agent'] as const;

/** The kind that a request is of as long as nobody has said another. */
export const otherKind = 'other';

/** A kind of request. */
export type DeskKind = {
  readonly id: string;
  readonly name: Bilingual;
  /** Words by which it is guessed from a subject. */
  readonly words: readonly string[];
  /** The plain fields and the fields of the desk that it must have before it is resolved or validated. */
  readonly requires: readonly string[];
  readonly priority: Priority;
  /** Category of retention.yaml that its words are kept by; absent: the usual one. */
  readonly category?: string;
};

/** A field that the desk asks for, such as a contract number. */
export type DeskField = {
  readonly id: string;
  readonly name: Bilingual;
  /** A regular expression that a whole value must fit. */
  readonly pattern?: string;
};

/** Times within which a request is to be answered and resolved, in milliseconds of working time. */
export type DeskTarget = {
  /** Absent: of every kind. */
  readonly kind?: string;
  /** Absent: of every priority. */
  readonly priority?: Priority;
  readonly answerMs?: number;
  readonly resolveMs?: number;
};

/** A span of opening on a day of the week (1 Monday to 7 Sunday): minutes after midnight, `to` excluded. */
export type OpenSpan = { readonly day: number; readonly fromMinutes: number; readonly toMinutes: number };

/** The rule for a call that belongs to no open request: a request of its own, or a note to be taken up. */
export type CallRule = 'request' | 'note';

/** The desk of desk.yaml. */
export type DeskRules = {
  /** The agent of agents/ that its figures are metrics of. */
  readonly agent?: string;
  /** IANA name: the zone of its hours. */
  readonly timezone: string;
  /** `FR`, `FR-57`: whose public holidays it keeps; absent: none. */
  readonly country?: string;
  /** Empty: open at any time. */
  readonly hours: readonly OpenSpan[];
  /** Days on which it is closed, both included: `2026-12-24`. */
  readonly closed: readonly { readonly from: string; readonly to: string }[];
  readonly kinds: readonly DeskKind[];
  readonly fields: readonly DeskField[];
  readonly targets: readonly DeskTarget[];
  /** Of working time, in milliseconds; `targetShare` of a target used (0 to 1). */
  readonly alarms: {
    readonly noAnswerMs: number;
    readonly waitingMs: number;
    readonly takeUpMs: number;
    readonly targetShare: number;
  };
  readonly calls: { readonly missed: CallRule; readonly answered: CallRule };
};

/** The kind of this id; the usual one, which requires nothing, where there is none. */
export function kindOf({ kinds }: Pick<DeskRules, 'kinds'>, id: string): DeskKind {
  return kinds.find((kind) => kind.id === id) ?? { ...usualKind, id };
}

const usualKind: DeskKind = {
  id: otherKind,
  name: { fr: 'Autre demande', en: 'Other request' },
  words: [],
  requires: [],
  priority: 'normal',
};
