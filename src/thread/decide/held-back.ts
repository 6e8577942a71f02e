import { shareGiven } from '../../incidents/held-back.ts';
import { type Incident, isHeldBackFor } from '../../incidents/incident.ts';
import type { IncidentMove } from '../change.ts';
import { openIncidentsOf, type World } from '../world.ts';

/** Incidents that the agent is held back for keep to the share that its switch says. */

/** The moves of all of them but one, which a decision moves itself. */
export function othersGiven(
  world: World,
  share: number,
  now: number,
  except?: Pick<Incident, 'number'>,
): readonly IncidentMove[] {
  return openIncidentsOf(world)
    .filter((incident) => isHeldBackFor(incident) && incident.number !== except?.number)
    .flatMap((before) => {
      const after = shareGiven(before, share, now);
      return after === before ? [] : [{ before, after }];
    });
}
