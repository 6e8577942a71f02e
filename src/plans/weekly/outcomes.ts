import { defined } from '../../platform/defined.ts';
/**
 * The outcomes of plans, told from the register: an action verified, with its attempts and the time it took;
 * one that regressed; a plan reopened. The weekly report and `/metrics` count the same ones.
 */

/** Kinds of register entries that outcomes are told from. */
export const outcomeKinds = [
  'planDrafted',
  'planReopened',
  'actionStatusSet',
  'actionVerified',
  'actionRegressed',
] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

/** An entry of the register that tells of an outcome. */
export type OutcomeEntry = {
  readonly seq: number;
  readonly kind: OutcomeKind;
  readonly at: number;
  readonly agent?: string;
  readonly plan: number;
  readonly action?: string;
  /** Of `actionStatusSet`: the status that it came to. */
  readonly to?: string;
};

type About = { readonly at: number; readonly agent?: string; readonly plan: number };

/** The outcome of a plan or an action. */
export type Outcome =
  | (About & {
      readonly kind: 'verified';
      readonly action: string;
      /** How often it had been called done by then, at least once. */
      readonly attempts: number;
      /** Since the plan began, or was last reopened; absent where the register does not say when. */
      readonly tookMs?: number;
    })
  | (About & { readonly kind: 'regressed'; readonly action: string })
  | (About & { readonly kind: 'reopened' });

/** How far the reading of the register has come. */
export type OutcomeLedger = {
  /** When each plan began, or was last reopened. */
  readonly begun: Map<number, number>;
  /** How often each action was called done. */
  readonly attempts: Map<string, number>;
};

/** A ledger in which nothing was read yet. */
export function newLedger(): OutcomeLedger {
  return { begun: new Map(), attempts: new Map() };
}

/** The outcome that an entry tells of, if it does; `ledger` goes on with it. Entries come in their order. */
export function takeOutcome(ledger: OutcomeLedger, entry: OutcomeEntry): Outcome | undefined {
  const { kind, at, agent, plan, action = '', to } = entry;
  const about = { at, plan, ...defined({ agent }) };
  switch (kind) {
    case 'planDrafted':
      ledger.begun.set(plan, at);
      return undefined;
    case 'planReopened':
      ledger.begun.set(plan, at);
      return { ...about, kind: 'reopened' };
    case 'actionStatusSet':
      if (to === 'done') ledger.attempts.set(action, (ledger.attempts.get(action) ?? 0) + 1);
      return undefined;
    case 'actionRegressed':
      return { ...about, kind: 'regressed', action };
    case 'actionVerified': {
      const began = ledger.begun.get(plan);
      return {
        ...about,
        kind: 'verified',
        action,
        attempts: Math.max(1, ledger.attempts.get(action) ?? 1),
        ...defined({ tookMs: began === undefined ? undefined : Math.max(0, at - began) }),
      };
    }
    default:
      return kind satisfies never;
  }
}

/** Counts of outcomes. The mean time to verified is `verifiedMs / timed`; where that is 0 there is none. */
export type OutcomeCounts = {
  readonly verified: number;
  readonly firstAttempt: number;
  /** Verified ones of which the time they took is known, and all of their times. */
  readonly timed: number;
  readonly verifiedMs: number;
  readonly regressions: number;
  readonly reopenings: number;
};

/** The counts where nothing has come of anything. */
export const noOutcomes: OutcomeCounts = {
  verified: 0,
  firstAttempt: 0,
  timed: 0,
  verifiedMs: 0,
  regressions: 0,
  reopenings: 0,
};

/** The counts with one outcome more. */
export function countOutcome(counts: OutcomeCounts, outcome: Outcome): OutcomeCounts {
  switch (outcome.kind) {
    case 'verified':
      return {
        ...counts,
        verified: counts.verified + 1,
        firstAttempt: counts.firstAttempt + (outcome.attempts === 1 ? 1 : 0),
        timed: counts.timed + (outcome.tookMs === undefined ? 0 : 1),
        verifiedMs: counts.verifiedMs + (outcome.tookMs ?? 0),
      };
    case 'regressed':
      return { ...counts, regressions: counts.regressions + 1 };
    case 'reopened':
      return { ...counts, reopenings: counts.reopenings + 1 };
    default:
      return outcome satisfies never;
  }
}
