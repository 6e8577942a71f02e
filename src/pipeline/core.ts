import type { Logger } from 'pino';
import type { Incident } from '../incidents/incident.ts';
import type { NewEntry, RegisterHead } from '../incidents/register.ts';
import { appendAfter, lockRegister } from '../incidents/register-store.ts';
import type { CellLog } from '../metrics/log/cell-log.ts';
import type { NewNotice } from '../notices/notice.ts';
import { enqueueNotices } from '../notices/outbox.ts';
import type { Plan } from '../plans/plan.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Db, Transaction } from '../platform/database.ts';
import type { Refusal, Result } from '../platform/refusal.ts';
import { refused } from '../platform/refusal.ts';
import { setSuspended } from '../rules/engine.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { type KillSwitch, mayRun, untouchedSwitch } from '../switches/switch.ts';
import type { Committer } from './committer.ts';
import type { HeldBack } from './held-back.ts';
import type { Memory } from './memory.ts';
import type { CommandQueue } from './queue.ts';
import { createWaiting, type Waiting } from './taking.ts';

/** What the thread needs from outside: everything else in it follows from these. */
export type PipelinePorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** SHA-256 in hex, for the register's digests of what people wrote. */
  readonly digest: (text: string) => string;
  /** A transaction that changes nothing once another process evaluates. Throws `FencedError` then. */
  readonly fenced: Transaction;
  /** Waits until nothing that was let in as `fenced` can commit any more. Throws `FencedError` as that does. */
  readonly settle: () => Promise<void>;
  /** Where samples are durable before the database has them; absent where there is no folder for it. */
  readonly cellLog?: CellLog | undefined;
  /** Whether this process evaluates, by a clock that is never set back. */
  readonly isEvaluator: () => boolean;
  /** A switch as it durably stands: changed just now, or read again. Streams are told what they do not know. */
  readonly onSwitch: (state: KillSwitch) => void;
  /** Notices were enqueued, durably. */
  readonly onNotices: () => void;
  /** Something that pages show has changed, durably. */
  readonly onChange: (change: Change) => void;
  /** Seconds from the receipt of the breaching sample to the committed trip. */
  readonly onDetected: (seconds: number) => void;
};

/** What a write has changed: put into memory after the commit, never before. */
export type Change = {
  readonly switches?: readonly KillSwitch[];
  readonly incidents?: readonly Incident[];
  readonly plans?: readonly Plan[];
  readonly entries?: readonly NewEntry[];
  readonly notices?: readonly NewNotice[];
  /** Begins the statements that nothing decides on: they go to the database in one go, with the entries and notices. */
  readonly writes?: () => readonly Promise<unknown>[];
};

/** The evaluator's insides, shared by the files of this folder. */
export type Core = {
  readonly ports: PipelinePorts;
  readonly queue: CommandQueue;
  /** Brings what changed to the database. */
  readonly committer: Committer;
  /** Brings changed cells to the log. */
  readonly logCommitter: Committer;
  /** The rule set in force. */
  set: RuleSet;
  /** Absent while this process stands by, starts, or recovers from a failed write. */
  memory: Memory | undefined;
  /** Alerts whose trip is being written: their stored state changes with the trip, not before. */
  readonly unsettled: Set<string>;
  /** What waits for the next group commit. */
  readonly waiting: Waiting;
  /** What follows a trip without being waited for. */
  readonly followUps: Set<Promise<void>>;
  /** Trips whose write has failed before. */
  readonly heldBack: Map<string, HeldBack>;
  /** Failed writes in a row. */
  failures: number;
  /** Reads everything again after a failed write. */
  recover: (error: unknown) => void;
  /** Reads everything again because the memory is of the wrong shape. */
  reload: () => void;
};

/** Why a command cannot be carried out while there is no memory to decide on. */
export const notReady: Refusal = {
  kind: 'unavailable',
  code: 'not_ready',
  detail:
    'This process is not evaluating now: it starts, recovers or stands by. Nothing was changed; try again.',
};

/**
 * Writes in one fenced transaction what `work` decides, with its register entries and notices, and puts it into memory
 * after the commit. Any failure throws memory away, because it may be ahead of the database or behind it. `opening` reads
 * what `work` needs, together with the begin of the transaction.
 */
export async function write<T extends Change, O = undefined>(
  core: Core,
  work: (tx: Db, now: number, opened: O) => Promise<T>,
  opening?: (tx: Db) => Promise<O>,
): Promise<T> {
  const now = core.ports.clock.now();
  let change: T;
  try {
    change = await core.ports.fenced(
      async (tx, [head, opened]: [RegisterHead, O | undefined]) => {
        const decided = await work(tx, now, opened as O);
        await Promise.all([
          ...(decided.writes?.() ?? []),
          appendAfter(tx, head, decided.entries ?? [], now),
          enqueueNotices(tx, decided.notices ?? [], now),
        ]);
        return decided;
      },
      (tx) => Promise.all([lockRegister(tx), opening?.(tx)]),
    );
  } catch (error) {
    core.recover(error);
    throw error;
  }
  core.failures = 0;
  remember(core, change);
  return change;
}

/** Throws the memory away, and what waits for the next group commit with it. */
export function forget(core: Core): void {
  core.memory = undefined;
  core.unsettled.clear();
  for (const held of core.heldBack.values()) held.episode = undefined;
  const { counting } = core.waiting;
  Object.assign(core.waiting, createWaiting(), { counting });
}

function remember(core: Core, change: Change): void {
  const { memory, ports } = core;
  for (const state of change.switches ?? []) {
    if (memory !== undefined) rememberSwitch(memory, state);
    ports.onSwitch(state);
  }
  for (const incident of change.incidents ?? []) {
    const unresolved = incident.state === 'open' || incident.state === 'acknowledged';
    if (unresolved) memory?.incidents.set(incident.agent, incident);
    else if (memory?.incidents.get(incident.agent)?.number === incident.number)
      memory.incidents.delete(incident.agent);
  }
  for (const plan of change.plans ?? []) memory?.plans.set(plan.number, plan);
  if (change.notices?.length) ports.onNotices();
  ports.onChange(change);
}

function rememberSwitch(memory: Memory, state: KillSwitch): void {
  const { agent, since } = state;
  const runs = mayRun(state);
  memory.switches.set(agent, state);
  setSuspended(memory.engine, agent, !runs);
  const spans = memory.downtime.get(agent) ?? [];
  const last = spans.at(-1);
  const isDown = last !== undefined && last.until === undefined;
  if (isDown === !runs) return;
  if (isDown) spans[spans.length - 1] = { from: last.from, until: since };
  else spans.push({ from: since });
  memory.downtime.set(agent, spans);
}

/** Runs a command in its turn on the memory there is then; refused while there is none. */
export function inTurn<T>(core: Core, work: (memory: Memory) => Promise<Result<T>>): Promise<Result<T>> {
  return core.queue.add(() =>
    core.memory === undefined ? Promise.resolve(refused(notReady)) : work(core.memory),
  );
}

/** An agent's switch, whether or not anything has ever happened to it. */
export function switchOf(memory: Memory, agent: string, now: number): KillSwitch {
  return memory.switches.get(agent) ?? untouchedSwitch(agent, now);
}
