import type { SQL } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Incident } from '../incidents/incident.ts';
import type { WriteAheadLog } from '../metrics/storage/wal/write-ahead-log.ts';
import type { NewNotice } from '../notices/notice.ts';
import { addingNotices } from '../notices/outbox.ts';
import type { Plan } from '../plans/plan.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Db, Transaction } from '../platform/database/database.ts';
import { type Parts, together } from '../platform/database/statement.ts';
import type { Refusal, Result } from '../platform/refusal.ts';
import { refused } from '../platform/refusal.ts';
import { chainEntries, type NewEntry, type RegisterHead } from '../register/chain.ts';
import { addingEntries, lockRegister } from '../register/store.ts';
import { setSuspended } from '../rules/engine/engine.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { type KillSwitch, mayRun, untouchedSwitch } from '../switches/switch.ts';
import { createWaiting, type Waiting } from './cells/taking.ts';
import type { Committer } from './committer.ts';
import { type Ends, endsAfter } from './ends-store.ts';
import type { HeldBack } from './held-back.ts';
import type { Memory } from './memory.ts';
import type { CommandQueue } from './queue.ts';

/** What the thread needs from outside: everything else in it follows from these. */
export type PipelinePorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** SHA-256 in hex, for the register's digests of what people wrote. */
  readonly digest: (text: string) => string;
  /** A transaction that changes nothing once another process evaluates. Throws `FencedError` then. */
  readonly fenced: Transaction;
  /** The same for what is one statement: its parts, all of them or none; `locks` are taken before anything is written. */
  readonly fencedAtOnce: (parts: Parts, locks?: SQL) => Promise<void>;
  /** The same behind a fence that nobody holds: the database gets ready for such a statement, and changes nothing. */
  readonly refused: (parts: Parts, locks?: SQL) => Promise<void>;
  /** Waits until nothing that was let in as `fenced` can commit any more. Throws `FencedError` as that does. */
  readonly settle: () => Promise<void>;
  /** Where samples are durable before the database has them; absent where there is no folder for it. */
  readonly cellLog?: WriteAheadLog | undefined;
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
  /** What is written in one statement with the entries and notices. */
  readonly parts?: Parts;
};

/** The evaluator's insides, shared by the files of this folder. */
export type Core = {
  readonly ports: PipelinePorts;
  readonly queue: CommandQueue;
  /** Readings for evidence, one after the other, beside the commands. */
  readonly reading: CommandQueue;
  /** Brings what changed to the database. */
  readonly committer: Committer;
  /** Brings changed cells to the log. */
  readonly logCommitter: Committer;
  /** The rule set in force. */
  set: RuleSet;
  /** Absent while this process stands by, starts, or recovers from a failed write. */
  memory: Memory | undefined;
  /** Where what is numbered ends, while that is known. */
  ends: Ends | undefined;
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

/** A change as it was written, and where the register ended after it. */
export type Written<T extends Change> = { readonly change: T; readonly register: RegisterHead };

/**
 * Writes in one fenced transaction what `work` decides, with its register entries and notices, and puts it into memory
 * after the commit. Any failure throws memory away, because it may be ahead of the database or behind it.
 */
export function write<T extends Change>(core: Core, work: (tx: Db, now: number) => Promise<T>): Promise<T> {
  const now = core.ports.clock.now();
  return writing(core, () =>
    core.ports.fenced(async (tx, head) => {
      const change = await work(tx, now);
      return { change, register: await writeParts(tx, change, head, now) };
    }, lockRegister),
  );
}

/** Carries out a write and puts it into memory, or throws memory away. */
export async function writing<T extends Change>(core: Core, work: () => Promise<Written<T>>): Promise<T> {
  let written: Written<T>;
  try {
    written = await work();
  } catch (error) {
    core.recover(error);
    throw error;
  }
  const { change, register } = written;
  core.failures = 0;
  if (core.ends !== undefined) core.ends = endsAfter(core.ends, change, register);
  remember(core, change);
  return change;
}

/** Writes in a transaction what of a change is one statement. Answers where the register ends then. */
export async function writeParts(
  tx: Db,
  change: Change,
  head: RegisterHead,
  now: number,
): Promise<RegisterHead> {
  const { parts, register } = partsOf(change, head, now);
  if (Object.keys(parts).length > 0) await tx.execute(together(parts));
  return register;
}

/** The one statement that ends a write: its own parts, its entries behind `head`, and its notices. */
export function partsOf(
  change: Change,
  head: RegisterHead,
  now: number,
): { readonly parts: Parts; readonly register: RegisterHead } {
  const entries = chainEntries(head, change.entries ?? [], now);
  const parts = {
    ...change.parts,
    ...(entries.length === 0 ? {} : { entries: addingEntries(entries) }),
    ...(change.notices?.length ? addingNotices(change.notices, now) : {}),
  };
  return { parts, register: entries.at(-1) ?? head };
}

/** Throws the memory away, and what waits for the next group commit with it. */
export function forget(core: Core): void {
  core.memory = undefined;
  core.ends = undefined;
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
