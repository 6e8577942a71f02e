import type { Plan } from '../../plans/plan.ts';
import { dueReminders } from '../../plans/reminders/reminder.ts';
import { sentReminders } from '../../plans/store/reminder-store.ts';
import { closedPlansToRemindOf } from '../../plans/store/store.ts';
import type { Turns } from '../../platform/turns.ts';
import { ownTrafficAt } from '../../rules/engine/own-traffic.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import { eachPlan, findPlan, type Memory, stateOf } from '../evaluator/memory.ts';
import { nextTurn } from '../evaluator/turn.ts';
import type { Deciding } from '../evaluator/writing/deciding.ts';
import type { RemindersFellDue, TellingsFellDue } from '../events.ts';
import type { ThreadPorts } from '../ports.ts';
import { tellingsOf } from './subjects.ts';
import type { Look, Telling } from './telling.ts';
import { toldAt } from './told-store.ts';
import { unanswered } from './unanswered.ts';

/**
 * Reminds people, by the data and not by a timer: whatever ought to have gone out and did not goes out at the
 * next look, once. What was sent is noted with that, in one transaction.
 */
export type Reminding = {
  /** Looks, unless that was done in this minute. A failure is logged: the next look finds the same. */
  readonly look: () => Promise<void>;
};

/** The parts of the evaluator that reminding works with. */
export type RemindingSources = {
  readonly ports: ThreadPorts;
  readonly memory: Memory;
  readonly queue: Turns;
  readonly decided: Deciding['decided'];
  readonly isCurrent: () => boolean;
};

const minuteMs = 60_000;
/** Plans that were closed long ago are read from the database: mornings begin at quarters of an hour. */
const quarterMs = 15 * minuteMs;
/** So many agents are looked at in one go: a stop waits no longer than for that. */
const atOnce = 500;

/** Until when a plan has nothing to remind of, as it was then. */
type PlanLook = { readonly plan: Plan; readonly set: RuleSet; readonly at: number; readonly until: number };

/** Nothing was looked at yet. */
export function createReminding(sources: RemindingSources): Reminding {
  const { ports, isCurrent } = sources;
  const looks = new Map<number, PlanLook>();
  const known: Known = { told: new Map() };
  let lookedAt = Number.NaN;
  return {
    look: async () => {
      const now = ports.clock.now();
      const minute = Math.floor(now / minuteMs);
      if (minute === lookedAt || !isCurrent()) return;
      const isQuarter = Math.floor(now / quarterMs) !== Math.floor((lookedAt * minuteMs) / quarterMs);
      try {
        await remindOfPlans(sources, looks, now, isQuarter);
        await tellWhatLasts(sources, known, now);
        lookedAt = minute;
      } catch (error) {
        if (isCurrent()) ports.logger.warn({ err: error }, 'reminders could not be sent; they are due again');
      }
    },
  };
}

async function remindOfPlans(
  sources: RemindingSources,
  looks: Map<number, PlanLook>,
  now: number,
  isQuarter: boolean,
): Promise<void> {
  const { ports, memory } = sources;
  const { set } = memory.engine;
  const open = [...eachPlan(memory)];
  const closed = isQuarter ? await closedPlansToRemindOf(ports.database.db) : [];
  const plans = [...open, ...closed.filter(({ number }) => findPlan(memory, number) === undefined)];
  const asked = plans.filter((plan) => isDue(looks.get(plan.number), plan, set, now));
  if (asked.length === 0) return;
  const sent = await sentReminders(
    ports.database.db,
    asked.map(({ number }) => number),
  );
  const events: RemindersFellDue[] = [];
  for (const plan of asked) {
    const before = sent.get(plan.number) ?? [];
    const { due, nextAt } = dueReminders(plan, before, now, set);
    if (due.length === 0) looks.set(plan.number, { plan, set, at: now, until: nextAt });
    else {
      const { number, agent = noAgent } = plan;
      events.push({ kind: 'remindersFellDue', agent, plan: number, sent: before, asRead: plan });
    }
  }
  await writeAll(sources, events);
}

