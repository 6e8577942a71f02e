import type { NewNotice } from '../../notices/notice.ts';
import type { Db } from '../../platform/database/database.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { RequestTimes } from '../request.ts';
import { forgetTold, noteTold, noticesTold, toldKey, toldOf } from './alarm-store.ts';
import { alarmsOf } from './alarms.ts';
import { type ClockRow, clockRow, clocksToLookAt, openClocksAfter, putClocks } from './clock-store.ts';
import { lookAtClocks } from './look.ts';
import { dayPartAt, digestKey } from './telling.ts';

/** The times of requests, as they are in this transaction. */
export type TimesOf = (tx: Db, numbers: readonly number[]) => Promise<readonly RequestTimes[]>;

/** The outside of the desk's clocks. */
export type ClockPorts = {
  readonly now: () => number;
  readonly ruleSet: () => RuleSet;
  /** One transaction of the process that evaluates. */
  readonly fenced: <T>(work: (tx: Db) => Promise<T>) => Promise<T>;
  readonly timesOf: TimesOf;
  /** Puts notices into the outbox, as people are reached now. */
  readonly enqueue: (tx: Db, notices: readonly NewNotice[], now: number) => Promise<void>;
  readonly onNotices: () => void;
};

/**
 * The clocks of the desk, driven by the data and not by a timer: what was missed is told at the next look.
 */
export type DeskClocks = {
  /** Tells what is too long, once. */
  readonly look: () => Promise<void>;
  /** Forgets what was told long ago. */
  readonly purge: () => Promise<void>;
};

/** So many requests in one transaction, and so many transactions in one look: others wait for the next. */
const [together, mostPieces] = [500, 40];
const keptMs = 400 * 86_400_000;

/** Clocks that have not looked yet: the first look, and each after an edit of the desk, winds all anew. */
export function createDeskClocks(ports: ClockPorts): DeskClocks {
  let wound: { readonly desk: DeskRules; readonly after: number } | undefined;
  return {
    look: async () => {
      const { desk } = ports.ruleSet();
      if (desk === undefined) return;
      if (wound?.desk !== desk) wound = { desk, after: 0 };
      for (let piece = 0; piece < mostPieces && wound.after < Number.POSITIVE_INFINITY; piece += 1)
        wound = { desk, after: await windAnew(ports, desk, wound.after) };
      for (let piece = 0; piece < mostPieces; piece += 1) if ((await lookOnce(ports, desk)) < together) break;
    },
    purge: async () => ports.fenced((tx) => forgetTold(tx, ports.now() - keptMs)),
  };
}

/** Winds the clocks of some open requests anew; the last of them, infinity when there are no more. */
async function windAnew(
  { fenced, timesOf, now }: ClockPorts,
  desk: DeskRules,
  after: number,
): Promise<number> {
  return fenced(async (tx) => {
    const rows = await openClocksAfter(tx, after, together);
    const times = await byNumber(tx, timesOf, rows);
    await putClocks(
      tx,
      rows.map((row) => {
        const known = times.get(row.number);
        return known === undefined ? gone(row) : clockRow(desk, known, row, now());
      }),
    );
    return rows.length < together ? Number.POSITIVE_INFINITY : (rows.at(-1)?.number ?? 0);
  });
}

/** One look at so many; how many there were. */
async function lookOnce(ports: ClockPorts, desk: DeskRules): Promise<number> {
  const { fenced, timesOf, enqueue, onNotices } = ports;
  const set = ports.ruleSet();
  const now = ports.now();
  const { looked, notices } = await fenced(async (tx) => {
    const rows = await clocksToLookAt(tx, now, together);
    if (rows.length === 0) return { looked: 0, notices: 0 };
    const times = await byNumber(tx, timesOf, rows);
    const known = rows.flatMap((row) => {
      const own = times.get(row.number);
      return own === undefined ? [] : [{ times: own, paused: row }];
    });
    const keys = known.flatMap((one) => alarmsOf(desk, one.times, one.paused, now).map(({ key }) => key));
    const part = dayPartAt(desk, now);
    const digests = [...set.people.keys()].map((person) => digestKey(person, part));
    const told = await toldOf(tx, keys);
    const made = await noticesTold(tx, digests);
    const outcome = lookAtClocks({
      ...{ desk, set, now, looked: known },
      wasTold: (key, person) => told.has(toldKey({ key, person })),
      wasMade: (digest) => made.has(digest),
    });
    await noteTold(
      tx,
      outcome.told.map((one) => ({ ...one, toldAt: now })),
    );
    await putClocks(
      tx,
      rows.map((row) =>
        times.has(row.number) ? { ...row, lookAt: outcome.lookAt.get(row.number) ?? null } : gone(row),
      ),
    );
    await enqueue(tx, outcome.notices, now);
    return { looked: rows.length, notices: outcome.notices.length };
  });
  if (notices > 0) onNotices();
  return looked;
}

/** A request that is no longer there troubles nobody. */
function gone(row: ClockRow): ClockRow {
  return { ...row, isOpen: false, lateAt: null, lookAt: null };
}

async function byNumber(
  tx: Db,
  timesOf: TimesOf,
  rows: readonly ClockRow[],
): Promise<ReadonlyMap<number, RequestTimes>> {
  if (rows.length === 0) return new Map();
  const times = await timesOf(
    tx,
    rows.map(({ number }) => number),
  );
  return new Map(times.map((one) => [one.number, one]));
}
