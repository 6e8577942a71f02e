import type { StoreCells } from '../metrics/store-cells.ts';
import { chosenAgents } from '../switches/fleet.ts';
import { mandateOver } from '../switches/latched.ts';
import { isOutOfReach } from '../switches/reach.ts';
import { createSwitchHub } from '../switches/stream.ts';
import type { ThreadPorts } from '../thread/ports.ts';
import { createThread, type Thread } from '../thread/thread.ts';
import type { Ground } from './ground.ts';
import { createKeptStops } from './kept-stops.ts';
import { registerObservers } from './observers.ts';
import { createAgentReads } from './reads.ts';
import { createReplica } from './replica.ts';
import { createSignal } from './signal.ts';
import { createStopAlarm } from './stop-alarm.ts';

/**
 * The process among others, the thread, the stops that hold without the database, and the reads over all of
 * them.
 */
export function createCore(ground: Ground, storeCells: StoreCells) {
  const { database, book } = ground.opened;
  const { clock, logger } = ground.ports;
  const [changed, noticed] = [createSignal<void>(), createSignal<void>()];
  const replica = createReplica(ground, {
    serves: () => thread.isServing(),
    ruleSet: () => thread.ruleSet(),
  });
  const { lease, isEvaluator, canStop, switches, reach } = replica;
  const reachOf: ThreadPorts['reachOf'] = (agent) => ({
    heardAt: reach.lastAt(agent),
    startedAt: reach.listeningSince(),
    isKnown: reach.isShared(),
  });
  const outside = { storeCells, reachOf, onNotices: noticed.emit, onChange: changed.emit };
  const thread: Thread = createThread(threadPorts(ground, replica, outside), book.set());
  const canAct = (): boolean => isEvaluator() && thread.memory() !== undefined;
  const kept = createKeptStops({
    ...{ database, logger, now: clock.now, log: ground.opened.stopLog, canAct },
    ...{ toSwitch: thread.toSwitch, toFleet: thread.toFleet, resumeFleet: thread.resumeFleet },
    chosen: (choice) => chosenAgents(thread.ruleSet(), choice),
    isAgent: (agent) => mandateOver(thread.ruleSet(), agent, switches.get(agent)) !== undefined,
    isSwitchless: (agent) => thread.ruleSet().agents.get(agent)?.switch === 'none',
    written: (agent) => (switches.isKnown() ? switches.get(agent) : undefined),
    patienceMs: ground.ports.stopPatienceMs,
    onKept: (agent) => tell(agent),
  });
  const { toSwitch, toFleet, resumeFleet } = kept;
  const reads = createAgentReads({ clock, database, thread, switches, lease, kept, reach });
  const hub = createSwitchHub();
  const tell = (agent: string): void => {
    const told = reads.switchOf(agent);
    if (told.ok) hub.publish(told.value);
    changed.emit();
  };
  switches.changed(({ agent }) => tell(agent));
  return {
    ...{ ...replica, thread, reads, hub, kept, canAct, reachOf },
    /** The thread as people and programs command it: a stop that cannot be written is kept. */
    commands: { ...thread, toSwitch, toFleet, resumeFleet },
    watchStops: () =>
      createStopAlarm({ canStop, proofAgeMs: lease.proofAgeMs, logger, onChange: changed.emit }),
    latched: reads.latched,
    /** Calls its listener after every change that pages may show. */
    changed: changed.listen,
    /** Calls its listener when notices were enqueued. */
    noticed: noticed.listen,
  };
}

/** The core of a running service, as `createCore` puts it together. */
export type Core = ReturnType<typeof createCore>;

/** The world of the thread: what was opened, this replica, and what is asked and told outside. */
function threadPorts(
  { settings, ports, opened: { database, book, cellLog }, registry }: Ground,
  { fences, isEvaluator, standby, switches, reach }: ReturnType<typeof createReplica>,
  outside: Pick<ThreadPorts, 'storeCells' | 'reachOf' | 'onNotices' | 'onChange'>,
): ThreadPorts {
  const { detected, clockStepped } = registerObservers(registry);
  return {
    ...{ database, clock: ports.clock, logger: ports.logger, ...fences, cellLog, isEvaluator, ...outside },
    // A slow tick is no absence.
    unwatchedAfterMs: ports.unwatchedAfterMs ?? Math.max(5_000, 3 * settings.tickMs),
    isStoodBy: standby.isStoodBy,
    isUnread: (agent) => isOutOfReach(reach.standing(agent)),
    drillWithinMs: ports.drillWithinMs,
    onSwitch: switches.put,
    ...{ onDetected: detected, onClockStep: clockStepped, authorOf: book.authorOf },
  };
}
