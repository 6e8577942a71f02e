import type { z } from 'zod';
import { type Incident, isSuspendedFor } from '../../incidents/incident.ts';
import { suspensionEnded, suspensionStarted } from '../../incidents/lifecycle.ts';
import { markTriggerResolved } from '../../incidents/triggers.ts';
import { completeContext } from '../../plans/drafting/enrich.ts';
import { type Actor, actorText, engineActor } from '../../platform/actor.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { defined } from '../../platform/defined.ts';
import { done, type Result } from '../../platform/refusal.ts';
import type { Alert, AlertEvent } from '../../rules/engine/alert.ts';
import { releaseAlert } from '../../rules/engine/alert-life.ts';
import { acknowledgeSwitch, markEscalated, needsEscalation } from '../../switches/acknowledgement.ts';
import type { AcknowledgeSwitch, ResumeAgent, SuspendAgent } from '../../switches/commands.ts';
import { disobeyedAt } from '../../switches/standing.ts';
import {
  type KillSwitch,
  mayRun,
  type RuleMeasure,
  resumeAgent,
  suspendAgent,
} from '../../switches/switch.ts';
import type { Change } from '../change.ts';
import type { SuspensionNotObeyed } from '../events.ts';
import { openIncidentsOf, planOf, switchOf, type World } from '../world.ts';
import { incidentMove, planMove } from './change-of.ts';
import { planEntry } from './entries.ts';
import { peopleOf, setting } from './notices.ts';

/** A command with the actor who gave it. */
type By<C extends z.ZodType> = z.infer<C> & { readonly by: Actor };

/** One step, any operator: the agent stops. A hold that stands already changes nothing. */
export function decideSuspend(world: World, { by, reason }: By<typeof SuspendAgent>, now: number): Change {
  const { agent, set } = world;
  const before = switchOf(world, now);
  const incident = openIncidentsOf(world).find(isHappening);
  const order = { by, reason, ...defined({ incident: incident?.number }) };
  const suspended = suspendAgent(before, order, now);
  if (suspended === undefined) return { agent };
  const { state, event } = suspended;
  const about = { agent, ...defined({ incident: incident?.number }) };
  return {
    agent,
    killSwitch: { kind: 'changed', before, after: state, event },
    ...incidentMove(incident, incident && suspensionStarted(incident, now)),
    entries: [
      {
        ...about,
        kind: event.kind,
        actor: actorText(by),
        data: { epoch: state.epoch, digest: sha256Hex(reason) },
      },
    ],
    notices: [
      {
        ...about,
        key: `suspended:${agent}:${state.epoch}`,
        kind: 'agent_suspended',
        severity: 'warning',
        people: peopleOf(set, agent),
        data: { ...setting(set, agent), by: actorText(by), reason },
      },
    ],
  };
}

/**
 * The one way back: an approver lets the agent run. Every trip is released, and its rule starts afresh on new
 * data.
 */
export function decideResume(world: World, command: By<typeof ResumeAgent>, now: number): Result<Change> {
  const { agent, set } = world;
  const { by, reason } = command;
  const before = switchOf(world, now);
  const decided = resumeAgent(
    before,
    { by, reason, override: command.override, measures: measuresOf(world, before) },
    now,
  );
  if (!decided.ok) return decided;
  const { state, event } = decided.value;
  const released = releasedAlerts(world, before, now);
  const events = released.flatMap((one) => one.events);
  const [incident, ...others] = openIncidentsOf(world).filter(isSuspendedFor);
  const back = incident && backOnLine(incident, events, now);
  const beside = others.map((before) => ({ before, after: backOnLine(before, events, now) }));
  const context = completedContext(world, back, now);
  const override = event.kind === 'agentResumed' && event.override;
  const about = { agent, ...defined({ incident: incident?.number }) };
  const rules = before.trips.map(({ rule }) => rule);
  const data = { epoch: state.epoch, override, released: rules, digest: sha256Hex(reason) };
  return done({
    agent,
    killSwitch: { kind: 'changed', before, after: state, event },
    ...incidentMove(incident, back),
    beside,
    ...context?.move,
    released: released.map(({ alert }) => alert),
    alertEvents: events.map((one) => ({ event: one, effect: 'suspend' as const })),
    entries: [
      { ...about, kind: event.kind, actor: actorText(by), data },
      ...(context?.events ?? []).map(planEntry),
    ],
    notices: [
      {
        ...about,
        key: `resumed:${agent}:${state.epoch}`,
        kind: 'agent_resumed',
        severity: override ? 'warning' : 'info',
        people: peopleOf(set, agent),
        data: {
          ...setting(set, agent),
          by: actorText(by),
          reason,
          override,
          downtimeMs: now - before.since,
        },
      },
    ],
  });
}

