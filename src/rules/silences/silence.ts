import type { Maintenance } from './maintenance.ts';

/** The longest time that people silence a rule for ahead, in ms. */
export const mostSilenceMs = 4 * 3_600_000;

/** The agents that a silence is over: one, or all whose mandates carry a tag, as they are then. */
export type SilenceScope = { readonly agent: string } | { readonly tag: string };

/** A silence that a person set. Times are epoch ms, `by` actor texts. */
export type Silence = {
  /** From 1. */
  readonly number: number;
  readonly of: SilenceScope;
  /** One rule; absent: all of them. */
  readonly rule?: string;
  readonly reason: string;
  readonly by: string;
  readonly from: number;
  readonly until: number;
  /**
   * Whether an approver set it, so that what stops an agent is silenced, too. Else that is not, not even
   * where a rule is made stricter, or an agent given the tag, while it lasts.
   */
  readonly stops: boolean;
  /** Somebody ended it before its time. */
  readonly ended?: { readonly at: number; readonly by: string };
};

/** The silences of people that still matter, and the number of the last one that was ever set. */
export type Silences = { readonly standing: readonly Silence[]; readonly last: number };

/** Nobody has ever set one. */
export const noSilences: Silences = { standing: [], last: 0 };

/**
 * So long after its end a silence is still known, for firings that it held back and another one goes on
 * holding back. What silences of people have held back for longer trips.
 */
export const rememberedMs = 7 * 24 * 3_600_000;

/** When a silence is over: at that instant it no longer silences. */
export function endOf({ ended, until }: Pick<Silence, 'ended' | 'until'>): number {
  return ended?.at ?? until;
}

/** Whether a silence silences at an instant: from its first one on, and no longer at its last. */
export function isRunning(silence: Silence, at: number): boolean {
  return silence.from <= at && at < endOf(silence);
}

/** The silences after one was set or ended; those long over are forgotten. */
export function silencesAfter({ standing, last }: Silences, silence: Silence, now: number): Silences {
  const others = standing.filter((one) => one.number !== silence.number && endOf(one) > now - rememberedMs);
  return { standing: [...others, silence], last: Math.max(last, silence.number) };
}

/** A silence that holds a firing back, or planned work with the start (epoch ms) of its window. */
export type SilencedBy =
  | { readonly kind: 'silence'; readonly silence: Silence }
  | { readonly kind: 'maintenance'; readonly maintenance: Maintenance; readonly from: number };

/** A firing that was held back, the identity of its episode and what became of it. Times are epoch ms. */
export type SilencedFiring = {
  readonly agent: string;
  readonly rule: string;
  readonly cause: 'fired' | 'no_data';
  readonly firedAt: number;
  /** Whether it would have stopped the agent. */
  readonly stops: boolean;
  readonly condition: string;
  readonly value?: number;
  readonly threshold?: number;
  /** Numbers of the silences that held it back. */
  readonly silences: readonly number[];
  /** The reasons of the planned work that did. */
  readonly maintenance: readonly string[];
  /**
   * Absent while it is held back. `tripped`: the silence ended, and it still fired; `over`: it ended by
   * itself.
   */
  readonly end?: { readonly at: number; readonly outcome: 'tripped' | 'over'; readonly incident?: number };
};

/** The key of an episode among those of one agent. */
export function episodeKey({
  rule,
  cause,
  firedAt,
}: Pick<SilencedFiring, 'rule' | 'cause' | 'firedAt'>): string {
  return `${cause}/${rule}/${firedAt}`;
}