/** A clock that was set back asks again. */
function isDue(look: PlanLook | undefined, plan: Plan, set: RuleSet, now: number): boolean {
  return look === undefined || look.plan !== plan || look.set !== set || now >= look.until || now < look.at;
}

/** When each telling that lasts was told; absent: not yet. */
type Known = { told: ReadonlyMap<string, number> };

async function tellWhatLasts(sources: RemindingSources, known: Known, now: number): Promise<void> {
  const lasting = await everythingThatLasts(sources, now);
  const wanted = lasting.filter(({ telling }) => telling.dueAt <= now);
  const told = await whenTold(sources, known, wanted.map(keyOf));
  const chains = wanted.flatMap(({ telling, look }) => {
    const at = told.get(telling.notice.key);
    return at === undefined
      ? []
      : unanswered(telling, at, look)
          .filter(({ dueAt }) => dueAt <= now)
          .map((next) => ({ telling: next, look }));
  });
  const toldNext = await whenTold(sources, known, chains.map(keyOf));
  known.told = new Map([...told, ...toldNext]);
  const due = [...wanted, ...chains].filter(
    ({ telling }) => telling.isToldElsewhere !== true && !known.told.has(telling.notice.key),
  );
  const byAgent = new Map<string, Telling[]>();
  for (const { telling, look } of due)
    byAgent.set(look.state.agent, [...(byAgent.get(look.state.agent) ?? []), telling]);
  const events = [...byAgent].map(([agent, tellings]) => ({
    ...{ kind: 'tellingsFellDue' as const, agent, tellings },
  }));
  await writeAll(sources, events);
}

type Lasting = { readonly telling: Telling; readonly look: Look };

function keyOf({ telling }: Lasting): string {
  return telling.notice.key;
}

async function everythingThatLasts({ ports, memory }: RemindingSources, now: number): Promise<Lasting[]> {
  const agents = [...new Set([...memory.engine.set.agents.keys(), ...memory.agents.keys()])];
  const found: Lasting[] = [];
  for (let from = 0; from < agents.length; from += atOnce) {
    if (from > 0) await nextTurn();
    for (const agent of agents.slice(from, from + atOnce)) {
      const look = lookOf(ports, memory, agent, now);
      for (const telling of tellingsOf(look)) found.push({ telling, look });
    }
  }
  return found;
}

/** Everything that is known of an agent. */
export function lookOf(
  { reachOf }: Pick<ThreadPorts, 'reachOf'>,
  memory: Memory,
  agent: string,
  now: number,
): Look {
  const { engine } = memory;
  return {
    state: stateOf(memory, agent),
    set: engine.set,
    trafficAt: ownTrafficAt(engine, agent),
    reach: reachOf(agent),
    watchedFrom: memory.watchedFrom,
    now,
  };
}

/** The instant at which each key was told. What is known already is not asked for again. */
async function whenTold({ ports }: RemindingSources, { told }: Known, keys: readonly string[]) {
  const unknown = keys.filter((key) => !told.has(key));
  const asked = unknown.length === 0 ? [] : await toldAt(ports.database.db, unknown);
  const before = keys.flatMap((key): [string, number][] => {
    const at = told.get(key);
    return at === undefined ? [] : [[key, at]];
  });
  return new Map([...before, ...asked]);
}

/** In as few writes as there may be: each has one event an agent at most. */
async function writeAll(
  { queue, decided }: RemindingSources,
  events: readonly (RemindersFellDue | TellingsFellDue)[],
): Promise<void> {
  let left = events;
  while (left.length > 0) {
    const agents = new Set<string>();
    const now: (typeof left)[number][] = [];
    const later: typeof now = [];
    for (const event of left) {
      (agents.has(event.agent) ? later : now).push(event);
      agents.add(event.agent);
    }
    await queue.add(() => decided(now));
    left = later;
  }
}
