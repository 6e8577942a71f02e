import type { Incident } from '../../incidents/incident.ts';
import type { PlanChange } from '../../plans/commands/change.ts';
import type { Plan } from '../../plans/plan.ts';
import type { Change, IncidentMove, PlanMove } from '../change.ts';

/** The move of an incident, unless it stayed as it was. */
export function incidentMove(
  before: Incident | undefined,
  after: Incident | undefined,
): Pick<Change, 'incident'> & { readonly incident?: IncidentMove } {
  return after === undefined || after === before ? {} : { incident: { before, after } };
}

/** The move of a plan that stood before, unless nothing happened to it. */
export function planMove(before: Plan, { plan, events }: PlanChange): { readonly plan?: PlanMove } {
  return events.length === 0 ? {} : { plan: { kind: 'changed', before, after: plan } };
}
