import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { mayCommand } from '../access/commands.ts';
import type { Caller } from '../access/roles.ts';
import type { Database } from '../platform/database/database.ts';
import { done, type Refusal, refused } from '../platform/refusal.ts';
import type { SwitchCommand } from '../switches/commands.ts';
import { KeptStop, reasonOf, withKeptStop } from '../switches/kept-stop.ts';
import { unknownAgent } from '../switches/latched.ts';
import { type KillSwitch, untouchedSwitch } from '../switches/switch.ts';
import type { Dispatch } from '../thread/dispatch.ts';
import type { StopLog } from './stop-log.ts';

/** How long a stop may take until the agent is told without the database, and how often it is tried again. */
const [patienceMs, retryMs] = [1_000, 1_000];
/** Where a process that stands by tells the evaluator of its stops: it has no lease to write with. */
const channel = 'filrouge_kept_stop';

/** Stops that hold although they could not be written. */
export type KeptStops = {
  /**
   * Carries a command out. A stop that cannot be written now is kept, told at once to the agents that this process
   * reaches, and written when it can be; nobody lets such an agent run before that.
   */
  readonly toSwitch: Dispatch['toSwitch'];
  /** The switch with the stop that is kept for it, if one is. */
  readonly over: (state: KillSwitch) => KillSwitch;
  readonly has: (agent: string) => boolean;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type KeptStopPorts = {
  readonly database: Database;
  readonly logger: Pick<Logger, 'error' | 'warn' | 'info'>;
  readonly now: () => number;
  readonly toSwitch: Dispatch['toSwitch'];
  /** Nothing where no folder is this process's own: then the memory alone keeps a stop. */
  readonly log: StopLog | undefined;
  /** Whether this process can carry a command out, now. */
  readonly canAct: () => boolean;
  readonly isAgent: (agent: string) => boolean;
  /** The switch as the database has it, as far as this process knows; nothing when it does not. */
  readonly written: (agent: string) => KillSwitch | undefined;
  /** The agent is to be told. */
  readonly onKept: (agent: string) => void;
};

/** None at first; `start` reads those that an earlier process left. */
export function createKeptStops(ports: KeptStopPorts): KeptStops {
  const { database, logger, now } = ports;
  const stops = new Map<string, KeptStop>();
  let timer: NodeJS.Timeout | undefined;
  let unlisten = async (): Promise<void> => {};
  let trying: Promise<void> | undefined;

  const save = async (): Promise<void> => {
    await ports.log
      ?.write([...stops.values()])
      .catch((error) =>
        logger.error({ err: error }, 'a stop could not be kept on this disk: it ends with this process'),
      );
  };

  const keep = async (stop: KeptStop): Promise<void> => {
    stops.set(stop.agent, stop);
    ports.onKept(stop.agent);
    const { agent } = stop;
    logger.error({ agent }, 'a stop is in force and kept here: the database could not take it yet');
    await save();
  };

  const settle = async ({ agent }: KeptStop): Promise<void> => {
    stops.delete(agent);
    await save();
    logger.info({ agent }, 'the stop that was kept here is in the register');
  };

  const write = async (stop: KeptStop): Promise<boolean> => {
    if (ports.written(stop.agent)?.hold !== undefined) return true;
    if (!ports.canAct()) {
      await database.db.execute(sql`SELECT pg_notify(${channel}, ${JSON.stringify(stop)})`);
      return false;
    }
    const order = { kind: 'suspendAgent', agent: stop.agent, reason: reasonOf(stop) } as const;
    return (await ports.toSwitch(order, { actor: stop.by, role: 'operator' })).ok;
  };

  const tryAll = async (): Promise<void> => {
    for (const stop of [...stops.values()])
      await write(stop).then(
        (isWritten) => (isWritten ? settle(stop) : undefined),
        (error: unknown) =>
          logger.warn({ err: error, agent: stop.agent }, 'a kept stop cannot be written yet'),
      );
  };
  const tryAgain = (): Promise<void> => {
    trying ??= tryAll().finally(() => {
      trying = undefined;
    });
    return trying;
  };

  const suspend = async (command: SwitchCommand & { kind: 'suspendAgent' }, caller: Caller) => {
    const carriedOut = ports.toSwitch(command, caller).catch((error: unknown) => {
      logger.warn({ err: error, agent: command.agent }, 'a stop could not be written');
      return undefined;
    });
    const result = await withinMs(patienceMs, carriedOut);
    if (result !== undefined && (result.ok || result.refusal.kind !== 'unavailable')) return result;
    const forbidden = mayCommand(caller, command);
    if (forbidden !== undefined) return refused(forbidden);
    const { agent, reason } = command;
    if (!ports.isAgent(agent)) return refused(unknownAgent(agent));
    if (!stops.has(agent)) await keep({ agent, reason, by: caller.actor, askedAt: now() });
    return done(over(ports.written(agent) ?? untouchedSwitch(agent, now())));
  };

  const over = (state: KillSwitch): KillSwitch => {
    const stop = stops.get(state.agent);
    return stop === undefined ? state : withKeptStop(state, stop);
  };

  return {
    over,
    has: (agent) => stops.has(agent),
    toSwitch: async (command, caller) => {
      if (command.kind === 'suspendAgent') return suspend(command, caller);
      if (command.kind !== 'resumeAgent' || !stops.has(command.agent)) return ports.toSwitch(command, caller);
      await tryAgain();
      return stops.has(command.agent) ? refused(stopNotWritten) : ports.toSwitch(command, caller);
    },
    start: async () => {
      for (const stop of (await ports.log?.read()) ?? []) {
        stops.set(stop.agent, stop);
        ports.onKept(stop.agent);
      }
      unlisten = await database.listen(channel, (payload) => {
        const stop = KeptStop.safeParse(JSON.parse(payload));
        if (stop.success && ports.canAct())
          write(stop.data).catch((error) => logger.warn({ err: error }, 'a kept stop cannot be written yet'));
      });
      timer = setInterval(() => void tryAgain(), retryMs).unref();
    },
    stop: async () => {
      clearInterval(timer);
      await trying;
      await unlisten();
    },
  };
}

const stopNotWritten: Refusal = {
  kind: 'unavailable',
  code: 'stop_not_written',
  detail:
    'A stop of this agent is in force that the database has not taken yet. Let it run when that is written.',
};

/** What the promise resolves to, or nothing when that takes longer. */
async function withinMs<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
