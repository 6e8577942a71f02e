import type { Logger } from 'pino';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import {
  type LastReading,
  type ReachStanding,
  type Reader,
  type Reading,
  reachMs,
  reachStanding,
  readAgain,
  readerKey,
} from '../../switches/reach.ts';
import { readReaders, saveReaders } from '../../switches/reader-store.ts';

/** The readers of each switch, as all processes have heard them. */
export type Reach = {
  readonly heardFrom: (agent: string, reading: Reading) => void;
  readonly standing: (agent: string) => ReachStanding;
  readonly readers: (agent: string) => readonly Reader[];
  /** When the agent itself read its switch last, in epoch ms. */
  readonly lastAt: (agent: string) => number | undefined;
  /** Since when this process listens without a break, in epoch ms. */
  readonly listeningSince: () => number;
  /** Whether what other processes have heard is known here. */
  readonly isShared: () => boolean;
  readonly start: () => Promise<void>;
  /** Writes what is not written yet. */
  readonly stop: () => Promise<void>;
};

/** The surroundings that the reach of agents needs. */
export type ReachPorts = {
  readonly database: Pick<Database, 'engine' | 'db'>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
  /** The lease of an agent's answers; of one that nobody knows there is none. */
  readonly leaseMs: (agent: string) => number | undefined;
  /** Whether other processes want to know soon. */
  readonly isAlone: () => boolean;
  readonly shareEveryMs?: number | undefined;
};

const usualEveryMs = 2_000;
/** So many readers are written by one statement, and one statement a round. */
const mostAtOnce = 1_000;
/** So many readers of one switch are known: rotated keys and replicas; the oldest make place. */
const mostReaders = 16;
/** Written again once it is so much later: for a restart alone, and where others wait for it. */
const behindMs = { alone: 60_000, shared: 15_000 };
/** How long it takes until all processes see what is written now. */
const lagMs = 5_000;
/** A process that did not come to itself for so long has not listened. */
const breakMs = 10_000;
/** How far back each round reads what was written: after a longer break it reads all. */
const overlapMs = 15_000;

/** Of an agent that left the rules. */
const unknownLeaseMs = 30_000;

type Known = { reader: Reader; heardMs: number; writtenAt: number };

type Self = {
  readonly ports: ReachPorts;
  readonly agents: Map<string, Map<string, Known>>;
  readonly dirty: Map<string, Known>;
  listening: { readonly since: number; readonly ms: number };
  /** By the clock of the process, which goes on while it is held up. */
  roundAt: number;
  /** When others were asked last, by the same clock as `roundAt`. */
  askedMs: number;
};

/** Nobody was heard yet; `start` reads who was before. */
export function createReach(ports: ReachPorts): Reach {
  const { clock, logger } = ports;
  const self: Self = {
    ports,
    agents: new Map(),
    dirty: new Map(),
    listening: { since: clock.now(), ms: clock.monotonic() },
    roundAt: performance.now(),
    askedMs: Number.NEGATIVE_INFINITY,
  };
  let timer: NodeJS.Timeout | undefined;
  let sharing: Promise<void> | undefined;
  const round = (): Promise<void> => {
    noteBreak(self);
    sharing ??= share(self)
      .catch((error) => logger.warn({ err: error }, 'who reads the switches could not be shared'))
      .finally(() => {
        sharing = undefined;
      });
    return sharing;
  };
  return {
    heardFrom: (agent, reading) => hear(self, agent, reading),
    standing: (agent) => {
      const listenedMs = clock.monotonic() - self.listening.ms;
      const lag = isShared(self) && !ports.isAlone() ? lagMs : 0;
      const last = lastOf(self, agent);
      return reachStanding(last, leaseMsOf(self, agent), { listenedMs, lagMs: lag, now: clock.now() });
    },
    readers: (agent) => [...(self.agents.get(agent)?.values() ?? [])].map(({ reader }) => reader),
    lastAt: (agent) => lastOf(self, agent)?.lastAt,
    listeningSince: () => self.listening.since,
    isShared: () => isShared(self),
    start: async () => {
      await round();
      self.listening = { since: clock.now(), ms: clock.monotonic() };
      self.roundAt = performance.now();
      timer = setInterval(() => void round(), ports.shareEveryMs ?? usualEveryMs).unref();
    },
    stop: async () => {
      clearInterval(timer);
      await sharing;
      await save(self, [...self.dirty.values()]).catch((error) =>
        logger.warn({ err: error }, 'who read the switches last could not be kept'),
      );
    },
  };
}

