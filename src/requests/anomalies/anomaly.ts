/** The ways in which data may be wrong: not there, there twice, not true, no longer true. */
export const anomalyKinds = ['missing', 'duplicate', 'wrong', 'obsolete'] as const;
export type AnomalyKind = (typeof anomalyKinds)[number];

/** The customer or the request that an anomaly is in, by id or number. */
export type AnomalyAbout = { readonly customer: string } | { readonly request: number };

/** A moment and who: epoch milliseconds, `by` an actor text. */
type Stamp = { readonly at: number; readonly by: string };

/** The part of an anomaly that its state says. */
export type AnomalyLife =
  | { readonly state: 'reported' }
  /** Somebody has taken it up, and said until when. */
  | { readonly state: 'acknowledged'; readonly acknowledged: Stamp }
  | { readonly state: 'corrected'; readonly acknowledged?: Stamp; readonly ended: Stamp }
  | { readonly state: 'declined'; readonly acknowledged?: Stamp; readonly ended: Stamp };
export const anomalyStates = ['reported', 'acknowledged', 'corrected', 'declined'] as const;
export type AnomalyState = (typeof anomalyStates)[number];

/** An error in the data of a customer or a request. Texts of people stand in the vault: here are ids. */
export type Anomaly = {
  /** From 1. */
  readonly number: number;
  /** Raised by each change. */
  readonly version: number;
  readonly kind: AnomalyKind;
  readonly about: AnomalyAbout;
  /** Of a duplicate: the other one. */
  readonly other?: AnomalyAbout;
  /** The field that is concerned: `phone`, `postcode`. */
  readonly field?: string;
  /** Vault id of what the reporter wrote. */
  readonly note?: string;
  readonly reported: Stamp;
  /** Person id of who hears how it ended; absent: a program, or a check of filrouge itself. */
  readonly reporter?: string;
  /** When the reporter may expect it to be corrected, epoch ms. */
  readonly expectedAt: number;
  readonly life: AnomalyLife;
  /** Vault id of what the reporter was answered. */
  readonly answer?: string;
  /** When the reporter was told how it ended. */
  readonly toldAt?: number;
};

const dayMs = 86_400_000;

/** How long each kind usually takes, in milliseconds: whoever corrects may say another date. */
export const expectedWithinMs: Readonly<Record<AnomalyKind, number>> = {
  missing: 2 * dayMs,
  wrong: 2 * dayMs,
  duplicate: 5 * dayMs,
  obsolete: 5 * dayMs,
};

/** Whether somebody has still something to do about it. */
export function isStanding({ life }: Pick<Anomaly, 'life'>): boolean {
  return life.state === 'reported' || life.state === 'acknowledged';
}
