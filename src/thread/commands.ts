import type { Caller } from '../access/roles.ts';
import type { Incident } from '../incidents/incident.ts';
import { suspensionEnded, suspensionStarted } from '../incidents/lifecycle.ts';
import { saveIncident } from '../incidents/store.ts';
import { markTriggerResolved } from '../incidents/triggers.ts';
import type { NewNotice } from '../notices/notice.ts';
import type { PlanChange } from '../plans/commands/change.ts';
import { completeContext } from '../plans/drafting/context.ts';
import { actorText, engineActor } from '../platform/actor.ts';
import { sha256Hex } from '../platform/canonical.ts';
import type { Db } from '../platform/database/database.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import type { NewEntry } from '../register/chain.ts';
import type { AlertEvent } from '../rules/engine/alert.ts';
import { appendAlertEvents, saveAlerts } from '../rules/engine/alert-store.ts';
import { alertOf, measureRule, releaseRule } from '../rules/engine/engine.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { acknowledgeSwitch, markEscalated, needsEscalation } from '../switches/acknowledgement.ts';
import { markingEscalations, saveAcknowledgement, saveSwitch } from '../switches/store.ts';
import { type KillSwitch, mayRun, type RuleMeasure, resumeAgent, suspendAgent } from '../switches/switch.ts';
import { alertKey } from './alarms.ts';
import { type Core, inTurn, switchOf, write } from './core.ts';
import type { Memory } from './memory.ts';
import { writeNumbered } from './numbered.ts';
import { planEntry } from './plan-news.ts';
import { peopleOf, setting } from './telling.ts';
import { keepPlan } from './trip.ts';

/** One step, any operator: the agent stops. Pressed twice it is no error. */
export function suspend(
  core: Core,
  agent: string,
  reason: string,
  caller: Caller,
): Promise<Result<KillSwitch>> {
  return inTurn(core, async (memory) => {
    if (!core.set.agents.has(agent)) return unknownAgent(agent);
    const now = core.ports.clock.now();
    const before = switchOf(memory, agent, now);
    const incident = memory.incidents.get(agent);
    const by = caller.actor;
    const change = suspendAgent(
      before,
      { by, reason, ...(incident === undefined ? {} : { incident: incident.number }) },
      now,
    );
    if (change === undefined) return done(before);
    await write(core, async (tx, at) => {
      await saveSwitch(tx, before, change.state, change.event);
      const stopped =
        incident === undefined ? [] : await keepIncident(tx, incident, suspensionStarted(incident, at));
      const data = { epoch: change.state.epoch, digest: sha256Hex(reason) };
      const about = { agent, ...(incident === undefined ? {} : { incident: incident.number }) };
      const notice: NewNotice = {
        ...about,
        key: `suspended:${agent}:${change.state.epoch}`,
        kind: 'agent_suspended',
        severity: 'warning',
        people: peopleOf(core.set, agent),
        data: { ...setting(core.set, agent), by: actorText(by), reason },
      };
      return {
        switches: [change.state],
        incidents: stopped,
        entries: [{ ...about, kind: change.event.kind, actor: actorText(by), data }],
        notices: [notice],
      };
    });
    return done(change.state);
  });
}

/** The one way back: an approver lets the agent run. Every trip is released, and its rule starts afresh on new data. */
export function resume(
  core: Core,
  agent: string,
  order: { readonly reason: string; readonly override: boolean },
  caller: Caller,
): Promise<Result<KillSwitch>> {
  return inTurn(core, async (memory) => {
    if (!core.set.agents.has(agent)) return unknownAgent(agent);
    const now = core.ports.clock.now();
    const before = switchOf(memory, agent, now);
    const decided = resumeAgent(
      before,
      { ...order, by: caller.actor, measures: measuresOf(memory, before, now) },
      now,
    );
    if (!decided.ok) return decided;
    const { state, event } = decided.value;
    // The released alerts are stored with the switch, not by a group commit that comes before it.
    const releasing = before.trips.map(({ rule }) => alertKey({ agent, rule }));
    for (const key of releasing) core.unsettled.add(key);
    await write(core, async (tx, at) => {
      await saveSwitch(tx, before, state, event);
      const released = before.trips.flatMap((trip) => releaseRule(memory.engine, agent, trip.rule, at));
      await keepReleased(core, tx, memory, agent, before, released, at);
      const incident = memory.incidents.get(agent);
      const back =
        incident === undefined ? [] : await keepIncident(tx, incident, backOnLine(incident, released, at));
      const completed = await completePlan(core, tx, memory, back[0], at);
      const { override } = event.kind === 'agentResumed' ? event : { override: false };
      const rules = before.trips.map((trip) => trip.rule);
      const data = { epoch: state.epoch, override, released: rules, digest: sha256Hex(order.reason) };
      const about = { agent, ...(incident === undefined ? {} : { incident: incident.number }) };
      const notice: NewNotice = {
        ...about,
        key: `resumed:${agent}:${state.epoch}`,
        kind: 'agent_resumed',
        severity: override ? 'warning' : 'info',
        people: peopleOf(core.set, agent),
        data: {
          ...setting(core.set, agent),
          by: actorText(caller.actor),
          reason: order.reason,
          override,
          downtimeMs: at - before.since,
        },
      };
      return {
        switches: [state],
        incidents: back,
        plans: completed === undefined ? [] : [completed.plan],
        entries: [
          { ...about, kind: event.kind, actor: actorText(caller.actor), data },
          ...(completed?.events ?? []).map(planEntry),
        ],
        notices: [notice],
      };
    });
    for (const key of releasing) core.unsettled.delete(key);
    return done(state);
  });
}

