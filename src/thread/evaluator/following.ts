import { cellStart } from '../../metrics/cell.ts';
import { findSeries } from '../../metrics/memory/live.ts';
import { windowStart } from '../../metrics/window.ts';
import { followedUntil, hasMoved, nextStage } from '../../plans/criteria/follow.ts';
import { allCriteria, type Plan } from '../../plans/plan.ts';
import { keepFollowed } from '../../plans/store/followed-store.ts';
import type { Turns } from '../../platform/turns.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import type { CriteriaAssessed, ThreadEvent } from '../events.ts';
import type { ThreadPorts } from '../ports.ts';
import { assessPlan, isBehind, liveMeasures, readsStore } from './criteria.ts';
import { eachPlan, type Memory, stateOf } from './memory.ts';
import { criteriaConditions } from './windows.ts';

/** Plans are followed for so long at a time; whatever waits for its turn goes between. */
const pieceMs = 10;

/** Keeps the criteria of open plans up to date: it looks at those of which something changed or is due. */
export type Following = {
  /** Returns the plans that are behind: only their facts were looked at (`catch-up.ts` does the rest). */
  readonly follow: () => Promise<readonly Plan[]>;
  /** Looks at one plan in the turn that the caller has. */
  readonly followOne: (plan: Plan) => Promise<void>;
  /** A plan whose criteria say how far they were really looked at. */
  readonly asFollowed: (plan: Plan) => Plan;
};

export type FollowingSources = {
  readonly ports: ThreadPorts;
  readonly memory: Memory;
  readonly queue: Turns;
  readonly isCurrent: () => boolean;
  /** Decides events in the turn that the caller has. */
  readonly decided: (events: readonly ThreadEvent[]) => Promise<unknown>;
};

/** How a plan was looked at last. While all of it is as it was, another look would find the same. */
type Look = {
  /** The end of the last cell up to which it was. */
  at: number;
  readonly plan: Plan;
  readonly world: readonly unknown[];
  /** Until time alone brings something about. */
  readonly until: number;
  /** Nothing was to be measured. */
  readonly isSilent: boolean;
};

type Passed = Pick<Memory, 'version'> & Pick<Look, 'at' | 'until'> & { readonly set: RuleSet };

/** Nothing was looked at yet. */
export function createFollowing({ ports, memory, queue, isCurrent, decided }: FollowingSources): Following {
  const looks = new Map<number, Look>();
  const keep = createKeeping(ports);
  /** A pass over all plans that left nothing to do until then, unless something changes. */
  let passed: Passed | undefined;

  /** Goes on through plans until there is something to write, or time for others. */
  const followSome = async (plans: Iterator<Plan>, behind: Plan[]): Promise<boolean> => {
    const begun = performance.now();
    const events: CriteriaAssessed[] = [];
    let isThrough = false;
    while (!isThrough && performance.now() - begun < pieceMs) {
      const next = plans.next();
      isThrough = next.done === true;
      // As it is by now: somebody may have changed it.
      const plan = next.value && stateOf(memory, next.value.agent ?? noAgent).plans.get(next.value.number);
      if (plan?.state === 'closed') looks.delete(plan.number);
      if (plan === undefined || plan.state === 'closed') continue;
      const now = ports.clock.now();
      if (!isDue(memory, plan, looks.get(plan.number), now)) {
        if (readsStore(memory, plan)) behind.push(plan);
        continue;
      }
      const looked = lookAt(memory, looks, plan, now);
      if (looked.isBehind) behind.push(plan);
      events.push(...looked.events);
    }
    await decided(events);
    return isThrough;
  };

  return {
    asFollowed: (plan) => asFollowed(looks, plan),
    followOne: async (plan) => {
      if (plan.state !== 'closed') await decided(lookAt(memory, looks, plan, ports.clock.now()).events);
    },
    follow: async () => {
      const { version } = memory;
      const { set } = memory.engine;
      const now = ports.clock.now();
      const reached = cellStart(now, set.stepMs);
      if (passed?.version === version && passed.set === set && passed.at === reached && now < passed.until)
        return [];
      const plans = eachPlan(memory);
      const behind: Plan[] = [];
      while (isCurrent() && !(await queue.add(() => followSome(plans, behind))));
      if (!isCurrent()) return [];
      const until = [...looks.values()].reduce(
        (least, look) => Math.min(least, look.until),
        Number.POSITIVE_INFINITY,
      );
      passed = behind.length > 0 ? undefined : { version, set, at: reached, until };
      if (looks.size + behind.length > 0) await keep(reached, behind);
      return behind;
    },
  };
}

