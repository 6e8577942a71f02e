import type { Caller } from '../access/roles.ts';
import { getIncident } from '../incidents/store.ts';
import { findSeries, growSeries, holdsWindow } from '../metrics/memory/live.ts';
import { readCellsOf } from '../metrics/storage/store.ts';
import type { PlanCommand } from '../plans/commands/command.ts';
import { decidePlanCommand } from '../plans/commands/decide.ts';
import { followUpsAfterClosure, type MandateChange } from '../plans/commands/followups.ts';
import type { PlanEvent } from '../plans/events.ts';
import type { Plan } from '../plans/plan.ts';
import { getPlan } from '../plans/store/store.ts';
import type { Db } from '../platform/database/database.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import type { NewEntry } from '../register/chain.ts';
import { ruleSetByHash } from '../rules/sets/store.ts';
import { bringCells } from './cells/settling.ts';
import { type Core, inTurn, write } from './core.ts';
import { followPlans } from './following.ts';
import { ruleWindows } from './memory.ts';
import { planEntry, planNotices } from './plan-news.ts';
import { keepPlan } from './trip.ts';
import { criterionWindows } from './windows.ts';

/** Carries out a command on a plan in its turn: it is decided on the plan as it is then. */
export function commandPlan(core: Core, command: PlanCommand, caller: Caller): Promise<Result<Plan>> {
  return inTurn(core, async (memory) => {
    const number = command.plan;
    const before = memory.plans.get(number) ?? (await getPlan(core.ports.database.db, number));
    if (before === undefined) return unknownPlan(number);
    const { clock } = core.ports;
    const decided = decidePlanCommand(before, command, {
      actor: caller.actor,
      now: clock.now(),
      ruleSet: core.set,
    });
    if (!decided.ok) return decided;
    const { plan, events } = decided.value;
    if (events.length === 0) return done(before);
    await write(core, async (tx, now) => {
      await keepPlan(tx, { plan, before }, now);
      return {
        plans: [plan],
        entries: [...events.map(planEntry), ...(await closureEntries(core, tx, plan, events))],
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
    await bringCells(core, plan.agent);
    const windows = [...wanted, ...ruleWindows(core.set, plan.agent, metric)];
    const id = memory.ids.get(series);
    const reachMs = Math.max(...windows.map((window) => window.lengthMs + 2 * window.cellMs));
    const stored =
      id === undefined ? [] : await readCellsOf(core.ports.database.db, id, core.ports.clock.now() - reachMs);
    growSeries(live, series, { aggregate, windows }, stored);
  }
}

/** What must follow a closure, in the register: supervision to adjust, and the mandate to revise if it changed since. */
async function closureEntries(
  core: Core,
  tx: Db,
  plan: Plan,
  events: readonly PlanEvent[],
): Promise<NewEntry[]> {
  const closed = events.find((event) => event.kind === 'planClosed');
  if (closed === undefined) return [];
  const incident = await getIncident(tx, plan.incident);
  const then = incident === undefined ? undefined : await ruleSetByHash(tx, incident.ruleSet);
  const followUps = followUpsAfterClosure(plan.agent, then, core.set).map((followUp) => ({
    code: followUp.code,
    reference: followUp.reference,
    ...(followUp.code === 'revise_mandate' ? { changes: followUp.changes.map(mandateChangeFacts) } : {}),
  }));
  return [{ ...planEntry(closed), kind: 'closureFollowUps', data: { followUps } }];
}

function mandateChangeFacts(change: MandateChange) {
  if (change.kind === 'scope') return { kind: change.kind };
  const texts = (conditions: MandateConditions) => conditions?.map(({ text }) => text) ?? null;
  return { kind: change.kind, rule: change.rule, before: texts(change.before), after: texts(change.after) };
}

type MandateConditions = Extract<MandateChange, { kind: 'rule' }>['before'];

function unknownPlan(number: number) {
  return refused({ kind: 'not_found', code: 'unknown_plan', detail: `There is no plan ${number}.` });
}
