import { type Actor, actorText } from '../platform/actor.ts';
import { defined } from '../platform/defined.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import type { Severity } from '../rules/rule.ts';
import { type Evidence, type Incident, type IncidentSource, isUnresolved, type Trigger } from './incident.ts';
import { suspensionStarted } from './lifecycle.ts';

/** The facts that an incident is opened with. */
export type NewIncident = {
  readonly number: number;
  readonly agent?: string | undefined;
  readonly source: IncidentSource;
  /** The rule that opens it; absent when a person does. */
  readonly trigger?: Trigger;
  /** Without a trigger: how grave it is, `warning` unless said otherwise. */
  readonly severity?: Severity;
  readonly title?: string;
  readonly description?: string;
  readonly evidence?: Evidence;
  /** Hash of the rule set in force. */
  readonly ruleSet: string;
  readonly by: Actor;
};

/** A new incident, open. A trigger that suspends starts the downtime at `now`. */
export function openIncident(order: NewIncident, now: number): Incident {
  const { number, agent, source, trigger, title, description, evidence, ruleSet } = order;
  return defined({
    number,
    agent,
    source,
    severity: trigger?.severity ?? order.severity ?? 'warning',
    title,
    description,
    state: 'open' as const,
    opened: { at: now, by: actorText(order.by) },
    triggers: trigger === undefined ? [] : [trigger],
    evidence,
    suspensions: trigger?.suspended ? [{ from: now }] : [],
    ruleSet,
  });
}

/**
 * A rule that starts to fire while the incident is unresolved becomes a further trigger: the severity rises
 * to the highest, and a suspending one starts the downtime unless the agent is down already. The same episode
 * of a rule (same cause and time) joins once, so that a retry changes nothing. `at`: when the agent stops.
 */
export function joinIncident(
  incident: Incident,
  trigger: Trigger,
  at: number = trigger.firedAt,
): Result<Incident> {
  if (!isUnresolved(incident))
    return refused({
      kind: 'conflict',
      code: 'incident_not_open',
      detail: `Incident ${incident.number} is ${incident.state}; a rule that fires now needs a new one.`,
      facts: { state: incident.state },
    });
  if (incident.triggers.some((known) => isSameEpisode(known, trigger))) return done(incident);
  const joined: Incident = {
    ...incident,
    severity: gravest(incident.severity, trigger.severity),
    triggers: [...incident.triggers, trigger],
  };
  return done(trigger.suspended ? suspensionStarted(joined, at) : joined);
}

/** A trigger takes more of the traffic than it did: its rule was made stricter while it fired. */
export function triggerTightened(incident: Incident, trigger: Trigger): Incident {
  const { suspended, share } = trigger;
  const triggers = incident.triggers.map((known) => {
    if (!isSameEpisode(known, trigger)) return known;
    const { share: _, ...rest } = known;
    return { ...rest, suspended, ...defined({ share }) };
  });
  return { ...incident, triggers };
}

/** The part of its traffic that a trigger leaves the agent, 0 to 1. */
export function shareLeftBy({ suspended, share = 1 }: Pick<Trigger, 'suspended' | 'share'>): number {
  return suspended ? 0 : share;
}

/**
 * A rule stopped firing: its open triggers end, with the worst value of the episode. Without `cause`,
 * whatever they were raised for. The same incident comes back when there is nothing to end.
 */
export function markTriggerResolved(
  incident: Incident,
  ended: {
    readonly rule: string;
    readonly cause?: Trigger['cause'];
    /** Of one episode alone: a rule may fire again before the end of the time before is written. */
    readonly firedAt?: number;
    readonly peak?: number;
  },
  now: number,
): Incident {
  const ends = (trigger: Trigger): boolean =>
    trigger.resolvedAt === undefined &&
    trigger.rule === ended.rule &&
    (ended.cause === undefined || trigger.cause === ended.cause) &&
    (ended.firedAt === undefined || trigger.firedAt === ended.firedAt);
  if (!incident.triggers.some(ends)) return incident;
  const end = defined({ resolvedAt: now, peak: ended.peak });
  const triggers = incident.triggers.map((trigger) => (ends(trigger) ? { ...trigger, ...end } : trigger));
  return { ...incident, triggers };
}

/** Whether two triggers are of one firing of a rule, for one cause. */
export function isSameEpisode(left: Trigger, right: Trigger): boolean {
  return (
    left.rule === right.rule &&
    left.cause === right.cause &&
    left.firedAt === right.firedAt &&
    left.step === right.step
  );
}

const gravity: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

function gravest(left: Severity, right: Severity): Severity {
  return gravity[right] > gravity[left] ? right : left;
}
