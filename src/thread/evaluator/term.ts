import { createTurns, type Turns } from '../../platform/turns.ts';
import { evaluateAll } from '../../rules/engine/engine.ts';
import { ownTrafficAt } from '../../rules/engine/own-traffic.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { needsEscalation } from '../../switches/acknowledgement.ts';
import { disobeyedAt, isAcknowledged, unacknowledgedMs } from '../../switches/standing.ts';
import { type KillSwitch, mayRun, modeOf } from '../../switches/switch.ts';
import { createBacklog } from '../cells/backlog.ts';
import { type Cells, createCells } from '../cells/cells.ts';
import type { Ingest } from '../cells/ingest.ts';
import type { CellKeeping } from '../cells/keeping.ts';
import type { SuspensionNotObeyed, ThreadEvent } from '../events.ts';
import type { ThreadPorts } from '../ports.ts';
import { createReminding, type Reminding } from '../reminding/reminding.ts';
import { createAlarms } from './alarms.ts';
import { type CatchUp, createCatchUp } from './catch-up.ts';
import { createEvidenceGathering, type EvidenceGathering } from './evidence.ts';
import { createFollowUps } from './follow-ups.ts';
import { createFollowing, type Following } from './following.ts';
import { type Memory, stateOf } from './memory.ts';
import { createPendingAlerts, type PendingAlerts } from './pending.ts';
import { standingEpisodes, triggersFoundOver } from './reconcile.ts';
import { createStepWatch } from './steps.ts';
import { surfacing } from './surfacing.ts';
import { createTrips, type Trips } from './trips.ts';
import { createDeciding, type Deciding } from './writing/deciding.ts';
import type { Retry } from './writing/retries.ts';
import { createWriter, type Writer } from './writing/writer.ts';

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
  readonly decided: Deciding['decided'];
  /** Evaluates all rules, and starts what comes of it. */
  readonly evaluate: () => void;
  /** Starts trips that stand without being known, and ends what is over without being known. */
  readonly reconcile: () => void;
  /** Starts trips of firings that a silence held back and no longer does. */
  readonly surface: () => void;
  /** Starts what could not be written and whose time to be tried again has come. */
  readonly retry: () => void;
  readonly following: Following;
  /** Brings up those that nobody has looked at for a while, beside everything else. */
  readonly catchUp: CatchUp;
  /** Tells people of suspensions that are not acknowledged in time, in the turn that the caller has. */
  readonly escalate: () => Promise<void>;
  /** Watches agents on their way back in steps, in the turn that the caller has. */
  readonly watchSteps: () => Promise<void>;
  /** Reminds people of what is due, and tells them of what lasts too long. */
  readonly remind: Reminding['look'];
  /** One tick after the other: what two find at once, both would tell. */
  readonly ticks: Turns;
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
  const pending = createPendingAlerts();
  // People are told when every agent that must stop has stopped.
  const onNotices = () => void trips.calm().then(ports.onNotices);
  const writer = createWriter({ ...ports, onNotices }, memory, health);
  const keeping: CellKeeping = { ports, memory, backlog, isPending: pending.has, health, isCurrent };
  const cells = createCells(keeping);
  const deciding = createDeciding({ ports, queue, memory, writer, isCurrent });
  const { decided, decideLater, wasRefused } = deciding;
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
  const following = createFollowing({ ports, memory, queue, isCurrent, decided });
  const { asFollowed } = following;
  const catchUp = createCatchUp({
    ...{ ports, memory, queue, cells, isCurrent, decided, wasRefused, asFollowed },
  });
  return {
    ...{ memory, writer, cells, evidence, pending, decided, following, catchUp },
    ingest: { ...keeping, cells, alarms, counting, attends },
    evaluate: () => void alarms.handle(evaluateAll(memory.engine, ports.clock.now())),
    ...looks(ports, memory, { trips, pending, deciding }),
    escalate: createEscalation(ports, memory, deciding),
    watchSteps: createStepWatch(ports, memory, deciding),
    remind: createReminding({ ports, memory, queue, decided, isCurrent }).look,
    ticks: createTurns(),
    idle: async () => {
      await trips.calm();
      await followUps.idle();
      await evidence.idle();
      await catchUp.idle();
      await cells.idle();
    },
  };
}