function leaseMsOf({ ports }: Self, agent: string): number {
  return ports.leaseMs(agent) ?? unknownLeaseMs;
}

function hear({ ports, agents, dirty }: Self, agent: string, reading: Reading): void {
  const leaseMs = ports.leaseMs(agent);
  if (leaseMs === undefined) return;
  const readers = agents.get(agent) ?? new Map<string, Known>();
  agents.set(agent, readers);
  const key = readerKey({ agent, ...reading });
  const before = readers.get(key);
  const reader = readAgain(before?.reader, agent, reading, reachMs(leaseMs), ports.clock.now());
  const heardMs = ports.clock.monotonic();
  if (before === undefined) makePlace(readers);
  const known = before ?? { reader, heardMs, writtenAt: Number.NEGATIVE_INFINITY };
  known.reader = reader;
  known.heardMs = heardMs;
  readers.set(key, known);
  dirty.set(key, known);
}

function makePlace(readers: Map<string, Known>): void {
  if (readers.size < mostReaders) return;
  const [oldest] = [...readers].toSorted(([, left], [, right]) => left.heardMs - right.heardMs);
  if (oldest !== undefined) readers.delete(oldest[0]);
}

/** The agent's own last reading. */
function lastOf({ ports, agents }: Self, agent: string): LastReading | undefined {
  let last: Known | undefined;
  for (const known of agents.get(agent)?.values() ?? [])
    if (known.reader.isAgent && (last === undefined || known.heardMs > last.heardMs)) last = known;
  return last && { lastAt: last.reader.lastAt, ageMs: ports.clock.monotonic() - last.heardMs };
}

function isShared({ ports: { database }, askedMs }: Self): boolean {
  return database.engine === 'pglite' || performance.now() - askedMs < overlapMs - lagMs;
}

/** After a break nobody is out of reach only because nothing was heard. */
function noteBreak(self: Self): void {
  const at = performance.now();
  const { clock } = self.ports;
  if (at - self.roundAt > breakMs) self.listening = { since: clock.now(), ms: clock.monotonic() };
  self.roundAt = at;
}

async function share(self: Self): Promise<void> {
  const due = [...self.dirty.values()].filter((known) => isDue(self, known)).slice(0, mostAtOnce);
  await save(self, due);
  const { database } = self.ports;
  const isKnown = self.askedMs !== Number.NEGATIVE_INFINITY;
  // An embedded database has no others.
  if (database.engine === 'pglite' && isKnown) return;
  const readers = await readReaders(database.db, isShared(self) && isKnown ? overlapMs : undefined);
  self.askedMs = performance.now();
  for (const reader of readers) learn(self, reader);
}

/** New ones at once, others now and then, and the last word of one that has fallen silent. */
function isDue(self: Self, { reader, heardMs, writtenAt }: Known): boolean {
  const { ports } = self;
  const leaseMs = leaseMsOf(self, reader.agent);
  const behind = ports.isAlone() ? behindMs.alone : Math.min(behindMs.shared, leaseMs / 2);
  const isSilent = ports.clock.monotonic() - heardMs > leaseMs;
  return isSilent || Math.abs(reader.lastAt - writtenAt) >= behind;
}

async function save({ ports, dirty }: Self, due: readonly Known[]): Promise<void> {
  const readers = due.map(({ reader }) => reader);
  await saveReaders(ports.database.db, readers);
  due.forEach((known, place) => {
    const written = readers[place];
    if (written === undefined) return;
    known.writtenAt = written.lastAt;
    if (known.reader === written) dirty.delete(readerKey(written));
  });
}

/** Takes in a reader that another process, or an earlier one, has heard: never later than now. */
function learn({ ports: { clock }, agents }: Self, told: Reader): void {
  const readers = agents.get(told.agent) ?? new Map<string, Known>();
  const key = readerKey(told);
  const known = readers.get(key);
  if (known !== undefined && (known.writtenAt === told.lastAt || known.reader.lastAt >= told.lastAt)) return;
  const [now, ms] = [clock.now(), clock.monotonic()];
  const reader = { ...told, lastAt: Math.min(told.lastAt, now) };
  const heardMs = ms - (now - reader.lastAt);
  if (known === undefined) makePlace(readers);
  readers.set(key, { reader, heardMs, writtenAt: told.lastAt });
  agents.set(told.agent, readers);
}
