import { listKeys } from '../../access/store.ts';
import { classifiedIncidents } from '../../incidents/clocks/clock-store.ts';
import { allCoarseCells, anyCell } from '../../metrics/storage/coarse-store.ts';
import type { Db } from '../../platform/database/database.ts';
import { inTurns } from '../../platform/in-turns.ts';
import { alertOf, measureRule } from '../../rules/engine/engine.ts';
import { ownTrafficAt } from '../../rules/engine/own-traffic.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { coverageOf } from '../../rules/silences/coverage.ts';
import { noSilences } from '../../rules/silences/silence.ts';
import {
  type Memory,
  plansInMemory,
  stateOf,
  switchesIn,
  unresolvedIncidents,
} from '../../thread/evaluator/memory.ts';
import { switchOf } from '../../thread/world.ts';
import { createSparks } from '../charts/sparks.ts';
import { type OwedReport, owedReports } from '../clocks/owed.page.tsx';
import { type AgentGlance, glancesOf, inOrderOfNeed, type WatchSource } from './watch.ts';
import { type AgentFilter, countsOf, totalsOf, type WatchTotals } from './watch-list.ts';
import { type WholeWork, wholeOf } from './work.ts';

/** How every agent stands now. */
export type WatchReads = ReturnType<typeof createWatchReads>;

type PlaceOfAgents = {
  readonly db: Db;
  readonly now: () => number;
  readonly read: () => Promise<Memory>;
  readonly ruleSet: () => RuleSet;
  readonly outOfReach: (agent: string) => boolean;
  readonly hasAsked: (agent: string) => boolean;
};

/** Which of the first steps are done, in a house without measures. */
export type FirstSteps = Readonly<Record<'key' | 'prove' | 'read', boolean>>;

/** All agents at a glance, whoever needs a person first. */
export type Overview = {
  readonly source: WatchSource;
  readonly glances: readonly AgentGlance[];
  readonly counts: Readonly<Record<AgentFilter, number>>;
  readonly totals: WatchTotals;
  readonly whole: WholeWork;
  /** Reports to authorities, the earliest due first. */
  readonly owed: readonly OwedReport[];
};

/** With more agents than this one look at all of them is good for a second, unless something changes. */
const manyAgents = 200;
const freshMs = 1_000;
/** Where things change all the time, it is good for as long as it takes a fifth of the time. */
const timesItsCost = 5;

type Look = {
  readonly begun: number;
  readonly of: readonly unknown[];
  enoughUntil: number;
  readonly made: Promise<Overview>;
};

/** Reads from the evaluator's memory, and the last hour from the database. */
export function createWatchReads({ db, now, read, ruleSet, outOfReach, hasAsked }: PlaceOfAgents) {
  const sparks = createSparks(now, (span) => allCoarseCells(db, span));
  let everMeasured = false;

  const watch = async (): Promise<WatchSource> => {
    const memory = await read();
    await sparks.refresh(memory.engine.live);
    const at = now();
    return {
      now: at,
      set: ruleSet(),
      switches: switchesIn(memory),
      alert: (agent, rule) => alertOf(memory.engine, agent, rule),
      measure: (agent, rule) => measureRule(memory.engine, agent, rule, at),
      trafficAt: (agent) => ownTrafficAt(memory.engine, agent),
      spark: sparks.of,
      outOfReach,
      silencedUntil: (agent, rule) => {
        const { set, silences = noSilences } = memory.engine;
        return coverageOf({ set, silences }, agent, rule, at)?.until;
      },
      incidents: unresolvedIncidents(memory),
      plans: plansInMemory(memory).filter((plan) => plan.state !== 'closed'),
      closedPlans: plansInMemory(memory).filter((plan) => plan.state === 'closed'),
    };
  };

  const made = async (): Promise<Overview> => {
    const [source, classified] = await Promise.all([watch(), classifiedIncidents(db)]);
    return { ...(await overviewOf(source)), owed: owedReports(classified, source.now) };
  };

  return {
    watch,
    overview: sharedLook({ read, ruleSet }, made),
    /** Whether a sample has ever arrived. */
    hasSamples: async () => {
      everMeasured ||= await anyCell(db);
      return everMeasured;
    },
    firstSteps: async () => firstStepsOf(db, await read(), [...ruleSet().agents.keys()], hasAsked),
    agentSwitch: async (agent: string) => switchOf(stateOf(await read(), agent), now()),
  };
}

/** One look for all who ask while it is fresh enough; a look that failed is good for nobody. */
function sharedLook(
  { read, ruleSet }: Pick<PlaceOfAgents, 'read' | 'ruleSet'>,
  made: () => Promise<Overview>,
) {
  let last: Look | undefined;
  return async (): Promise<Overview> => {
    const memory = await read();
    const of = [memory, memory.version, ruleSet()];
    const begun = performance.now();
    if (memory.engine.set.agents.size > manyAgents && last !== undefined) {
      const isSame = last.of.every((part, place) => part === of[place]);
      if (begun < (isSame ? last.begun + freshMs : last.enoughUntil)) return last.made;
    }
    const look = { begun, of, enoughUntil: Number.POSITIVE_INFINITY, made: made() };
    last = look;
    look.made.then(
      () => {
        const tookMs = performance.now() - begun;
        look.enoughUntil = begun + Math.min(freshMs, timesItsCost * tookMs);
      },
      () => {
        if (last === look) last = undefined;
      },
    );
    return look.made;
  };
}

async function firstStepsOf(
  db: PlaceOfAgents['db'],
  memory: Awaited<ReturnType<PlaceOfAgents['read']>>,
  agents: readonly string[],
  hasAsked: PlaceOfAgents['hasAsked'],
): Promise<FirstSteps> {
  const keys = await listKeys(db);
  return {
    key: keys.some(({ role, revokedAt }) => role === 'ingest' && revokedAt === undefined),
    prove: agents.some((agent) => stateOf(memory, agent).proofs.size > 0),
    read: agents.some(hasAsked),
  };
}

async function overviewOf(source: WatchSource): Promise<Omit<Overview, 'owed'>> {
  const { mandates, glance } = glancesOf(source);
  const glances = inOrderOfNeed(await inTurns(mandates, glance));
  return {
    source,
    glances,
    counts: countsOf(glances),
    totals: totalsOf(source, glances),
    whole: wholeOf(source),
  };
}
