import type { Db } from '../../platform/database/database.ts';
import { alertOf, measureRule } from '../../rules/engine/engine.ts';
import { ownTrafficAt } from '../../rules/engine/own-traffic.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import {
  type Memory,
  plansInMemory,
  stateOf,
  switchesIn,
  unresolvedIncidents,
} from '../../thread/evaluator/memory.ts';
import { switchOf } from '../../thread/world.ts';
import { allCoarseCells, anyCell } from '../charts/cells-store.ts';
import { createSparks } from '../charts/sparks.ts';
import type { WatchSource } from './watch.ts';

/** How every agent stands now. */
export type WatchReads = ReturnType<typeof createWatchReads>;

type PlaceOfAgents = {
  readonly db: Db;
  readonly now: () => number;
  readonly read: () => Promise<Memory>;
  readonly ruleSet: () => RuleSet;
};

/** Reads from the evaluator's memory, and the last hour from the database. */
export function createWatchReads({ db, now, read, ruleSet }: PlaceOfAgents) {
  const sparks = createSparks(now, (span) => allCoarseCells(db, span));
  let everMeasured = false;
  return {
    watch: async (): Promise<WatchSource> => {
      const memory = await read();
      await sparks.refresh(memory.engine.live);
      const at = now();
      return {
        now: at,
        set: ruleSet(),
        switches: switchesIn(memory),
        alert: (agent, rule) => alertOf(memory.engine, agent, rule),
        measure: (agent, rule) => measureRule(memory.engine, agent, rule, at),
        trafficAt: (agent) => ownTrafficAt(memory.engine, agent),
        spark: sparks.of,
        incidents: unresolvedIncidents(memory),
        plans: plansInMemory(memory).filter((plan) => plan.state !== 'closed'),
      };
    },
    /** Whether a sample has ever arrived. */
    hasSamples: async () => {
      everMeasured ||= await anyCell(db);
      return everMeasured;
    },
    agentSwitch: async (agent: string) => switchOf(stateOf(await read(), agent), now()),
  };
}
