import { defined } from '../platform/defined.ts';
import { createLease } from '../platform/lease/evaluator.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { mandateOver } from '../switches/latched.ts';
import { createFences } from './fences.ts';
import type { Ground } from './ground.ts';
import { createReach } from './reach/reach.ts';
import { createStandby } from './standby.ts';
import { createSwitchCache } from './switch-cache.ts';

/** The questions that a replica has to the thread, which stands on it. */
export type ReplicaPorts = {
  /** Whether the thread can evaluate now. */
  readonly serves: () => boolean;
  /** The set in force. */
  readonly ruleSet: () => RuleSet;
};

/**
 * One process among those that share a database: which of them evaluates, what it may write as such, and what
 * all of them know alike, switches and who reads them.
 */
export function createReplica(
  { ports, opened: { database, holder }, address }: Ground,
  { serves, ruleSet }: ReplicaPorts,
) {
  const { clock, logger } = ports;
  const lease = createLease({
    ...{ database, logger, holder: holder.id, ...defined({ timing: ports.leaseTiming }) },
    ...{ address: () => address.url, serves },
  });
  const isEvaluator = lease.isHolder;
  const standby = createStandby(database, isEvaluator, ports.standbyTiming);
  const switches = createSwitchCache({ database, logger, isEvaluator });
  const reach = createReach({
    ...{ database, clock, logger, shareEveryMs: ports.shareReachMs },
    leaseMs: (agent) => mandateOver(ruleSet(), agent, switches.get(agent))?.leaseMs,
    isAlone: () => database.engine === 'pglite' || (isEvaluator() && !standby.isStoodBy()),
  });
  return {
    ...{ lease, isEvaluator, standby, switches, reach, fences: createFences(database, lease) },
    /** Whether an agent could be stopped now, by this process or, where it stands by, by the evaluator. */
    canStop: (): boolean => switches.isKnown() && lease.isProven(),
  };
}
