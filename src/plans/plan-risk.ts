import type { IdentityProof } from '../platform/actor.ts';

/** Of a risk: it may come about, it has, or it cannot any more. */
export const riskStates = ['watched', 'occurred', 'gone'] as const;

/** A risk that the plan runs: watched until it has come about, or can no longer. */
export type PlanRisk = {
  /** `4-r-1` */
  readonly id: string;
  readonly text: string;
  /** The measures by which it does not come about, or does less harm. */
  readonly mitigation?: string;
  readonly owner?: string;
  readonly state: (typeof riskStates)[number];
};

/** A risk somebody answers for instead of an action: lets the plan close without that action. */
export type AcceptedRisk = {
  readonly action: string;
  readonly by: string;
  readonly at: number;
  readonly reason: string;
  /** By what they proved for it who they are. */
  readonly proof?: IdentityProof;
};
