import { remindersOf } from '../../rules/ruleset.ts';
import { reachMs } from '../../switches/reach.ts';
import { isSwitchless } from '../../switches/switchless.ts';
import { peopleOf, setting } from '../decide/notices.ts';
import type { Look, Telling } from './telling.ts';

const dayMs = 86_400_000;

/**
 * An agent that no longer reads its switch: two leases after it was heard last, and as long after a restart.
 * One that never did was never in reach: pages and `filrouge doctor` say so. One that had confirmed a switch
 * before anybody noted who reads it counts from the start, and is told once a day at most, however often
 * there is one.
 */
export function agentsOutOfReach({ state, set, reach }: Look): readonly Telling[] {
  const { agent, killSwitch } = state;
  const mandate = set.agents.get(agent);
  const afterMs = remindersOf(set).tellAfter.agent_out_of_reach;
  if (mandate === undefined || isSwitchless(mandate, killSwitch)) return [];
  if (afterMs === undefined || !reach.isKnown) return [];
  const { heardAt, startedAt } = reach;
  if (heardAt === undefined && killSwitch?.acknowledged === undefined) return [];
  const episode = heardAt ?? `since-${Math.floor(startedAt / dayMs)}`;
  const from = heardAt ?? startedAt;
  const listenedFrom = Math.max(from, startedAt);
  return [
    {
      dueAt: listenedFrom + reachMs(mandate.leaseMs) + afterMs,
      notice: {
        key: `wait:reach:${agent}:${episode}`,
        kind: 'agent_out_of_reach',
        ...{ severity: 'warning', agent, people: peopleOf(set, agent) },
        data: { ...setting(set, agent), heardAt: from },
      },
    },
  ];
}
