import type { RuleEffect } from '../rule.ts';

/** Three-valued: what a rule's conditions say right now. `no_data` is neither good nor bad. */
export type Verdict = 'breach' | 'ok' | 'no_data';

/** Why an alert ended. */
export type ResolvedWhy = 'cleared' | 'released' | 'rule_removed';

/**
 * The life of one rule on one agent. Times are epoch milliseconds. While a verdict is no_data the clocks are
 * frozen: `frozenSince` says since when, `frozenMs` how long they had been frozen before.
 */
export type AlertState =
  | { readonly state: 'inactive'; readonly resolvedAt?: number; readonly why?: ResolvedWhy }
  | {
      readonly state: 'pending';
      readonly since: number;
      readonly frozenMs: number;
      readonly frozenSince?: number;
    }
  | {
      readonly state: 'firing';
      /** When the breach began: the pending clock's start. */
      readonly since: number;
      /** When it began to fire: the identity of this episode. */
      readonly firedAt: number;
      /** The worst value of the first condition's metric so far, and when. */
      readonly peak: number;
      readonly peakAt: number;
      /** Since when `clear` has been true without a break; runs `keep_firing_for`. */
      readonly clearSince?: number;
      readonly frozenMs: number;
      readonly frozenSince?: number;
    };

/** An alert with what it carries besides its state. */
export type Alert = {
  readonly agent: string;
  readonly rule: string;
  readonly current: AlertState;
  /**
   * Since when the rule has had no data, how much of that nobody was there to measure, and when the silence
   * itself was raised.
   */
  readonly noData?: { readonly since: number; readonly frozenMs?: number; readonly raisedAt?: number };
  /** Cells that start before this are not read: set when a trip is released: the rule starts afresh. */
  readonly freshFrom?: number;
};

/** The result of one evaluation of a rule: kept with the events, shown to people. */
export type Measure = {
  readonly verdict: Verdict;
  /** Of the first condition. */
  readonly value?: number;
  /** Of the first condition, at this instant; absent where there was nothing to compare with. */
  readonly threshold?: number;
  /** Σ weight in the first condition's window. */
  readonly weight: number;
  /** Whether `clear` (or, without one, "`when` is measurably false") holds. */
  readonly clear: boolean;
};

/** An event in the life of an alert, as the engine finds it. */
export type AlertEvent = { readonly agent: string; readonly rule: string; readonly at: number } & (
  | { readonly kind: 'rulePending'; readonly measure: Measure }
  | { readonly kind: 'rulePendingEnded'; readonly measure: Measure }
  | { readonly kind: 'ruleFired'; readonly since: number; readonly measure: Measure }
  | {
      readonly kind: 'ruleResolved';
      readonly firedAt: number;
      readonly peak: number;
      readonly why: ResolvedWhy;
    }
  /** The metric has been silent for `noDataAfterMs`: an alert of its own. */
  | { readonly kind: 'ruleNoData'; readonly since: number }
  | { readonly kind: 'ruleDataBack'; readonly since: number }
);

/** An alert event with the effect its rule had then: a line of the history of alerts. */
export type EffectiveEvent = { readonly event: AlertEvent; readonly effect: RuleEffect };
