import { containmentOf } from '../../incidents/containment.ts';
import { containableIncidents } from '../../incidents/span-store.ts';
import type { Db } from '../../platform/database/database.ts';
import { noAgent } from '../../rules/ruleset.ts';
import type { SuspendedTime } from '../../switches/downtime.ts';
import { suspendedTimes } from '../../switches/downtime-store.ts';
import { outcomeEntriesAfter } from './outcome-store.ts';
import { countOutcome, newLedger, noOutcomes, type OutcomeCounts, takeOutcome } from './outcomes.ts';

/** Incidents that were contained, and how long that took in all. */
export type ContainedCounts = { readonly contained: number; readonly containedMs: number };

/** The outcomes of the incidents and plans of each agent, since ever. */
export type Kpis = {
  readonly outcomes: ReadonlyMap<string, OutcomeCounts>;
  readonly contained: ReadonlyMap<string, ContainedCounts>;
  readonly suspended: readonly SuspendedTime[];
};

/**
 * Counts what came of incidents and plans. What was counted once stays: each look reads what is new in the
 * register, and incidents that were not contained yet. One look at a time.
 */
export function createKpiReader(db: Db): (now: number) => Promise<Kpis> {
  const contained = createContainedReader(db);
  const outcomes = createOutcomeReader(db);
  const look = async (now: number): Promise<Kpis> => ({
    contained: await contained(),
    outcomes: await outcomes(),
    suspended: await suspendedTimes(db, { from: 0, until: now }),
  });
  let last: Promise<unknown> = Promise.resolve();
  return (now) => {
    const mine = last.then(
      () => look(now),
      () => look(now),
    );
    last = mine;
    return mine;
  };
}

function createOutcomeReader(db: Db): () => Promise<Kpis['outcomes']> {
  const counts = new Map<string, OutcomeCounts>();
  const ledger = newLedger();
  let read = 0;
  return async () => {
    for (const entry of await outcomeEntriesAfter(db, read)) {
      const { agent = noAgent, seq } = entry;
      const outcome = takeOutcome(ledger, entry);
      const before = counts.get(agent) ?? noOutcomes;
      counts.set(agent, outcome === undefined ? before : countOutcome(before, outcome));
      read = seq;
    }
    return counts;
  };
}

function createContainedReader(db: Db): () => Promise<Kpis['contained']> {
  const counts = new Map<string, ContainedCounts>();
  const waiting = new Set<number>();
  let last = 0;
  return async () => {
    for (const row of await containableIncidents(db, { after: last, among: [...waiting] })) {
      const containment = containmentOf(row);
      const of = row.agent ?? noAgent;
      const before = counts.get(of) ?? { contained: 0, containedMs: 0 };
      counts.set(of, before);
      last = Math.max(last, row.number);
      if (containment === undefined) {
        waiting.add(row.number);
        continue;
      }
      waiting.delete(row.number);
      counts.set(of, {
        contained: before.contained + 1,
        containedMs: before.containedMs + containment.containedAt - containment.beganAt,
      });
    }
    return counts;
  };
}
