import { isOwing } from '../../incidents/clocks/classification.ts';
import { classifiedIncidents } from '../../incidents/clocks/clock-store.ts';
import { lastAttempts, lastProofs } from '../../incidents/proof-store.ts';
import { unresolvedIncidents } from '../../incidents/store.ts';
import { livesInStore } from '../../metrics/from.ts';
import { createChangedCells } from '../../metrics/memory/changed.ts';
import {
  absorbCell,
  createLiveCells,
  ensureSeries,
  type LiveCells,
  wholeSince,
} from '../../metrics/memory/live.ts';
import { createSeriesIds, missingIds, type SeriesIds } from '../../metrics/memory/series-ids.ts';
import { columnsOfAggregate, isPercentile } from '../../metrics/metric.ts';
import { countFiring } from '../../metrics/storage/alerts-store.ts';
import {
  ensureSeriesIds,
  readCellsOf,
  readMarks,
  readNewestCells,
  readSeries,
} from '../../metrics/storage/store.ts';
import { type PackedCells, readWindows, unpackCells } from '../../metrics/storage/windows-store.ts';
import { createWriteBehind } from '../../metrics/storage/write-behind.ts';
import { replayStandings } from '../../plans/cases/store.ts';
import type { Plan } from '../../plans/plan.ts';
import { planNumberOf, plansInSight } from '../../plans/store/store.ts';
import type { Database, Db } from '../../platform/database/database.ts';
import type { Alert } from '../../rules/engine/alert.ts';
import { loadAlerts } from '../../rules/engine/alert-store.ts';
import { awaitFeeds } from '../../rules/engine/awaited.ts';
import { loadAwaited } from '../../rules/engine/awaited-store.ts';
import { createEngine, type Engine, restoreAlert, setSuspended } from '../../rules/engine/engine.ts';
import { toldKey } from '../../rules/engine/told.ts';
import { passUnmeasured } from '../../rules/engine/unmeasured.ts';
import { noAgent, type RuleSet, ruleWindows } from '../../rules/ruleset.ts';
import { episodeKey } from '../../rules/silences/silence.ts';
import { loadSilencedFirings, loadSilences } from '../../rules/silences/store.ts';
import { downtimeSpans, loadSwitches } from '../../switches/store.ts';
import { mayRun } from '../../switches/switch.ts';
import { allTold } from '../cells/told.ts';
import { type AgentState, untouchedAgent } from '../world.ts';
import type { Memory } from './memory.ts';
import type { Begun } from './watch.ts';
import { baseReachMs, type CriterionWindows, criterionWindows } from './windows.ts';

/** Closed plans stay in sight this long: for monitoring, and for a recurrence. */
const closedPlansInSightMs = 90 * 86_400_000;

/**
 * A memory just read, and stored alerts that are not over although their rule, or their agent, has left the
 * rules.
 */
export type Loaded = { readonly memory: Memory; readonly orphans: readonly Alert[] };

/** Reads everything for `set`: the windows come out as they were before the restart, and so do all clocks. */
export async function loadMemory(
  database: Pick<Database, 'db' | 'transaction'>,
  set: RuleSet,
  now: number,
  { missed, earlier }: Partial<Pick<Begun, 'missed' | 'earlier'>> = {},
): Promise<Loaded> {
  const { db } = database;
  const plans = await plansInSight(db, now - closedPlansInSightMs);
  const criteria = criterionWindows(plans);
  // The database packs the windows meanwhile: with thousands of agents that takes it longest.
  const from = now - baseReachMs(set, criteria) - set.stepMs;
  const [windows, { engine, ids }, alerts, agents, awaited, firing, silences] = await Promise.all([
    readWindows(
      database,
      from,
      metricsReadWhole(set),
      [...set.metrics.values()].some(({ aggregate }) => isPercentile(aggregate)),
    ),
    engineOver(db, set, criteria),
    loadAlerts(db),
    loadAgents(db, plans, now),
    loadAwaited(db),
    countFiring(db),
    loadSilences(db, now),
  ]);
  engine.silences = silences;
  for (const told of allTold(firing)) engine.told.set(toldKey(told), told);
  awaitFeeds(engine, now, awaited);
  // What was sampled before a clock was set back lies ahead of it.
  await restoreAges(db, engine, ids, Math.max(now, missed?.at ?? now));
  await restoreCells(db, engine, ids, { from, windows }, now);
  const orphans = alerts.filter((alert) => !restoreAlert(engine, alert) && !isOver(alert));
  passUnmeasured(engine, missed?.ms ?? 0, earlier);
  for (const { agent, killSwitch } of agents.values())
    if (killSwitch !== undefined) setSuspended(engine, agent, !mayRun(killSwitch));
  const [unflushed, writeBehind] = [createChangedCells(), createWriteBehind()];
  const memory = { engine, watchedFrom: now, ids, unflushed, writeBehind, agents, version: 0 };
  return { memory, orphans };
}

