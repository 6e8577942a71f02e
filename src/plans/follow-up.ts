/**
 * The decisions of a review on an action. To drop it is an approver's to sign, as an accepted risk; anybody
 * else proposes it: the action is blocked until the approver has decided.
 */
export const reviewDecisions = ['keep', 'done', 'new_date', 'blocked', 'propose_drop', 'drop'] as const;

/** A result that was noted along the way, or in a review. */
export type FollowUp = {
  readonly at: number;
  readonly by: string;
  /** Of a review: the action that it is about, and what was decided. */
  readonly action?: string;
  readonly decision?: (typeof reviewDecisions)[number];
  /** The new date that was decided. */
  readonly dueAt?: number;
  readonly result: string;
  readonly comment?: string;
};
