import { defined } from '../platform/defined.ts';
import { createLease } from '../platform/lease/evaluator.ts';
import { chosenAgents } from '../switches/fleet.ts';
import { mandateOver } from '../switches/latched.ts';
import { isOutOfReach } from '../switches/reach.ts';
import { createSwitchHub } from '../switches/stream.ts';
import type { ThreadPorts } from '../thread/ports.ts';
import { createThread } from '../thread/thread.ts';
import { createFences } from './fences.ts';
import { createKeptStops } from './kept-stops.ts';
import type { AppPorts, Opened } from './ports.ts';
import { createReach } from './reach/reach.ts';
import { createAgentReads } from './reads.ts';
import { createSignal } from './signal.ts';
import { createStandby } from './standby.ts';
import { createStopAlarm } from './stop-alarm.ts';
import { createSwitchCache } from './switch-cache.ts';
import type { Observers } from './telemetry.ts';

/**
 * Lease, switches, thread and the reads over them. `address` is where this process is found; Observers
 * count what happens.
 */
export function createCore(
  ports: AppPorts & Pick<ThreadPorts, 'unwatchedAfterMs' | 'storeCells'>,
  { database, book, holder, cellLog, stopLog }: Opened,
  address: { readonly url: string },
  { detected, clockStepped }: Observers,
) {
  const { clock, logger, unwatchedAfterMs, storeCells } = ports;
  const [changed, noticed] = [createSignal<void>(), createSignal<void>()];
  const lease = createLease({
    ...{ database, logger, holder: holder.id, ...defined({ timing: ports.leaseTiming }) },
    ...{ address: () => address.url, serves: () => thread.isServing() },
  });
  const isEvaluator = lease.isHolder;
  const standby = createStandby(database, isEvaluator, ports.standbyTiming);
  const switches = createSwitchCache({ database, logger, isEvaluator });
  const fences = createFences(database, lease);
  const reach = createReach({
    ...{ database, clock, logger, shareEveryMs: ports.shareReachMs },
    leaseMs: (agent) => mandateOver(thread.ruleSet(), agent, switches.get(agent))?.leaseMs,
    isAlone: () => database.engine === 'pglite' || (isEvaluator() && !standby.isStoodBy()),
  });
  const reachOf: ThreadPorts['reachOf'] = (agent) => ({
    heardAt: reach.lastAt(agent),
    startedAt: reach.listeningSince(),
    isKnown: reach.isShared(),
  });
  const thread = createThread(
    {
      ...{ database, clock, logger, ...fences, cellLog, isEvaluator, unwatchedAfterMs },
      ...{ storeCells, isStoodBy: standby.isStoodBy, reachOf },
      ...{ isUnread: (agent) => isOutOfReach(reach.standing(agent)), drillWithinMs: ports.drillWithinMs },
      ...{ onSwitch: switches.put, onNotices: noticed.emit, onChange: changed.emit },
      ...{ onDetected: detected, onClockStep: clockStepped, authorOf: book.authorOf },
    },
    book.set(),
  );
  const canAct = (): boolean => isEvaluator() && thread.memory() !== undefined;
  const kept = createKeptStops({
    ...{ database, logger, now: clock.now, toSwitch: thread.toSwitch },
    ...{ toFleet: thread.toFleet, resumeFleet: thread.resumeFleet },
    log: stopLog,
    chosen: (choice) => chosenAgents(thread.ruleSet(), choice),
    canAct,
    isAgent: (agent) => mandateOver(thread.ruleSet(), agent, switches.get(agent)) !== undefined,
    isSwitchless: (agent) => thread.ruleSet().agents.get(agent)?.switch === 'none',
    written: (agent) => (switches.isKnown() ? switches.get(agent) : undefined),
    onKept: (agent) => tell(agent),
  });
  const reads = createAgentReads(clock, database, thread, switches, lease, kept, reach);
  const hub = createSwitchHub();
  const tell = (agent: string): void => {
    const told = reads.switchOf(agent);
    if (told.ok) hub.publish(told.value);
    changed.emit();
  };
  switches.changed(({ agent }) => tell(agent));
  /** Whether an agent could be stopped now, by this process or, where it stands by, by the evaluator. */
  const canStop = (): boolean => switches.isKnown() && lease.isProven();
  const watchStops = () =>
    createStopAlarm({ canStop, proofAgeMs: lease.proofAgeMs, logger, onChange: changed.emit });
  return {
    ...{
      lease,
      isEvaluator,
      canStop,
      watchStops,
      fences,
      switches,
      standby,
      thread,
      reads,
      hub,
      kept,
      reach,
    },
    ...{ canAct, reachOf, latched: reads.latched },
    /** Calls its listener after every change that pages may show. */
    changed: changed.listen,
    /** Calls its listener when notices were enqueued. */
    noticed: noticed.listen,
  };
}

/** The core of a running service, as `createCore` puts it together. */
export type Core = ReturnType<typeof createCore>;