/** The looks at the memory that start trips and ends by themselves. */
function looks(
  { clock }: ThreadPorts,
  memory: Memory,
  {
    trips,
    pending,
    deciding,
  }: Pick<Term, 'pending'> & { readonly trips: Trips; readonly deciding: Deciding },
): Pick<Term, 'reconcile' | 'surface' | 'retry'> {
  const { decideLater, retryEnds } = deciding;
  return {
    reconcile: () => {
      for (const event of triggersFoundOver(memory)) void decideLater(event, 'ending');
      for (const event of standingEpisodes(memory, clock.now())) void trips.start(event);
    },
    surface: () => {
      const { trips: freed, over } = surfacing(memory, clock.now(), pending.has);
      for (const event of freed) void trips.start(event);
      for (const event of over)
        void pending.during([event], () => decideLater(event, 'ending a firing that was silenced'));
    },
    retry: () => {
      trips.startDue();
      retryEnds();
    },
  };
}

function createEscalation(
  { clock }: ThreadPorts,
  memory: Memory,
  { decided, wasRefused }: Pick<Deciding, 'decided' | 'wasRefused'>,
): Term['escalate'] {
  /** The epochs that agents were found not to obey. */
  const told = new Map<string, number | undefined>();
  let watched = watchedSwitches(memory, clock.now());
  return async () => {
    const now = clock.now();
    if (watched.version !== memory.version || watched.set !== memory.engine.set || now >= watched.until)
      watched = watchedSwitches(memory, now);
    const goingOn = disobedient(memory, watched.obeying, told);
    await decided([...watched.unheard, ...goingOn]);
    for (const event of goingOn)
      if (!wasRefused(event)) told.set(event.agent, stateOf(memory, event.agent).killSwitch?.epoch);
  };
}

/** Agents held back that have yet to acknowledge or to obey, as of a version of the memory. */
type WatchedSwitches = {
  readonly version: number;
  readonly set: RuleSet;
  /** Until when time alone brings nothing about. */
  readonly until: number;
  /** Events of agents whose time to acknowledge is over. */
  readonly unheard: readonly ThreadEvent[];
  /** Switches of agents that say they obey: whether they do is seen from their traffic. */
  readonly obeying: readonly KillSwitch[];
};

function watchedSwitches({ agents, engine: { set }, version }: Memory, now: number): WatchedSwitches {
  const unheard: ThreadEvent[] = [];
  const obeying: KillSwitch[] = [];
  let until = Number.POSITIVE_INFINITY;
  for (const { agent, killSwitch } of agents.values()) {
    if (killSwitch === undefined || modeOf(killSwitch) === 'normal') continue;
    if (isAcknowledged(killSwitch) && !mayRun(killSwitch)) obeying.push(killSwitch);
    const withinMs = set.agents.get(agent)?.ackWithinMs;
    if (withinMs === undefined || killSwitch.escalatedEpoch === killSwitch.epoch) continue;
    if (needsEscalation(killSwitch, withinMs, now)) unheard.push({ kind: 'acknowledgementMissed', agent });
    else if (!isAcknowledged(killSwitch))
      until = Math.min(until, now + withinMs - unacknowledgedMs(killSwitch, now));
  }
  return { version, set, until, unheard, obeying };
}

/** Agents that go on although they say that they obey, unless people were told. */
function disobedient(
  { engine }: Memory,
  obeying: readonly KillSwitch[],
  told: ReadonlyMap<string, number | undefined>,
): SuspensionNotObeyed[] {
  return obeying.flatMap((killSwitch) => {
    const { agent, epoch } = killSwitch;
    if (told.get(agent) === epoch) return [];
    const at = disobeyedAt(killSwitch, ownTrafficAt(engine, agent));
    return at === undefined ? [] : [{ kind: 'suspensionNotObeyed', agent, at }];
  });
}
