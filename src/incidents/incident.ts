import type { Alert } from '../rules/engine/alert.ts';
import type { Severity } from '../rules/rule.ts';
import type { Classification } from './clocks/classification.ts';
import type { RecentMark } from './marks/mark.ts';

/** The origins of an incident. */
export const incidentSources = ['rule', 'audit', 'review', 'manual'] as const;
export type IncidentSource = (typeof incidentSources)[number];

/** A rule that fired for this incident: the first opened it, the others joined. */
export type Trigger = {
  readonly rule: string;
  readonly cause: 'fired' | 'no_data';
  readonly firedAt: number;
  /** When the breach began (the pending clock's start). */
  readonly breachedAt: number;
  readonly metric: string;
  /** As written in the rule then: `error_rate > 2% over 5m`. */
  readonly condition: string;
  readonly value?: number;
  /** As it was then; absent where there was nothing to compare with. */
  readonly threshold?: number;
  readonly severity: Severity;
  readonly suspended: boolean;
  /** The part of its traffic that it left the agent; absent: all of it, or none where it suspended. */
  readonly share?: number;
  /** Measured not to be clear at this step of the agent's way back, from 1; absent: its rule fired. */
  readonly step?: number;
  /** A silence held it back until then; it still fired, and this came of it. */
  readonly silenced?: { readonly until: number };
  readonly resolvedAt?: number;
  readonly peak?: number;
};

/** Stage of the life cycle with who and when; `by` is an actor text. */
export type Stamp = { readonly at: number; readonly by: string };

/** A result noted along the way, with who and when. Never changed. */
export type IncidentNote = Stamp & { readonly result: string; readonly comment?: string | undefined };

/** The state of an incident by its name alone. */
export type IncidentState = 'open' | 'acknowledged' | 'resolved' | 'closed';

/** The numbered record of what happened, from the breach to the end. */
export type Incident = {
  /** From 1, without gaps. */
  readonly number: number;
  /** Absent: an audit or a review of the whole organisation. */
  readonly agent?: string | undefined;
  readonly source: IncidentSource;
  readonly severity: Severity;
  readonly title?: string;
  readonly description?: string;
  readonly state: IncidentState;
  readonly opened: Stamp;
  readonly acknowledged?: Stamp;
  readonly resolved?: Stamp;
  readonly closed?: Stamp;
  readonly triggers: readonly Trigger[];
  readonly evidence?: Evidence;
  /** Spans in which the agent was suspended; the last one is open while it still is. */
  readonly suspensions: readonly { readonly from: number; readonly until?: number }[];
  /** Spans in which it had a share of its traffic for it; the last one is open while it still has. */
  readonly degradations?: readonly {
    readonly from: number;
    readonly until?: number;
    readonly share: number;
  }[];
  readonly plan?: number;
  /** In the order in which they were written. */
  readonly notes?: readonly IncidentNote[];
  /** Classes of what must be reported in time, in the order in which they were given. */
  readonly classes?: readonly Classification[];
  /** Hash of the rule set in force when it opened: closure compares it with the one in force then. */
  readonly ruleSet: string;
};

/** The evidence seen at the moment of the trip. Gathered once, never changed. */
export type Evidence = {
  readonly at: number;
  /** The breached metric around the breach: [epoch ms, value or null]. */
  readonly series: {
    readonly metric: string;
    readonly points: readonly (readonly [number, number | null])[];
  };
  /** Other metrics of the agent that left their usual range before the breach, first mover first. */
  readonly movedFirst: readonly {
    readonly metric: string;
    /** How long before the breach it left its range. */
    readonly leadMs: number;
    readonly usual: { readonly low: number; readonly high: number };
    readonly value: number;
  }[];
  /** Reasons that account for the errors of the window, most frequent first; `share` of all errors, 0…1. */
  readonly reasons: readonly { readonly reason: string; readonly count: number; readonly share: number }[];
  /** Interactions of the breach's span, and how many of them were wrong. A customer may have had several. */
  readonly exposed?: { readonly interactions: number; readonly errors: number };
  /** Rule sets that came into force in the week before. */
  readonly recentRuleChanges: readonly {
    readonly hash: string;
    readonly at: number;
    readonly summary: readonly string[];
  }[];
  /** Changes that people made to the agent in the week before, the latest first. */
  readonly recentMarks?: readonly RecentMark[];
};

/**
 * The worst value of a trigger that is known: of the whole episode once that is over, until then as its alert
 * has it.
 */
export function worstOf(trigger: Trigger, alert?: Pick<Alert, 'current'>): number | undefined {
  const current = alert?.current;
  const lasts =
    current?.state === 'firing' && trigger.cause === 'fired' && current.firedAt === trigger.firedAt;
  return trigger.peak ?? (lasts ? current.peak : trigger.value);
}

/** Unresolved: of the rules' own, one that starts to fire joins it instead of opening another. */
export function isUnresolved(incident: Pick<Incident, 'state'>): boolean {
  return incident.state === 'open' || incident.state === 'acknowledged';
}

/** Milliseconds the agent was suspended for, up to `now` for a suspension that still stands. */
export function downtimeMs(incident: Pick<Incident, 'suspensions'>, now: number): number {
  let sum = 0;
  for (const span of incident.suspensions) sum += Math.max(0, (span.until ?? now) - span.from);
  return sum;
}

/** Interactions while the breach lasted, up to the trip; `undefined` where none was recorded. */
export function interactionsExposed(incident: Pick<Incident, 'evidence'>): number | undefined {
  return incident.evidence?.exposed?.interactions;
}

/** Whether the agent is suspended for this incident. */
export function isSuspendedFor(incident: Pick<Incident, 'suspensions'>): boolean {
  const last = incident.suspensions.at(-1);
  return last !== undefined && last.until === undefined;
}

/** The share that the agent has for this incident, while it has one. */
export function shareFor({ degradations }: Pick<Incident, 'degradations'>): number | undefined {
  const last = degradations?.at(-1);
  return last === undefined || last.until !== undefined ? undefined : last.share;
}

/** Whether the agent is suspended for this incident, or has a share of its traffic for it. */
export function isHeldBackFor(incident: Pick<Incident, 'suspensions' | 'degradations'>): boolean {
  return isSuspendedFor(incident) || shareFor(incident) !== undefined;
}

/** Milliseconds with a share of the traffic, up to `now` for what still lasts. It is no downtime. */
export function degradedMs({ degradations = [] }: Pick<Incident, 'degradations'>, now: number): number {
  return degradations.reduce((sum, { from, until = now }) => sum + Math.max(0, until - from), 0);
}

/** Triggers whose rule still fires. */
export function firingTriggers(incident: Pick<Incident, 'triggers'>): readonly Trigger[] {
  return incident.triggers.filter((trigger) => trigger.resolvedAt === undefined);
}