async function loadAgents(db: Db, plans: readonly Plan[], now: number): Promise<Map<string, AgentState>> {
  const [switches, unresolved, classified, proofs, silenced, attempts, replays] = await Promise.all([
    loadSwitches(db),
    unresolvedIncidents(db),
    classifiedIncidents(db),
    lastProofs(db),
    loadSilencedFirings(db),
    lastAttempts(db),
    replayStandings(
      db,
      plans.filter(({ state }) => state !== 'closed').map(({ number }) => number),
    ),
  ]);
  const agents = new Map<string, AgentState>();
  const extend = (agent: string, part: Partial<AgentState>) =>
    agents.set(agent, { ...(agents.get(agent) ?? untouchedAgent(agent)), ...part });
  for (const [agent, killSwitch] of switches) extend(agent, { killSwitch });
  for (const incident of unresolved) {
    const agent = incident.agent ?? noAgent;
    const known = agents.get(agent)?.incidents;
    extend(agent, { incidents: new Map(known).set(incident.number, incident) });
  }
  for (const incident of classified.filter(isOwing)) {
    const agent = incident.agent ?? noAgent;
    const known = agents.get(agent)?.owing;
    extend(agent, { owing: new Map(known).set(incident.number, incident) });
  }
  for (const [agent, ofAgent] of proofs) extend(agent, { proofs: ofAgent });
  for (const firing of silenced) {
    const known = agents.get(firing.agent)?.silenced;
    extend(firing.agent, { silenced: new Map(known).set(episodeKey(firing), firing) });
  }
  for (const { agent, ...attempt } of attempts) extend(agent, { attempt });
  const byAgent = new Map<string, Map<number, Plan>>();
  for (const plan of plans) {
    const agent = plan.agent ?? noAgent;
    byAgent.set(agent, (byAgent.get(agent) ?? new Map<number, Plan>()).set(plan.number, plan));
  }
  for (const [agent, ofAgent] of byAgent) {
    const downtime = await downtimeSpans(db, agent, { from: now - closedPlansInSightMs, to: now });
    const own = [...replays].filter(([action]) => ofAgent.has(planNumberOf(action) ?? 0));
    extend(agent, { plans: ofAgent, downtime, replays: new Map(own) });
  }
  return agents;
}

/** An engine with empty windows, and the numbers of its series. */
async function engineOver(
  db: Db,
  set: RuleSet,
  criteria: CriterionWindows,
): Promise<{ readonly engine: Engine; readonly ids: SeriesIds }> {
  const stored = await readSeries(db);
  const live = createLiveCells(set.stepMs);
  prepareSeries(live, set, criteria);
  const engine = createEngine(set, live, undefined, 'store');
  const ids = knownSeries(stored, set, live);
  await ensureSeriesIds(db, ids, missingIds(live, ids, 0));
  return { engine, ids };
}

/**
 * The numbers of the stored series, each of which is made in memory, whether or not a rule reads it, or its
 * agent is still there: its current cell may hold something already, which the next sample has to be added
 * to.
 */
