import type { Stamp } from '../incident.ts';
import type { Place } from './subject.ts';

/** A file as it was taken: its type by its content. `sha256` is in hex. */
export type TakenFile = { readonly type: string; readonly bytes: number; readonly sha256: string };

/** Why something no longer counts, with who and when; `isErased`: and is no longer there. */
export type Withdrawal = Stamp & { readonly reason: string; readonly isErased: boolean };

/** The contents of a piece of evidence. What was erased has its hash left, and no name or address. */
export type ExhibitContent =
  | (TakenFile & { readonly form: 'file'; readonly name?: string | undefined })
  | {
      readonly form: 'link';
      /** Of its address and title. */
      readonly sha256: string;
      readonly url?: string | undefined;
      readonly title?: string | undefined;
    };

type Standing = Pick<Place, 'on' | 'agent' | 'incident' | 'plan'>;

/** A piece of evidence on an incident, a plan or a part of one. It is withdrawn, never changed. */
export type Exhibit = Standing & {
  /** Random: also the name of its file where files are kept. */
  readonly id: string;
  readonly added: Stamp;
  readonly content: ExhibitContent;
  readonly withdrawn?: Withdrawal | undefined;
};

/** Words of somebody about a subject. They are never changed: a further comment puts them right. */
export type Comment = Standing & {
  readonly id: string;
  readonly said: Stamp;
  /** Absent once it was erased. */
  readonly text?: string | undefined;
  readonly sha256: string;
  /** Person ids. */
  readonly mentions: readonly string[];
  readonly erased?: (Stamp & { readonly reason: string }) | undefined;
};

/** All evidence and comments on one or several subjects, the oldest first. */
export type Dossier = { readonly exhibits: readonly Exhibit[]; readonly comments: readonly Comment[] };

/** How much one subject takes, and how large a file may be. */
export type DossierLimits = { readonly maxBytes: number; readonly mostFiles: number };

/** More comments on one subject are no talk any more. */
export const mostComments = 1_000;
