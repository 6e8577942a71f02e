import type { Incident } from '../../incidents/incident.ts';
import { getIncident, type IncidentQuery, listIncidents } from '../../incidents/store.ts';
import { type ChartReads, createChartReads } from '../charts/chart-reads.ts';
import { createPlanReads, type PlanReads } from '../plans/plan-reads.ts';
import { createWatchReads, type WatchReads } from '../watch/watch-reads.ts';
import type { ConsolePorts } from './ports.ts';

/** What pages read, each in one call; everything else about them is pure. */
export type Reads = WatchReads &
  ChartReads &
  PlanReads & {
    readonly incident: (number: number) => Promise<Incident | undefined>;
    readonly incidents: (query: IncidentQuery) => ReturnType<typeof listIncidents>;
    /** An agent's latest incidents. */
    readonly incidentsOf: (agent: string) => Promise<readonly Incident[]>;
  };

/** The reads of a console over these ports. */
export function createReads(ports: ConsolePorts): Reads {
  const { db } = ports.database;
  return {
    ...createWatchReads(ports),
    ...createChartReads(ports),
    ...createPlanReads(ports),
    incident: (number) => getIncident(db, number),
    incidents: (query) => listIncidents(db, query),
    incidentsOf: async (agent) => (await listIncidents(db, { agent, limit: 20 })).items,
  };
}