function knownSeries(
  stored: Awaited<ReturnType<typeof readSeries>>,
  set: RuleSet,
  live: LiveCells,
): SeriesIds {
  const ids = createSeriesIds();
  for (const { id, agent, metric } of stored) {
    const aggregate = set.metrics.get(metric)?.aggregate ?? 'mean';
    ids.set(ensureSeries(live, agent, metric, { aggregate, windows: [] }), id);
  }
  return ids;
}

function isOver({ current, noData }: Alert): boolean {
  return current.state === 'inactive' && noData === undefined;
}

/** Series whose criteria read longer windows than the rules do are made first, with rings for both. */
function prepareSeries(live: LiveCells, set: RuleSet, criteria: CriterionWindows): void {
  for (const [agent, byMetric] of criteria) {
    if (!set.agents.has(agent)) continue;
    for (const [metric, windows] of byMetric) {
      const { aggregate, from } = set.metrics.get(metric) ?? {};
      if (aggregate === undefined || livesInStore({ from })) continue;
      ensureSeries(live, agent, metric, {
        aggregate,
        windows: [...windows, ...ruleWindows(set, agent, metric)],
      });
    }
  }
}

/** The metrics of which more than sums and times is kept in memory. */
function metricsReadWhole({ metrics }: RuleSet): string[] {
  return [...metrics.values()]
    .filter(({ aggregate }) => columnsOfAggregate(aggregate) !== 'sums')
    .map(({ name }) => name);
}

async function restoreAges(db: Db, { live, set }: Engine, ids: SeriesIds, until: number): Promise<void> {
  const newest = await readNewestCells(db, [...set.metrics.keys()], until);
  const lastAt = new Map(newest.map((cell) => [cell.series, cell.lastAt]));
  for (const [index, id] of ids.entries()) live.lastAt[index] = lastAt.get(id) ?? Number.NEGATIVE_INFINITY;
}

async function restoreCells(
  db: Db,
  engine: Engine,
  ids: SeriesIds,
  { from, windows }: { readonly from: number; readonly windows: readonly PackedCells[] },
  now: number,
): Promise<void> {
  const { live } = engine;
  // Looked into a million times: an array, which numbers that were given one after the other fill without
  // gaps.
  const byId: (number | undefined)[] = [];
  for (const [index, id] of ids.entries()) {
    byId[id] = index;
    wholeSince(live, index, from);
  }
  const long = new Map([...live.coarse].map(([series, rings]) => [series, coarseReachMs(rings)]));
  for (const [series, reachMs] of long) {
    const id = ids.get(series);
    if (id === undefined) continue;
    wholeSince(live, series, now - reachMs);
    for (const cell of await readCellsOf(db, id, now - reachMs)) absorbBegun(live, series, cell, now);
    byId[id] = undefined;
  }
  unpackCells(windows, (id, cell) => {
    const series = byId[id];
    if (series !== undefined) absorbBegun(live, series, cell, now);
  });
  // What lies ahead of a clock that was set back makes no repetition of what comes next.
  live.restoredAt = live.lastAt.map((at) => Math.min(at, now));
  for (const { series, ...mark } of await readMarks(db)) {
    const index = byId[series];
    if (index !== undefined) live.marks.set(index, mark);
  }
}

function coarseReachMs(
  rings: readonly { readonly bank: { readonly capacity: number; readonly cellMs: number } }[],
): number {
  return Math.max(...rings.map(({ bank }) => (bank.capacity + 1) * bank.cellMs));
}

/** A stored cell that has not begun yet waits beside the rings, as it did before the restart. */
function absorbBegun(
  live: LiveCells,
  series: number,
  cell: Parameters<typeof absorbCell>[2],
  now: number,
): void {
  if (cell.start <= now) {
    absorbCell(live, series, cell);
    return;
  }
  const number = Math.floor(cell.start / live.stepMs);
  const waiting = live.ahead.get(series);
  if (waiting === undefined) live.ahead.set(series, new Map([[number, { ...cell }]]));
  else waiting.set(number, { ...cell });
}
