import type { z } from 'zod';
import { shareGiven } from '../../incidents/held-back.ts';
import type { Incident } from '../../incidents/incident.ts';
import { type Actor, actorText } from '../../platform/actor.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { defined } from '../../platform/defined.ts';
import { done, type Result } from '../../platform/refusal.ts';
import { acknowledgeSwitch, markEscalated, needsEscalation } from '../../switches/acknowledgement.ts';
import type { AcknowledgeSwitch, SuspendAgent } from '../../switches/commands.ts';
import { disobeyedAt } from '../../switches/standing.ts';
import { mayRun, shareOf, suspendAgent } from '../../switches/switch.ts';
import type { Change } from '../change.ts';
import type { SuspensionNotObeyed } from '../events.ts';
import { openIncidentsOf, switchOf, type World } from '../world.ts';
import { incidentMove } from './change-of.ts';
import { othersGiven } from './held-back.ts';
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
    ...incidentMove(incident, incident && shareGiven(incident, 0, now)),
    beside: othersGiven(world, 0, now, incident),
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

/** A running incident may be why a person stops the agent; an audit or a review looks at the past. */
function isHappening({ source }: Incident): boolean {
  return source === 'rule' || source === 'manual';
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
  const share = shareOf(decided.value);
  const data = { epoch, mayRun: share > 0, ...(share > 0 && share < 1 ? { share } : {}) };
  return done({
    agent,
    killSwitch: { kind: 'acknowledged', after: decided.value },
    entries: [{ kind: 'switchAcknowledged', actor: actorText(by), agent, data }],
  });
}

/** People are told, once an epoch, of a suspension or a share that its agent has not acknowledged in time. */
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
        data: {
          ...setting(set, agent),
          epoch,
          askedAt: since,
          withinMs,
          ...(mayRun(state) ? { share: shareOf(state) } : {}),
        },
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
