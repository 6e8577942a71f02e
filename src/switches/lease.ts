import { actorText } from '../platform/actor.ts';
import { defined } from '../platform/defined.ts';
import type { Mandate } from '../rules/ruleset.ts';
import { type Hold, type KillSwitch, mayRun, type Trip } from './switch.ts';

/** One of the facts that keep an agent from running. Times are ISO 8601 UTC. */
type SwitchReason = {
  readonly kind: 'trip' | 'hold';
  readonly rule?: string;
  readonly cause?: Trip['cause'];
  /** In the metric's unit. */
  readonly value?: number;
  readonly threshold?: number;
  readonly incident?: number;
  /** Actor text: `person:lea`. */
  readonly by?: string;
  readonly at: string;
};

/** The answer that an agent gets about its switch: the body of `GET …/switch` and of the stream's events. */
export type SwitchAnswer = {
  readonly agent: string;
  readonly mayRun: boolean;
  readonly epoch: number;
  readonly since: string;
  readonly reasons: readonly SwitchReason[];
  /** The incident that the first reason belongs to. */
  readonly incident?: number;
  /** The lease: after this the answer no longer counts, and `onUnreachable` says what the agent does. */
  readonly validUntil: string;
  readonly onUnreachable: 'suspend' | 'run';
};

/** The answer at `now`, good for the mandate's lease. */
export function switchAnswer(
  state: KillSwitch,
  mandate: Pick<Mandate, 'leaseMs' | 'onUnreachable'>,
  now: number,
): SwitchAnswer {
  const reasons = [
    ...state.trips.map(tripReason),
    ...(state.hold === undefined ? [] : [holdReason(state.hold)]),
  ];
  const incident = reasons.find((reason) => reason.incident !== undefined)?.incident;
  return {
    agent: state.agent,
    mayRun: mayRun(state),
    epoch: state.epoch,
    since: iso(state.since),
    reasons,
    ...(incident === undefined ? {} : { incident }),
    validUntil: iso(now + mandate.leaseMs),
    onUnreachable: mandate.onUnreachable,
  };
}

/**
 * The entity tag of an answer. Weak, because the lease moves with every request and does not count: it
 * changes with the epoch (and with the mandate's fail policy), so that "not modified" means "do as you do".
 */
export function switchEtag(answer: Pick<SwitchAnswer, 'epoch' | 'since' | 'onUnreachable'>): string {
  return `W/"${answer.epoch}-${Date.parse(answer.since).toString(36)}-${answer.onUnreachable}"`;
}

const slowestHeartbeatMs = 10_000;
const fastestHeartbeatMs = 100;

/** How long a stream may stay silent: the lease is renewed after a third of it, within ten seconds. */
export function heartbeatMs(answer: Pick<SwitchAnswer, 'validUntil'>, now: number): number {
  const third = (Date.parse(answer.validUntil) - now) / 3;
  return Math.min(slowestHeartbeatMs, Math.max(fastestHeartbeatMs, third));
}

function tripReason(trip: Trip): SwitchReason {
  const { rule, cause, value, threshold, incident, firedAt } = trip;
  return defined({ kind: 'trip' as const, rule, cause, value, threshold, incident, at: iso(firedAt) });
}

function holdReason(hold: Hold): SwitchReason {
  return defined({
    kind: 'hold' as const,
    incident: hold.incident,
    by: actorText(hold.by),
    at: iso(hold.at),
  });
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
