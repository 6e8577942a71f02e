import { type BriefIncident, containmentOf } from '../../incidents/containment.ts';
import { isSuspendedFor, isUnresolved } from '../../incidents/incident.ts';
import { defined } from '../../platform/defined.ts';
import type { SuspendedTime } from '../../switches/downtime.ts';
import type { WeeklyReport } from './report.ts';
import { countOf, pairOf, sumOf, type WeeklySources } from './sources.ts';
import { isWithin } from './week.ts';

/** So many unresolved incidents are named. */
const mostNamed = 30;

/**
 * Incidents and suspensions of the week. Severities are those that they opened with, as `/metrics` has it.
 */
export function incidentSection({ facts, weeks }: WeeklySources): WeeklyReport['incidents'] {
  const { incidents, suspended, suspendedBefore } = facts;
  const opened = incidents.filter((incident) => isWithin(weeks.week, incident.opened.at));
  const of = (severity: BriefIncident['severity']) =>
    opened.filter((incident) => incident.severity === severity).length;
  const both = (figure: (time: SuspendedTime) => number) => ({
    now: sumOf(suspended, figure),
    before: sumOf(suspendedBefore, figure),
  });
  const unresolved = incidents
    .filter(isUnresolved)
    .toSorted((a, b) => a.opened.at - b.opened.at || a.number - b.number);
  return {
    opened: countOf(
      weeks,
      incidents.map((incident) => incident.opened.at),
    ),
    bySeverity: { critical: of('critical'), warning: of('warning'), info: of('info') },
    resolved: countOf(
      weeks,
      incidents.map(({ resolved }) => resolved?.at),
    ),
    contained: containedOf(incidents, weeks),
    suspendedMs: both(({ suspendedMs }) => suspendedMs),
    suspensions: both(({ suspensions }) => suspensions),
    degradedMs: both(({ degradedMs }) => degradedMs),
    unresolved: unresolved.length,
    list: unresolved
      .slice(0, mostNamed)
      .map(({ number, agent, severity, opened: { at }, plan, suspensions }) => ({
        ...defined({ agent, plan }),
        ...{ number, severity, openedAt: at, suspended: isSuspendedFor({ suspensions }) },
      })),
  };
}

function containedOf(incidents: readonly BriefIncident[], weeks: WeeklySources['weeks']) {
  const contained = incidents.flatMap((incident) => containmentOf(incident) ?? []);
  const within = (span: { readonly from: number; readonly until: number }) =>
    contained.filter(({ containedAt }) => isWithin(span, containedAt));
  return {
    count: pairOf(weeks, (span) => within(span).length),
    totalMs: pairOf(weeks, (span) =>
      sumOf(within(span), ({ beganAt, containedAt }) => containedAt - beganAt),
    ),
  };
}
