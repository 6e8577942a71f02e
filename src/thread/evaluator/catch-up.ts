import { cellStart } from '../../metrics/cell.ts';
import { livesInStore } from '../../metrics/from.ts';
import { lastCellBefore, readCells } from '../../metrics/storage/store.ts';
import { chartStepMs, settledUntil } from '../../metrics/store-cells.ts';
import { isMeasured } from '../../plans/criteria/criterion.ts';
import { allCriteria, type Criterion, type Plan } from '../../plans/plan.ts';
import type { Turns } from '../../platform/turns.ts';
import { noAgent } from '../../rules/ruleset.ts';
import type { Cells } from '../cells/cells.ts';
import type { CriteriaAssessed } from '../events.ts';
import type { ThreadPorts } from '../ports.ts';
import { assessPlan, isBehind, readsStore } from './criteria.ts';
import type { Following } from './following.ts';
import { type Memory, stateOf } from './memory.ts';
import { firstFrom, measuresOf, type Past, type PastCells } from './past.ts';
import { nextTurn } from './turn.ts';
import { criteriaConditions } from './windows.ts';
import type { Deciding } from './writing/deciding.ts';

/** So many windows are measured in one piece, and so many cells read at once: some 20 ms of work each. */
const mostMeasures = 20_000;
const mostCells = 10_000;
/** A store that has not answered for so long had nothing to measure. */
const patienceMs = 600_000;

/** Brings plans up to date whose criteria nobody has looked at for a while. */
export type CatchUp = {
  /** Goes through the plans that are behind, unless that is under way. */
  readonly start: (behind: readonly Plan[]) => void;
  /** Ends after the piece that is under way: the next process goes on from there. */
  readonly stop: () => void;
  /** Resolves when all are up to date. */
  readonly idle: () => Promise<void>;
};

/** The parts of the evaluator that catching up works with. */
export type CatchUpSources = {
  readonly ports: ThreadPorts;
  readonly memory: Memory;
  readonly queue: Turns;
  readonly cells: Cells;
  readonly isCurrent: () => boolean;
  readonly asFollowed: Following['asFollowed'];
  /** Decides events in the turn that the caller has. */
  readonly decided: Deciding['decided'];
  readonly wasRefused: Deciding['wasRefused'];
};

/**
 * Piece by piece: each has a turn of its own and is kept, so that stops go between, the lease is renewed
 * meanwhile, and whoever comes next goes on from there. What is read is read beside the turns.
 */
export function createCatchUp(sources: CatchUpSources): CatchUp {
  const { ports, memory } = sources;
  let underWay: Promise<void> | undefined;
  let stopped = false;
  const goesOn = (): boolean => !stopped && sources.isCurrent();
  const isOpen = (plan: Plan | undefined): plan is Plan =>
    plan !== undefined && plan.state !== 'closed' && isBehind(memory, plan, ports.clock.now());

  const catchUp = async (begun: Plan): Promise<void> => {
    let past: Past | undefined;
    for (let plan = asItIs(sources, begun); goesOn() && isOpen(plan); plan = asItIs(sources, begun)) {
      past = await pastOf(sources, plan, past);
      const until = await readPiece(sources, plan, past);
      if (until === undefined) return;
      const assessed = await assessPiece(sources, plan, past, until);
      // It has its own time to be tried again.
      if (assessed !== undefined && sources.wasRefused(assessed)) return;
      // Nothing moves where nothing is to be counted yet, such as right after a plan was reopened.
      if (assessed === undefined) return;
      await nextTurn();
    }
  };

  const run = async (behind: readonly Plan[]): Promise<void> => {
    for (const plan of behind) await catchUp(plan);
  };

  return {
    start: (behind) => {
      if (underWay !== undefined || behind.length === 0 || !goesOn()) return;
      underWay = run(behind)
        .catch((error) => ports.logger.error({ err: error }, 'criteria could not be brought up to date'))
        .finally(() => {
          underWay = undefined;
        });
    },
    stop: () => {
      stopped = true;
    },
    idle: async () => underWay,
  };
}

/** A plan as it is by now: somebody may have changed it. */
function asItIs(
  { memory, asFollowed }: Pick<CatchUpSources, 'memory' | 'asFollowed'>,
  { agent = noAgent, number }: Plan,
): Plan | undefined {
  const plan = stateOf(memory, agent).plans.get(number);
  return plan && asFollowed(plan);
}

/** Where a plan begins to be behind; one that nobody has looked at, with the last cell. */
function reachedBy(plan: Plan, stepMs: number, limit: number): number {
  const notBefore = plan.reopened.at(-1)?.at ?? plan.createdAt;
  const assessed = measuredCriteria(plan).flatMap(({ assessedAt }) => assessedAt ?? []);
  if (assessed.length === 0) return limit - stepMs;
  return cellStart(Math.min(...assessed.map((at) => Math.max(at, notBefore))), stepMs);
}

