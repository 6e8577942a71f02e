import type { Plan } from '../../plans/plan.ts';
import type { Turns } from '../../platform/turns.ts';
import { evaluateAll } from '../../rules/engine/engine.ts';
import { ownTrafficAt } from '../../rules/engine/own-traffic.ts';
import { needsEscalation } from '../../switches/acknowledgement.ts';
import { disobeyedAt } from '../../switches/standing.ts';
import { mayRun } from '../../switches/switch.ts';
import { createBacklog } from '../cells/backlog.ts';
import { type Cells, createCells } from '../cells/cells.ts';
import type { Ingest } from '../cells/ingest.ts';
import type { CellKeeping } from '../cells/keeping.ts';
import type { Change } from '../change.ts';
import { decide } from '../decide/decide.ts';
import type { Asked } from '../engine.ts';
import type { SuspensionNotObeyed, ThreadEvent } from '../events.ts';
import type { ThreadPorts } from '../ports.ts';
import { type Sequences, sequencesAfter } from '../world.ts';
import { createAlarms } from './alarms.ts';
import { type CatchUp, createCatchUp } from './catch-up.ts';
import { assessPlans } from './criteria.ts';
import { createEvidenceGathering, type EvidenceGathering } from './evidence.ts';
import { createFollowUps } from './follow-ups.ts';
import { type Memory, stateOf, worldOf } from './memory.ts';
import { createPendingAlerts, type PendingAlerts } from './pending.ts';
import { standingEpisodes, triggersFoundOver } from './reconcile.ts';
import type { Retry } from './retries.ts';
import { createTrips, type Trips } from './trips.ts';
import { createWriter, type Writer } from './writer.ts';

/** The parts that outlive a memory: they belong to the evaluator. */
export type Lasting = {
  readonly ports: ThreadPorts;
  readonly queue: Turns;
  /** Readings for evidence, one after the other, beside the commands. */
  readonly reading: Turns;
  readonly retries: Map<string, Retry>;
  readonly counting: Map<string, Promise<void>>;
};

/**
 * One memory at work, from the moment it is read to the failed write or lost lease that ends it. Its parts
 * are made in the order in which they depend on each other.
 */
export type Term = {
  readonly memory: Memory;
  readonly writer: Writer;
  readonly cells: Cells;
  readonly ingest: Ingest;
  readonly evidence: EvidenceGathering;
  readonly pending: PendingAlerts;
  /** Decides events in the turn that the caller has, and writes what comes of them together. */
  readonly decided: (events: readonly ThreadEvent[]) => Promise<readonly Change[]>;
  /** Evaluates all rules, and starts what comes of it. */
  readonly evaluate: () => void;
  /** Starts trips that stand without being known, and those whose time to be tried again has come. */
  readonly reconcile: () => void;
  readonly retryTrips: Trips['startDue'];
  /** Brings the criteria of these plans up to now, in the turn that the caller has. */
  readonly follow: (plans: Iterable<Plan>) => Promise<void>;
  /** Brings up those that nobody has looked at for a while, beside everything else. */
  readonly catchUp: CatchUp;
  /** Tells people of suspensions that are not acknowledged in time, in the turn that the caller has. */
  readonly escalate: () => Promise<void>;
  /** Resolves when nothing that a trip has started is under way. */
  readonly idle: () => Promise<void>;
};

/**
 * A term over a memory. `health` hears of its writes; `isCurrent` says whether it has not ended yet;
 * `attends` looks at the clocks and says whether anything may be measured now.
 */
