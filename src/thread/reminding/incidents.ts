import type { Incident } from '../../incidents/incident.ts';
import { defined } from '../../platform/defined.ts';
import { noAgent, remindersOf } from '../../rules/ruleset.ts';
import { peopleOf, setting, stewardsIn } from '../decide/notices.ts';
import { planOf } from '../world.ts';
import type { Look, Telling } from './telling.ts';

/** Incidents that nobody has taken up. Audits and reviews look at the past: nobody has to run. */
export function unacknowledgedIncidents({ state, set }: Look): readonly Telling[] {
  const afterMs = remindersOf(set).tellAfter.incident_unacknowledged;
  if (afterMs === undefined) return [];
  return [...state.incidents.values()].filter(isWaiting).map((incident) => {
    const { number, title, opened, severity } = incident;
    const agent = state.agent === noAgent ? undefined : state.agent;
    const people = agent === undefined ? stewardsIn(planOf(state, incident)) : peopleOf(set, agent);
    return {
      dueAt: opened.at + afterMs,
      notice: {
        key: `wait:incident:${number}`,
        kind: 'incident_unacknowledged',
        ...{ severity, agent, incident: number, people, ...defined({ plan: incident.plan }) },
        data: { ...setting(set, agent), ...defined({ title }), openedAt: opened.at },
      },
      asks: defined({ subject: 'incident', title } as const),
    };
  });
}

function isWaiting({ state, source }: Incident): boolean {
  return state === 'open' && (source === 'rule' || source === 'manual');
}
