import type { Caller } from '../access/roles.ts';
import { findSeries, growSeries, holdsWindow } from '../metrics/live.ts';
import { readCellsOf } from '../metrics/store.ts';
import type { PlanContext, PlanDecision } from '../plans/change.ts';
import type { PlanEvent } from '../plans/events.ts';
import type { Plan } from '../plans/plan.ts';
import { getPlan } from '../plans/store.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import { type Core, inTurn, write } from './core.ts';
import { followPlans } from './following.ts';
import { ruleWindows } from './memory.ts';
import { planEntry, planNotices } from './plan-news.ts';
import { keepPlan } from './trip.ts';
import { criterionWindows } from './windows.ts';

/** Carries out a decision on a plan in its turn: the plan it is taken on is the plan as it is then. */
export function commandPlan(
  core: Core,
  number: number,
  decide: (plan: Plan, ctx: PlanContext) => PlanDecision,
  caller: Caller,
  version?: number,
): Promise<Result<Plan>> {
  return inTurn(core, async (memory) => {
    const before = memory.plans.get(number) ?? (await getPlan(core.ports.database.db, number));
    if (before === undefined) return unknownPlan(number);
    const { clock } = core.ports;
    const decided = decide(before, {
      actor: caller.actor,
      now: clock.now(),
      people: core.set.people,
      version,
    });
    if (!decided.ok) return decided;
    const { plan, events } = decided.value;
    if (events.length === 0) return done(before);
    await write(core, async (tx, now) => {
      await keepPlan(tx, { plan, before }, now);
      return {
        plans: [plan],
        entries: [...events.map(planEntry), ...closureEntries(core, plan, events)],
        notices: events.flatMap((event) => planNotices(core.set, plan, event)),
      };
    });
    await growForPlan(core, plan);
    await followPlans(core);
    return done(core.memory?.plans.get(number) ?? plan);
  });
}

/** Makes the rings long enough for windows that only this plan's criteria read. Until then those measure nothing. */
export async function growForPlan(core: Core, plan: Plan): Promise<void> {
  const { memory } = core;
  const byMetric = criterionWindows([plan]).get(plan.agent);
  if (memory === undefined || byMetric === undefined) return;
  const { live } = memory.engine;
  for (const [metric, wanted] of byMetric) {
    const series = findSeries(live, plan.agent, metric);
    const aggregate = core.set.metrics.get(metric)?.aggregate;
    if (series === undefined || aggregate === undefined) continue;
    if (wanted.every((window) => holdsWindow(live, series, window))) continue;
    await core.committer.commit();
    const windows = [...wanted, ...ruleWindows(core.set, plan.agent, metric)];
    const id = memory.ids.get(series);
    const reachMs = Math.max(...windows.map((window) => window.lengthMs + 2 * window.cellMs));
    const stored =
      id === undefined ? [] : await readCellsOf(core.ports.database.db, id, core.ports.clock.now() - reachMs);
    growSeries(live, series, { aggregate, windows }, stored);
  }
}

/** What must follow a closure, in the register: supervision to adjust, mandate to revise. */
function closureEntries(core: Core, plan: Plan, events: readonly PlanEvent[]) {
  const closed = events.find((event) => event.kind === 'planClosed');
  if (closed === undefined) return [];
  const entry = planEntry(closed);
  return [
    { ...entry, kind: 'planClosureReported', data: { actions: plan.actions.length, ruleSet: core.set.hash } },
  ];
}

function unknownPlan(number: number) {
  return refused({ kind: 'not_found', code: 'unknown_plan', detail: `There is no plan ${number}.` });
}