/** Keeps until when criteria were followed, once for each end of a cell. A failure is logged, not thrown. */
function createKeeping({ fenced, logger }: ThreadPorts) {
  let keptAt = Number.NaN;
  return async (until: number, behind: readonly Plan[]): Promise<void> => {
    if (until === keptAt) return;
    keptAt = until;
    const followed = { until, behind: behind.map(({ number }) => number) };
    await fenced((tx) => keepFollowed(tx, followed)).catch((error: unknown) =>
      logger.warn({ err: error }, 'until when criteria were followed could not be kept'),
    );
  };
}

function asFollowed(looks: ReadonlyMap<number, Look>, plan: Plan): Plan {
  return followedUntil(plan, looks.get(plan.number)?.at ?? Number.NEGATIVE_INFINITY);
}

/** The inputs of an assessment besides measures and time, to compare with those of the last one. */
function worldOf(memory: Memory, { agent = noAgent }: Plan): readonly unknown[] {
  const { downtime, proofs, replays } = stateOf(memory, agent);
  return [memory.engine.set, downtime, proofs, replays];
}

function isDue(memory: Memory, plan: Plan, look: Look | undefined, now: number): boolean {
  if (look === undefined || look.plan !== plan || now >= look.until) return true;
  const world = worldOf(memory, plan);
  if (look.world.some((part, place) => part !== world[place])) return true;
  if (readsStore(memory, plan)) return isBehind(memory, plan, now);
  const { stepMs } = memory.engine.set;
  const current = cellStart(now, stepMs);
  if (current === look.at) return false;
  if (Math.abs(current - look.at) > stepMs || !look.isSilent || !isSilent(memory, plan, current)) return true;
  // A step through the cell that has ended would leave everything as it is.
  look.at = Math.max(look.at, current);
  return false;
}

type Looked = { readonly isBehind: boolean; readonly events: readonly CriteriaAssessed[] };

/** Looks at a plan and notes that in `looks`, unless the plan is behind: its next look is due at once. */
function lookAt(memory: Memory, looks: Map<number, Look>, plan: Plan, now: number): Looked {
  const followed = asFollowed(looks, plan);
  const behind = isBehind(memory, followed, now);
  // What lives in a store is never measured here: such a plan counts as behind, and is brought up from there.
  const isKept = readsStore(memory, plan);
  const measuredUntil = behind || isKept ? Number.NEGATIVE_INFINITY : now;
  const assessed = assessPlan(memory, followed, now, liveMeasures(memory, plan), measuredUntil);
  const criteria = (assessed?.criteria ?? []).filter(hasMoved);
  const events = assessed === undefined || criteria.length === 0 ? [] : [{ ...assessed, criteria }];
  if (behind && !isKept) return { isBehind: true, events };
  const at = isKept ? Number.NEGATIVE_INFINITY : cellStart(now, memory.engine.set.stepMs);
  // What moved may bring more about at once, such as an action that reopens.
  const until = events.length === 0 ? nextTurn(memory, plan, now) : Number.NEGATIVE_INFINITY;
  const world = worldOf(memory, plan);
  looks.set(plan.number, { at, plan, world, until, isSilent: !isKept && isSilent(memory, plan, at) });
  return { isBehind: isKept, events };
}

/** When time alone changes what a plan's criteria come to, measures aside. */
function nextTurn(memory: Memory, plan: Plan, now: number): number {
  const { proofs } = stateOf(memory, plan.agent ?? noAgent);
  const everyMs =
    memory.engine.set.agents.get(plan.agent ?? noAgent)?.proofEveryMs ?? Number.POSITIVE_INFINITY;
  const expiries = allCriteria(plan).flatMap(({ spec }) => {
    const passedAt = spec.kind === 'proof' ? proofs.get(spec.rule)?.passedAt : undefined;
    return passedAt === undefined ? [] : [passedAt + everyMs + 1];
  });
  return Math.min(nextStage(plan, now), ...expiries.filter((at) => at > now));
}

/** Whether the cells that a plan's criteria read at the end of a cell hold nothing, or do not count. */
function isSilent(memory: Memory, { actions, indicators, agent = noAgent }: Plan, at: number): boolean {
  const { live, set } = memory.engine;
  const last = stateOf(memory, agent).downtime.at(-1);
  const isSuspended = last !== undefined && last.until === undefined && last.from < at - set.stepMs;
  return criteriaConditions({ actions, indicators }).every(({ metric, window }) => {
    if (set.metrics.get(metric)?.own_traffic !== false && isSuspended) return true;
    const series = findSeries(live, agent, metric);
    const lastAt = series === undefined ? undefined : live.lastAt[series];
    const from = window === undefined ? Number.NEGATIVE_INFINITY : windowStart(window, at - 1);
    return lastAt === undefined || lastAt < from || lastAt === Number.NEGATIVE_INFINITY;
  });
}