export function createTerm(
  { ports, queue, reading, retries, counting }: Lasting,
  memory: Memory,
  { health, isCurrent, attends }: Pick<CellKeeping, 'health' | 'isCurrent'> & Pick<Ingest, 'attends'>,
): Term {
  const backlog = createBacklog();
  /** The epochs that agents were found not to obey. */
  const told = new Map<string, number | undefined>();
  const pending = createPendingAlerts();
  // People are told when every agent that must stop has stopped.
  const onNotices = () => void trips.calm().then(ports.onNotices);
  const writer = createWriter({ ...ports, onNotices }, memory, health);
  const keeping: CellKeeping = { ports, memory, backlog, isPending: pending.has, health, isCurrent };
  const cells = createCells(keeping);
  const { decided, decideLater } = createDeciding({ ports, queue, memory, writer, isCurrent });
  const evidence = createEvidenceGathering({
    ...{ ports, memory, cells, reading, isCurrent },
    decided: (events) => queue.add(() => decided(events)),
  });
  const followUps = createFollowUps({
    ...{ ports, memory, queue, cells, evidence, isCurrent },
    calm: () => trips.calm(),
  });
  const trips: Trips = createTrips({
    ...{ ports, memory, queue, writer, pending, retries, isCurrent },
    onTripped: followUps.start,
  });
  const alarms = createAlarms({
    ...{ memory, trips, pending, backlog, retries },
    end: (event) => decideLater(event, 'ending an alert'),
  });
  const catchUp = createCatchUp({ ports, memory, queue, cells, isCurrent, decided });
  return {
    ...{ memory, writer, cells, evidence, pending, decided, catchUp },
    ingest: { ...keeping, cells, alarms, counting, attends },
    evaluate: () => void alarms.handle(evaluateAll(memory.engine, ports.clock.now())),
    reconcile: () => {
      for (const event of triggersFoundOver(memory)) void decideLater(event, 'ending');
      for (const event of standingEpisodes(memory, ports.clock.now())) void trips.start(event);
    },
    retryTrips: trips.startDue,
    follow: async (plans) => {
      await decided(assessPlans(memory, plans, ports.clock.now()));
    },
    escalate: async () => {
      const goingOn = disobedient(memory, told);
      await decided([...missedAcknowledgements(memory, ports.clock.now()), ...goingOn]);
      for (const { agent } of goingOn) told.set(agent, stateOf(memory, agent).killSwitch?.epoch);
    },
    idle: async () => {
      await trips.calm();
      await followUps.idle();
      await catchUp.idle();
      await cells.idle();
    },
  };
}

type Deciding = {
  readonly decided: Term['decided'];
  /** In a turn of its own. A write that failed has ended the memory: it is decided again on the next one. */
  readonly decideLater: (event: ThreadEvent, doing: string) => Promise<void>;
};

function createDeciding(
  sources: Pick<Lasting, 'ports' | 'queue'> & {
    readonly memory: Memory;
    readonly writer: Writer;
    readonly isCurrent: () => boolean;
  },
): Deciding {
  const { ports, queue, memory, writer, isCurrent } = sources;
  const decided = async (events: readonly ThreadEvent[]): Promise<readonly Change[]> => {
    if (!isCurrent() || events.length === 0) return [];
    return writer.write((sequences, now) => decideEach(memory, events, sequences, now));
  };
  return {
    decided,
    decideLater: async (event, doing) => {
      try {
        await queue.add(() => decided([event]));
      } catch (error) {
        const failed = `${doing} failed; everything is read again and decided again`;
        ports.logger.error({ err: error }, failed);
      }
    },
  };
}

function missedAcknowledgements({ agents, engine: { set } }: Memory, now: number): ThreadEvent[] {
  return [...agents.values()].flatMap(({ agent, killSwitch }) => {
    const withinMs = set.agents.get(agent)?.ackWithinMs;
    const isLate =
      killSwitch !== undefined && withinMs !== undefined && needsEscalation(killSwitch, withinMs, now);
    return isLate ? [{ kind: 'acknowledgementMissed', agent }] : [];
  });
}

/** Agents that go on although they say that they obey, unless people were told. */
function disobedient(
  { agents, engine }: Memory,
  told: ReadonlyMap<string, number | undefined>,
): SuspensionNotObeyed[] {
  return [...agents.values()].flatMap(({ agent, killSwitch }) => {
    if (killSwitch === undefined || mayRun(killSwitch) || told.get(agent) === killSwitch.epoch) return [];
    const at = disobeyedAt(killSwitch, ownTrafficAt(engine, agent));
    return at === undefined ? [] : [{ kind: 'suspensionNotObeyed', agent, at }];
  });
}

function decideEach(memory: Memory, events: readonly ThreadEvent[], first: Sequences, now: number): Change[] {
  let sequences = first;
  return events.flatMap((event) => {
    const decision = decide(worldOf(memory, event.agent, sequences, now, aboutOf(event)), event, now);
    if (!decision.ok) return [];
    sequences = sequencesAfter(sequences, decision.value);
    return [decision.value];
  });
}

/** The rule that an event is about. */
function aboutOf(event: ThreadEvent): Asked {
  return 'rule' in event ? { rule: event.rule } : {};
}
