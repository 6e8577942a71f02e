import { type Actor, actorText } from '../platform/actor.ts';
import { defined } from '../platform/defined.ts';
import { done, type Missing, type Refusal, type Result, refused } from '../platform/refusal.ts';
import { noAgent } from '../rules/ruleset.ts';
import {
  firingTriggers,
  type Incident,
  type IncidentNote,
  isSuspendedFor,
  isUnresolved,
  shareFor,
} from './incident.ts';

/** `open → acknowledged → resolved → closed`, each stage with its time and actor, never backwards. */

/** An incident is read and written as a whole. */
const mostNotes = 500;

/** Somebody looks after it. */
export function acknowledgeIncident(incident: Incident, by: Actor, now: number): Result<Incident> {
  if (incident.state !== 'open') return refused(isAlready(incident));
  return done({ ...incident, state: 'acknowledged', acknowledged: { at: now, by: actorText(by) } });
}

/**
 * The incident is over. Refused, with everything that speaks against it, while the agent is suspended for the
 * incident or one of its rules still fires. Resolving an incident that nobody had acknowledged acknowledges
 * it as well.
 */
export function resolveIncident(incident: Incident, by: Actor, now: number): Result<Incident> {
  if (!isUnresolved(incident)) return refused(isAlready(incident));
  const missing = whatIsNotOver(incident);
  if (missing.length > 0) {
    const detail = `Incident ${incident.number} cannot be resolved: its agent must have all of its traffic again and its rules must have stopped firing first.`;
    return refused({ kind: 'conflict', code: 'incident_not_over', detail, missing });
  }
  const stamp = { at: now, by: actorText(by) };
  return done({
    ...incident,
    state: 'resolved',
    acknowledged: incident.acknowledged ?? stamp,
    resolved: stamp,
  });
}

/** The end: after the incident is resolved, and its plan, if it has one, is closed. */
export function closeIncident(
  incident: Incident,
  order: { readonly by: Actor; readonly planClosed: boolean },
  now: number,
): Result<Incident> {
  if (incident.state === 'closed') return refused(isAlready(incident));
  const missing: Missing[] = [];
  if (incident.state !== 'resolved') missing.push({ code: 'incident_not_resolved' });
  if (incident.plan !== undefined && !order.planClosed)
    missing.push({ code: 'plan_not_closed', params: { plan: incident.plan } });
  if (missing.length > 0) {
    const detail = `Incident ${incident.number} cannot be closed: it must be resolved and its plan closed first.`;
    return refused({ kind: 'conflict', code: 'incident_not_ready_to_close', detail, missing });
  }
  return done({ ...incident, state: 'closed', closed: { at: now, by: actorText(order.by) } });
}

/** Somebody notes a result, also of an incident that is closed. Refused when there are very many notes. */
export function noteIncident(incident: Incident, note: IncidentNote): Result<Incident> {
  const { number, notes = [] } = incident;
  if (notes.length < mostNotes) return done({ ...incident, notes: [...notes, note] });
  const detail = `Incident ${number} has ${mostNotes} notes already, which is as many as it may have.`;
  return refused({ kind: 'conflict', code: 'too_many_notes', detail });
}

/** The plan that was drafted for it. The first one stays. */
export function planDrafted(incident: Incident, plan: number): Incident {
  return incident.plan === undefined ? { ...incident, plan } : incident;
}

/** The agent stopped for this incident. The same incident comes back when it was down already. */
export function suspensionStarted(incident: Incident, at: number): Incident {
  if (isSuspendedFor(incident)) return incident;
  return { ...incident, suspensions: [...incident.suspensions, { from: at }] };
}

/** The agent runs again. The same incident comes back when it was not down. */
export function suspensionEnded(incident: Incident, at: number): Incident {
  const last = incident.suspensions.at(-1);
  if (last === undefined || last.until !== undefined) return incident;
  return {
    ...incident,
    suspensions: [...incident.suspensions.slice(0, -1), { from: last.from, until: Math.max(last.from, at) }],
  };
}

function whatIsNotOver(incident: Incident): Missing[] {
  const firing = firingTriggers(incident).map((trigger) => ({
    code: 'rule_still_firing',
    at: trigger.rule,
    params: defined({ metric: trigger.metric, threshold: trigger.threshold }),
  }));
  const { agent = noAgent } = incident;
  if (isSuspendedFor(incident)) return [{ code: 'agent_suspended', at: agent }, ...firing];
  return shareFor(incident) === undefined ? firing : [{ code: 'agent_degraded', at: agent }, ...firing];
}

function isAlready(incident: Incident): Refusal {
  return {
    kind: 'conflict',
    code: `incident_already_${incident.state}`,
    detail: `Incident ${incident.number} is ${incident.state} already.`,
    facts: { state: incident.state },
  };
}
