import { disobeyedAt, isAcknowledged } from '../../switches/standing.ts';
import { mayRun } from '../../switches/switch.ts';
import { peopleOf, setting } from '../decide/notices.ts';
import type { Look, Telling } from './telling.ts';

/**
 * Suspensions that are not confirmed, or not obeyed. People were told at once, by the notice of this key
 * (`decide/switch.ts`); here it is followed until the agent obeys.
 */
export function suspensionsNotObeyed({ state, set, trafficAt, now }: Look): readonly Telling[] {
  const { agent, killSwitch } = state;
  if (killSwitch === undefined || mayRun(killSwitch)) return [];
  const { epoch, since, escalatedEpoch, acknowledged } = killSwitch;
  const base = { severity: 'critical', agent, people: peopleOf(set, agent) } as const;
  const told = { dueAt: now, asks: { subject: 'suspension' }, isToldElsewhere: true } as const;
  const seenAt = disobeyedAt(killSwitch, trafficAt);
  if (seenAt !== undefined && acknowledged !== undefined) {
    const data = { ...setting(set, agent), epoch, acknowledgedAt: acknowledged.at, seenAt };
    const key = `disobeyed:${agent}:${epoch}`;
    return [{ ...told, notice: { ...base, key, kind: 'suspension_not_obeyed', data } }];
  }
  const withinMs = set.agents.get(agent)?.ackWithinMs;
  if (withinMs === undefined || isAcknowledged(killSwitch) || escalatedEpoch !== epoch) return [];
  const data = { ...setting(set, agent), epoch, askedAt: since, withinMs };
  const key = `unacknowledged:${agent}:${epoch}`;
  return [{ ...told, notice: { ...base, key, kind: 'suspension_not_acknowledged', data } }];
}