function measuredCriteria(plan: Plan): readonly Criterion[] {
  return allCriteria(plan).filter(({ spec }) => isMeasured(spec));
}

/** Until when a plan can be brought up: what lives in a store has to be settled there. */
function limitOf({ ports, memory }: CatchUpSources, plan: Plan): number {
  const { stepMs } = memory.engine.set;
  const now = ports.clock.now();
  return readsStore(memory, plan) ? settledUntil(now, stepMs) : cellStart(now, stepMs);
}

/** The past that was begun for the piece before, as long as the plan asks the same of it. */
async function pastOf(sources: CatchUpSources, plan: Plan, begun?: Past): Promise<Past> {
  const { ports, memory } = sources;
  const conditions = criteriaConditions(plan);
  const asked = conditions.map(({ text }) => text).join('\n');
  if (begun?.asked === asked) return begun;
  const { stepMs, metrics } = memory.engine.set;
  const reached = reachedBy(plan, stepMs, limitOf(sources, plan));
  const reachMs = Math.max(0, ...conditions.flatMap(({ window }) => window?.lengthMs ?? [])) + stepMs;
  const byMetric = new Map<string, PastCells>();
  for (const metric of new Set(conditions.map((condition) => condition.metric))) {
    const before = livesInStore(metrics.get(metric))
      ? undefined
      : await lastCellBefore(ports.database.db, plan.agent ?? noAgent, metric, reached - reachMs);
    byMetric.set(metric, { cells: before === undefined ? [] : [before], readUntil: reached - reachMs });
  }
  const unwatchedFrom = reached < memory.watchedFrom ? reached + stepMs : Number.NEGATIVE_INFINITY;
  return { asked, byMetric, reachMs, unwatchedFrom };
}

/**
 * Reads what the next piece needs and answers where it ends: after a long silence, where that does; nowhere
 * yet while a store does not answer.
 */
async function readPiece(sources: CatchUpSources, plan: Plan, past: Past): Promise<number | undefined> {
  const { ports, memory, cells } = sources;
  const { stepMs, metrics: known } = memory.engine.set;
  const current = limitOf(sources, plan);
  const reached = reachedBy(plan, stepMs, current);
  const instants = Math.max(1, Math.floor(mostMeasures / measuredCriteria(plan).length));
  const until = Math.min(current, reached + instants * stepMs);
  const metrics = [...past.byMetric];
  if (metrics.some(([, { readUntil }]) => readUntil < until)) await cells.flushTo([plan.agent ?? noAgent]);
  for (const [metric, read] of metrics) {
    const kept = known.get(metric);
    if (kept !== undefined && livesInStore(kept) && read.readUntil < until) {
      const span = { from: read.readUntil, until: current, cellMs: chartStepMs(stepMs) };
      const more = await ports.storeCells(plan.agent ?? noAgent, kept, span);
      if (more === undefined && ports.clock.now() - reached < patienceMs) return undefined;
      read.cells.push(...(more ?? []));
      read.readUntil = current;
    }
    while (read.readUntil < until) {
      const { db } = ports.database;
      const more = await readCells(db, plan.agent ?? noAgent, metric, read.readUntil, current, mostCells);
      const last = more.at(-1);
      read.cells.push(...more);
      read.readUntil = last === undefined || more.length < mostCells ? current : last.start + 1;
    }
  }
  const heardFrom = Math.max(past.unwatchedFrom, reached - past.reachMs);
  const heard = metrics.map(([, read]) => {
    const first = read.cells[firstFrom(read.cells, heardFrom)]?.start ?? read.readUntil;
    read.cells = read.cells.slice(Math.max(0, firstFrom(read.cells, reached - past.reachMs) - 1));
    return first;
  });
  return Math.max(until, Math.min(current, cellStart(Math.min(...heard), stepMs)));
}

/** Decides on the piece, if anything moved in it, and answers on what. */
function assessPiece(
  { ports, memory, queue, decided, asFollowed }: CatchUpSources,
  begun: Plan,
  past: Past,
  until: number,
): Promise<CriteriaAssessed | undefined> {
  return queue.add(async () => {
    const plan = asItIs({ memory, asFollowed }, begun);
    if (plan === undefined || plan.state === 'closed') return undefined;
    const isKept = readsStore(memory, plan);
    // In a store, as of the end of the piece: criteria that nobody has looked at begin there. Facts are
    // judged elsewhere.
    const at = isKept ? until : ports.clock.now();
    const assessed = assessPlan(memory, plan, at, measuresOf(past, memory.engine.set), until);
    const criteria = assessed?.criteria.filter(({ after }) => !isKept || isMeasured(after.spec)) ?? [];
    if (assessed === undefined || (isKept && criteria.length === 0)) return undefined;
    const moved = { ...assessed, criteria };
    await decided([moved]);
    return moved;
  });
}
