import { createChartReads } from './charts/chart-reads.ts';
import { createIncidentReads } from './incidents/incident-reads.ts';
import { createPlanReads } from './plans/plan-reads.ts';
import type { ConsolePorts } from './ports.ts';
import { createProofReads } from './rules/proof-routes.tsx';
import { createWatchReads } from './watch/watch-reads.ts';
import { createWorkReads } from './work/work-routes.tsx';

/** The reads that pages share: each is made once, whoever asks for it. */
export function readsOf(ports: ConsolePorts) {
  const { now, ruleSet, read, flushCells } = ports;
  const { db } = ports.database;
  const watch = createWatchReads({
    ...{ db, now, read, ruleSet },
    outOfReach: ports.outOfReach,
    hasAsked: ports.hasAsked,
  });
  const plans = createPlanReads({
    db,
    now,
    read,
    ruleSet,
    issueSites: ports.issues.sites,
    maxBytes: ports.dossiers.maxBytes,
  });
  const charts = createChartReads({ db, ruleSet, flushCells, storeCells: ports.storeCells });
  const incidents = createIncidentReads(db, { now, ruleSet, read, plan: plans.plan });
  const work = createWorkReads({ db, now, read, ruleSet });
  return { watch, plans, charts, incidents, work, proofs: createProofReads(read) };
}
