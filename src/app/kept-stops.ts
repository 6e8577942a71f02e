import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { mayCommand } from '../access/commands.ts';
import type { Caller } from '../access/roles.ts';
import type { Database } from '../platform/database/database.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import { withinMs } from '../platform/within.ts';
import type { FleetChoice, ResumeFleet, SuspendFleet, SwitchCommand } from '../switches/commands.ts';
import type { FleetOutcome } from '../switches/fleet.ts';
import { type KeptStop, readKeptStop, reasonOf, withKeptStop, writeKeptStop } from '../switches/kept-stop.ts';
import { type KillSwitch, untouchedSwitch } from '../switches/switch.ts';
import { cannotSuspend } from '../switches/switchless.ts';
import type { Dispatch } from '../thread/dispatch.ts';
import type { StopLog } from './stop-log.ts';

/** How long a stop may take until the agent is told without the database, and how often it is tried again. */
const [usualPatienceMs, retryMs] = [1_000, 1_000];
/** So many agents a line of the log names. */
const mostNamed = 20;
/** Where a process that stands by tells the evaluator of its stops: it has no lease to write with. */
const channel = 'filrouge_kept_stop';

/** Stops that hold although they could not be written. */
export type KeptStops = {
  /**
   * Carries a command out. A stop that cannot be written now is kept, told at once to the agents that this
   * process reaches, and written when it can be; nobody lets such an agent run before that.
   */
  readonly toSwitch: Dispatch['toSwitch'];
  /** The same for many agents at once. */
  readonly toFleet: Dispatch['toFleet'];
  /** Lets run those of whom no stop waits to be written. */
  readonly resumeFleet: Dispatch['resumeFleet'];
  /** The switch with the stop that is kept for it, if one is. */
  readonly over: (state: KillSwitch) => KillSwitch;
  readonly has: (agent: string) => boolean;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The surroundings that kept stops need. */
export type KeptStopPorts = {
  readonly database: Database;
  readonly logger: Pick<Logger, 'error' | 'warn' | 'info'>;
  readonly now: () => number;
  readonly toSwitch: Dispatch['toSwitch'];
  readonly toFleet: Dispatch['toFleet'];
  readonly resumeFleet: Dispatch['resumeFleet'];
  /** The ids that the choice of a fleet comes to. */
  readonly chosen: (choice: FleetChoice) => Result<readonly string[]>;
  /** Nothing where no folder is this process's own: then the memory alone keeps a stop. */
  readonly log: StopLog | undefined;
  /** Whether this process can carry a command out, now. */
  readonly canAct: () => boolean;
  readonly isAgent: (agent: string) => boolean;
  /** Whether people do the work of the agent, so that nobody can stop it. */
  readonly isSwitchless: (agent: string) => boolean;
  /** The switch as the database has it, as far as this process knows; nothing when it does not. */
  readonly written: (agent: string) => KillSwitch | undefined;
  /** How long a stop may take until it is kept. */
  readonly patienceMs?: number | undefined;
  /** The agent is to be told. */
  readonly onKept: (agent: string) => void;
};

/** The insides of one `KeptStops`, for the functions of this file alone. */
type Self = {
  readonly ports: KeptStopPorts;
  readonly stops: Map<string, KeptStop>;
  trying: Promise<void> | undefined;
};

/** None at first; `start` reads those that an earlier process left. */
export function createKeptStops(ports: KeptStopPorts): KeptStops {
  const { database, logger } = ports;
  const self: Self = { ports, stops: new Map(), trying: undefined };
  const { stops } = self;
  let timer: NodeJS.Timeout | undefined;
  let unlisten = async (): Promise<void> => {};
  return {
    over: (state) => over(self, state),
    has: (agent) => stops.has(agent),
    toSwitch: async (command, caller) => {
      if (command.kind === 'suspendAgent') return suspend(self, command, caller);
      if (command.kind !== 'resumeAgent' || !stops.has(command.agent)) return ports.toSwitch(command, caller);
      await tryAgain(self);
      return stops.has(command.agent) ? refused(stopNotWritten) : ports.toSwitch(command, caller);
    },
    toFleet: (command, caller) => suspendFleet(self, command, caller),
    resumeFleet: (command, caller) => resumeFleet(self, command, caller),
    start: async () => {
      const left = await ports.log?.read().catch((error: unknown) => {
        logger.error({ err: error }, 'the stops that were kept on this disk cannot be read');
      });
      if (left?.setAside !== undefined)
        logger.error({ file: left.setAside }, 'not every stop that was kept on this disk could be read');
      for (const stop of left?.stops ?? []) {
        stops.set(stop.agent, stop);
        ports.onKept(stop.agent);
      }
      unlisten = await database.listen(channel, (payload) => {
        const stop = readKeptStop(payload);
        if (stop !== undefined && ports.canAct())
          write(ports, stop).catch((error) => logger.warn({ err: error }, notYetWritten));
      });
      timer = setInterval(() => void tryAgain(self), retryMs).unref();
    },
    stop: async () => {
      clearInterval(timer);
      await self.trying;
      await unlisten();
    },
  };
}

const notYetWritten = 'a kept stop cannot be written yet';

function over({ stops }: Self, state: KillSwitch): KillSwitch {
  const stop = stops.get(state.agent);
  return stop === undefined ? state : withKeptStop(state, stop);
}

function suspend(
  self: Self,
  command: SwitchCommand & { kind: 'suspendAgent' },
  caller: Caller,
): Promise<Result<KillSwitch>> {
  const { ports } = self;
  const { agent } = command;
  return writtenOr(self, command, caller, ports.toSwitch(command, caller), async () => {
    if (!ports.isAgent(agent)) return refused(noSuch('agent', agent));
    if (ports.isSwitchless(agent)) return refused(cannotSuspend(agent));
    const order = orderOf(ports, command, caller);
    const isSaved = keep(self, [agent], order);
    // As the stop has left it: somebody may let the agent run before the disk has the stop.
    const stopped = over(self, ports.written(agent) ?? untouchedSwitch(agent, order.askedAt));
    await isSaved;
    return done(stopped);
  });
}

function suspendFleet(
  self: Self,
  command: SuspendFleet,
  caller: Caller,
): Promise<Result<ReadonlyMap<string, FleetOutcome>>> {
  const { ports } = self;
  return writtenOr(self, command, caller, ports.toFleet(command, caller), async () => {
    const chosen = ports.chosen(command.of);
    if (!chosen.ok) return chosen;
    const outcomes = new Map<string, FleetOutcome>();
    for (const agent of chosen.value) outcomes.set(agent, outcomeOf(ports, agent));
    const kept = chosen.value.filter((agent) => outcomes.get(agent) === 'kept');
    await keep(self, kept, orderOf(ports, command, caller));
    return done(outcomes);
  });
}

function outcomeOf({ written, isAgent, isSwitchless }: KeptStopPorts, agent: string): FleetOutcome {
  if (isSwitchless(agent)) return 'no_switch';
  if (written(agent)?.hold !== undefined) return 'held_already';
  return isAgent(agent) ? 'kept' : 'unknown';
}

async function resumeFleet(
  self: Self,
  command: ResumeFleet,
  caller: Caller,
): ReturnType<Dispatch['resumeFleet']> {
  const { ports, stops } = self;
  const chosen = ports.chosen(command.of);
  if (!chosen.ok || !chosen.value.some((agent) => stops.has(agent)))
    return ports.resumeFleet(command, caller);
  await tryAgain(self);
  const [kept, free] = [true, false].map((is) => chosen.value.filter((agent) => stops.has(agent) === is));
  const of = { kind: 'agents', agents: free ?? [] } as const;
  const result = await ports.resumeFleet({ ...command, of }, caller);
  if (!result.ok) return result;
  return done([...result.value, ...(kept ?? []).map((agent) => ({ agent, outcome: 'kept' as const }))]);
}

/**
 * The answer to a stop, of one agent or of many, that was written or refused for good. Where the database
 * does not take it now, `keeping` answers instead, for a caller who may stop.
 */
async function writtenOr<T>(
  { ports: { logger, patienceMs = usualPatienceMs } }: Self,
  command: SuspendFleet | (SwitchCommand & { kind: 'suspendAgent' }),
  caller: Caller,
  carriedOut: Promise<Result<T>>,
  keeping: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const result = await withinMs(
    patienceMs,
    carriedOut.catch((error: unknown) => {
      logger.warn({ err: error }, 'a stop could not be written');
      return undefined;
    }),
  );
  if (result !== undefined && (result.ok || result.refusal.kind !== 'unavailable')) return result;
  const forbidden = mayCommand(caller, command);
  return forbidden === undefined ? keeping() : refused(forbidden);
}

type StopOrder = Pick<KeptStop, 'reason' | 'by' | 'askedAt'>;

function orderOf({ now }: KeptStopPorts, { reason }: { readonly reason: string }, caller: Caller): StopOrder {
  return { reason, by: caller.actor, askedAt: now() };
}

/** Keeps a stop of each, unless one is kept already. */
async function keep(self: Self, agents: readonly string[], order: StopOrder): Promise<void> {
  const fresh = agents.filter((agent) => !self.stops.has(agent));
  if (fresh.length === 0) return;
  for (const agent of fresh) self.stops.set(agent, { agent, ...order });
  // All are in force before the first one is told: telling takes its time.
  for (const agent of fresh) self.ports.onKept(agent);
  self.ports.logger.error(
    { agents: fresh.slice(0, mostNamed), count: fresh.length },
    'stops are in force and kept here: the database could not take them yet',
  );
  await save(self);
}

async function settle(self: Self, written: readonly KeptStop[]): Promise<void> {
  if (written.length === 0) return;
  for (const { agent } of written) self.stops.delete(agent);
  await save(self);
  const agents = written.slice(0, mostNamed).map(({ agent }) => agent);
  self.ports.logger.info({ agents, count: written.length }, 'stops that were kept here are in the register');
}

async function save({ ports: { log, logger }, stops }: Self): Promise<void> {
  await log
    ?.write([...stops.values()])
    .catch((error) =>
      logger.error({ err: error }, 'a stop could not be kept on this disk: it ends with this process'),
    );
}

/** One try for each, unless that is under way. */
function tryAgain(self: Self): Promise<void> {
  self.trying ??= tryAll(self).finally(() => {
    self.trying = undefined;
  });
  return self.trying;
}

async function tryAll(self: Self): Promise<void> {
  const { ports, stops } = self;
  const isWritten: KeptStop[] = [];
  for (const stop of [...stops.values()])
    await write(ports, stop).then(
      (is) => is && isWritten.push(stop),
      (error: unknown) => ports.logger.warn({ err: error, agent: stop.agent }, notYetWritten),
    );
  await settle(self, isWritten);
}

/** Whether it is written; a process that stands by has the evaluator do it, and sees that by the switch. */
async function write(ports: KeptStopPorts, stop: KeptStop): Promise<boolean> {
  if (ports.written(stop.agent)?.hold !== undefined) return true;
  if (!ports.canAct()) {
    await ports.database.db.execute(sql`SELECT pg_notify(${channel}, ${writeKeptStop(stop)})`);
    return false;
  }
  const order = { kind: 'suspendAgent', agent: stop.agent, reason: reasonOf(stop) } as const;
  return (await ports.toSwitch(order, { actor: stop.by, role: 'operator' })).ok;
}

const stopNotWritten: Refusal = {
  kind: 'unavailable',
  code: 'stop_not_written',
  detail:
    'A stop of this agent is in force that the database has not taken yet. Let it run when that is written.',
};
