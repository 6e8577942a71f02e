/** The rights of the people whose data is kept (GDPR, articles 15 to 21). */
export const rights = [
  'access',
  'rectification',
  'erasure',
  'portability',
  'objection',
  'restriction',
] as const;
export type Right = (typeof rights)[number];

/** How somebody has shown that they are who they say. */
export const identityMeans = ['signed_in', 'known_contact', 'called_back', 'in_person', 'document'] as const;
export type IdentityMeans = (typeof identityMeans)[number];

/** The rows of a category that could not be erased, and until when: epoch ms; absent: nobody knows yet. */
export type KeptBack = {
  readonly category: string;
  readonly why: 'law' | 'hold';
  readonly count: number;
  readonly until?: number;
};

/** Whether it is under way, or how it ended. `note` and `reason` are ids of rows of the vault. */
export type PrivacyState =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'done';
      readonly at: number;
      readonly by: string;
      readonly note?: string;
      /** Of an erasure: its id, how many rows it took, and what had to stay. */
      readonly erasure?: { readonly id: string; readonly count: number; readonly kept: readonly KeptBack[] };
      /** Of a restriction or an objection: that it stands no more, and why (the id of a row of the vault). */
      readonly lifted?: { readonly at: number; readonly by: string; readonly reason: string };
    }
  | { readonly kind: 'refused'; readonly at: number; readonly by: string; readonly reason: string };

/**
 * A request of somebody about their own data. Ids alone: what they wrote is in the vault. Times: epoch ms.
 */
export type PrivacyRequest = {
  readonly number: number;
  readonly right: Right;
  /** The id of the customer. */
  readonly customer: string;
  readonly receivedAt: number;
  /** The last instant at which an answer is in time. */
  readonly dueAt: number;
  /** The id of a row of the vault: what they wrote, where that was noted. */
  readonly note?: string;
  readonly identity?: { readonly at: number; readonly by: string; readonly means: IdentityMeans };
  /** Two months more, said within the first. `reason` is the id of a row of the vault. */
  readonly extension?: { readonly at: number; readonly by: string; readonly reason: string };
  readonly state: PrivacyState;
};

/** Whether the time for an answer is over and none was given. */
export function isLate({ state, dueAt }: PrivacyRequest, now: number): boolean {
  return (state.kind === 'open' ? now : state.at) > dueAt;
}