/** A running incident may be why a person stops the agent; an audit or a review looks at the past. */
function isHappening({ source }: Incident): boolean {
  return source === 'rule' || source === 'manual';
}

/** A trip whose rule is no longer in force measures nothing. */
function measuresOf({ rules }: World, { trips }: KillSwitch): RuleMeasure[] {
  return trips.map(({ rule, threshold }) => {
    const measure = rules.get(rule)?.measure;
    if (measure === undefined) return { rule, verdict: 'no_data', threshold };
    const { verdict, value } = measure;
    return { rule, verdict, threshold: measure.threshold, ...defined({ value }) };
  });
}

type Released = { readonly alert: Alert; readonly events: readonly AlertEvent[] };

function releasedAlerts({ rules }: World, { trips }: KillSwitch, now: number): Released[] {
  return trips.flatMap(({ rule }) => {
    const standing = rules.get(rule);
    return standing === undefined ? [] : [releaseAlert(standing.alert, now, standing.freshFrom)];
  });
}

/** The incident once its agent runs again: downtime over, and the released rules' triggers ended. */
function backOnLine(incident: Incident, released: readonly AlertEvent[], now: number): Incident {
  const rules = new Set(incident.triggers.flatMap(({ rule, suspended }) => (suspended ? [rule] : [])));
  let after = suspensionEnded(incident, now);
  for (const rule of rules) {
    const event = released.find((one) => one.rule === rule);
    const peak = event?.kind === 'ruleResolved' ? event.peak : undefined;
    after = markTriggerResolved(after, { rule, ...defined({ peak }) }, now);
  }
  return after;
}

/** The plan's context says how long the agent was down, now that it is known. */
function completedContext(world: World, incident: Incident | undefined, now: number) {
  const plan = planOf(world, incident);
  const mandate = world.set.agents.get(world.agent);
  if (incident === undefined || plan === undefined || mandate === undefined) return undefined;
  const sources = { mandate, ruleSet: world.set };
  const completed = completeContext(plan, incident, sources, { actor: engineActor, now });
  return { move: planMove(plan, completed), events: completed.events };
}

/** The agent says that it obeys an epoch. One that it had acknowledged before changes nothing. */
export function decideAcknowledge(
  world: World,
  { by, epoch }: By<typeof AcknowledgeSwitch>,
  now: number,
): Result<Change> {
  const { agent } = world;
  const before = switchOf(world, now);
  const decided = acknowledgeSwitch(before, epoch, now);
  if (!decided.ok) return decided;
  if (decided.value === before) return done({ agent });
  const data = { epoch, mayRun: mayRun(decided.value) };
  return done({
    agent,
    killSwitch: { kind: 'acknowledged', after: decided.value },
    entries: [{ kind: 'switchAcknowledged', actor: actorText(by), agent, data }],
  });
}

/** People are told, once an epoch, of a suspension that its agent has not acknowledged in time. */
export function decideEscalation(world: World, now: number): Change {
  const { agent, set } = world;
  const state = switchOf(world, now);
  const withinMs = set.agents.get(agent)?.ackWithinMs;
  if (withinMs === undefined || !needsEscalation(state, withinMs, now)) return { agent };
  const { epoch, since } = state;
  return {
    agent,
    killSwitch: { kind: 'escalated', after: markEscalated(state) },
    entries: [{ kind: 'acknowledgementMissing', actor: 'engine', agent, data: { epoch, withinMs } }],
    notices: [
      {
        key: `unacknowledged:${agent}:${epoch}`,
        kind: 'suspension_not_acknowledged',
        severity: 'critical',
        agent,
        people: peopleOf(set, agent),
        data: { ...setting(set, agent), epoch, askedAt: since, withinMs },
      },
    ],
  };
}

/** People are told, once an epoch, of an agent that says it obeys and goes on answering. */
export function decideDisobedience(
  world: World,
  { at }: Pick<SuspensionNotObeyed, 'at'>,
  now: number,
): Change {
  const { agent, set } = world;
  const state = switchOf(world, now);
  const { epoch, acknowledged } = state;
  if (acknowledged === undefined || disobeyedAt(state, at) === undefined) return { agent };
  return {
    agent,
    entries: [{ kind: 'suspensionNotObeyed', actor: 'engine', agent, data: { epoch, seenAt: at } }],
    notices: [
      {
        key: `disobeyed:${agent}:${epoch}`,
        kind: 'suspension_not_obeyed',
        severity: 'critical',
        agent,
        people: peopleOf(set, agent),
        data: { ...setting(set, agent), epoch, acknowledgedAt: acknowledged.at, seenAt: at },
      },
    ],
  };
}