/** What the rules that tripped the switch measure now. A rule that is no longer in force measures nothing. */
function measuresOf(memory: Memory, state: KillSwitch, now: number): RuleMeasure[] {
  return state.trips.map(({ rule, threshold }) => {
    const seen = measureRule(memory.engine, state.agent, rule, now);
    if (seen === undefined) return { rule, verdict: 'no_data', threshold };
    const { verdict, value } = seen;
    return { rule, verdict, threshold: seen.threshold, ...(value === undefined ? {} : { value }) };
  });
}

async function keepReleased(
  core: Core,
  tx: Db,
  memory: Memory,
  agent: string,
  before: KillSwitch,
  released: readonly AlertEvent[],
  now: number,
): Promise<void> {
  const alerts = before.trips.flatMap(({ rule }) => alertOf(memory.engine, agent, rule) ?? []);
  await saveAlerts(tx, alerts, now);
  await appendAlertEvents(
    tx,
    released.map((event) => ({ event, effect: 'suspend' as const })),
  );
  core.waiting.events = core.waiting.events.filter(({ event }) => !released.includes(event));
}

/** The incident once its agent runs again: downtime over, and the released rules' triggers ended. */
function backOnLine(incident: Incident, released: readonly AlertEvent[], now: number): Incident {
  const rules = new Set(
    incident.triggers.filter((trigger) => trigger.suspended).map((trigger) => trigger.rule),
  );
  let after = suspensionEnded(incident, now);
  for (const rule of rules) {
    const event = released.find((candidate) => candidate.rule === rule);
    const peak = event?.kind === 'ruleResolved' ? { peak: event.peak } : {};
    after = markTriggerResolved(after, { rule, ...peak }, now);
  }
  return after;
}

/** The plan's context says how long the agent was down, now that it is known. */
async function completePlan(
  core: Core,
  tx: Db,
  memory: Memory,
  incident: Incident | undefined,
  now: number,
): Promise<PlanChange | undefined> {
  const plan = incident?.plan === undefined ? undefined : memory.plans.get(incident.plan);
  const mandate = incident === undefined ? undefined : core.set.agents.get(incident.agent);
  if (incident === undefined || plan === undefined || mandate === undefined) return undefined;
  const completed = completeContext(
    plan,
    incident,
    { mandate, ruleSet: core.set },
    { actor: engineActor, now },
  );
  if (completed.events.length > 0) await keepPlan(tx, { plan: completed.plan, before: plan }, now);
  return completed;
}

async function keepIncident(tx: Db, before: Incident, after: Incident): Promise<Incident[]> {
  if (after === before) return [];
  await saveIncident(tx, after);
  return [after];
}

/** The agent says that it obeys an epoch. */
export function acknowledge(
  core: Core,
  agent: string,
  epoch: number,
  caller: Caller,
): Promise<Result<KillSwitch>> {
  return inTurn(core, async (memory) => {
    if (!core.set.agents.has(agent)) return unknownAgent(agent);
    const now = core.ports.clock.now();
    const before = switchOf(memory, agent, now);
    const decided = acknowledgeSwitch(before, epoch, now);
    if (!decided.ok || decided.value === before) return decided;
    await write(core, async (tx) => {
      await saveAcknowledgement(tx, decided.value);
      const data = { epoch, mayRun: mayRun(decided.value) };
      return {
        switches: [decided.value],
        entries: [{ kind: 'switchAcknowledged', actor: actorText(caller.actor), agent, data }],
      };
    });
    return decided;
  });
}

/** Tells people, once, of every suspension that its agent has not acknowledged in time. */
export async function escalateUnacknowledged(core: Core): Promise<void> {
  const { memory } = core;
  if (memory === undefined) return;
  const now = core.ports.clock.now();
  const late = [...memory.switches.values()].filter((state) => {
    const mandate = core.set.agents.get(state.agent);
    return mandate !== undefined && needsEscalation(state, mandate.ackWithinMs, now);
  });
  if (late.length === 0) return;
  const escalated = late.map(markEscalated);
  const told = late.map((state) => escalation(core.set, state));
  await writeNumbered(core, () => ({
    parts: { escalation: markingEscalations(escalated) },
    switches: escalated,
    entries: told.map(({ entry }) => entry),
    notices: told.map(({ notice }) => notice),
  }));
}

/** What is said of a suspension that was not acknowledged. */
function escalation(
  set: RuleSet,
  { agent, epoch, since }: KillSwitch,
): { readonly entry: NewEntry; readonly notice: NewNotice } {
  const withinMs = set.agents.get(agent)?.ackWithinMs ?? 0;
  return {
    entry: { kind: 'acknowledgementMissing', actor: 'engine', agent, data: { epoch, withinMs } },
    notice: {
      key: `unacknowledged:${agent}:${epoch}`,
      kind: 'suspension_not_acknowledged',
      severity: 'critical',
      agent,
      people: peopleOf(set, agent),
      data: { ...setting(set, agent), epoch, askedAt: since, withinMs },
    },
  };
}

/** The refusal for an agent that no mandate names. */
export function unknownAgent(agent: string) {
  return refused({
    kind: 'not_found',
    code: 'unknown_agent',
    detail: `There is no agent "${agent}" in the rules in force.`,
  });
}
