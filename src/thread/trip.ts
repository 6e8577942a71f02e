import type { Incident, Trigger } from '../incidents/incident.ts';
import { planDrafted } from '../incidents/lifecycle.ts';
import { addingIncident, saveIncident } from '../incidents/store.ts';
import { joinIncident, openIncident, triggerSuspends } from '../incidents/triggers.ts';
import type { NewNotice } from '../notices/notice.ts';
import { reopenPlan } from '../plans/commands/reopen.ts';
import { planDrafted as draftedEvent, draftPlan, extendDraft } from '../plans/drafting/draft.ts';
import type { PlanEvent } from '../plans/events.ts';
import type { Plan } from '../plans/plan.ts';
import { addingPlan, savePlan } from '../plans/store/store.ts';
import { engineActor } from '../platform/actor.ts';
import type { Db } from '../platform/database/database.ts';
import type { NewEntry } from '../register/chain.ts';
import type { AlertEvent } from '../rules/engine/alert.ts';
import { addingAlertEvents, settingAlerts } from '../rules/engine/alert-store.ts';
import { alertOf } from '../rules/engine/engine.ts';
import type { Rule } from '../rules/rule.ts';
import { changingSwitch } from '../switches/store.ts';
import { type SwitchChange, type Trip, tripSwitch } from '../switches/switch.ts';
import { type Core, switchOf } from './core.ts';
import type { Ends } from './ends-store.ts';
import type { Memory } from './memory.ts';
import { type NumberedChange, writeNumbered } from './numbered.ts';
import { planEntry, planNotices } from './plan-news.ts';
import { alarmNotice, draftNotice } from './telling.ts';

/** Something that must become an incident: a rule that fired, or one that has been silent for too long. */
export type Episode = {
  readonly agent: string;
  readonly rule: Rule;
  readonly event: Extract<AlertEvent, { kind: 'ruleFired' | 'ruleNoData' }>;
  readonly suspends: boolean;
};

/** A closed plan whose cure did not last this long is taken up again instead of drafting another. */
const recurrenceMs = 30 * 86_400_000;

/**
 * The trip: switch, incident, draft plan, register entries and notices in one statement, or one transaction. Doing it
 * twice does it once: an episode that its incident knows already changes nothing.
 */
export async function trip(core: Core, episode: Episode): Promise<void> {
  const { memory } = core;
  if (memory === undefined || isKnown(memory, episode)) return;
  await writeNumbered(core, (ends, now) => tripChange(core, memory, episode, ends, now));
}

function isKnown(memory: Memory, episode: Episode): boolean {
  const trigger = triggerOf(episode);
  const known = memory.incidents.get(episode.agent)?.triggers.find((one) => isSame(one, trigger));
  return known !== undefined && (known.suspended || !trigger.suspended);
}

/** What a trip changes. Changes nothing itself. */
export function tripChange(
  core: Core,
  memory: Memory,
  episode: Episode,
  ends: Ends,
  now: number,
): NumberedChange {
  const { set } = core;
  const trigger = triggerOf(episode);
  const open = memory.incidents.get(episode.agent);
  const known = open?.triggers.find((one) => isSame(one, trigger));
  const found =
    open === undefined
      ? openedBy(core, episode, trigger, ends.incident + 1, now)
      : joined(open, trigger, known, now);
  const planned = planFor(core, memory, found, episode, ends.plan + 1, now);
  const incident = planned === undefined ? found : { ...planDrafted(found, planned.plan.number) };
  const change = episode.suspends ? tripOf(memory, episode, trigger, incident.number, now) : undefined;
  const alert = alertOf(memory.engine, episode.agent, episode.rule.id);
  const news: NewNotice[] = [alarmNotice(set, episode.agent, incident.number, trigger, open !== undefined)];
  if (planned?.isNew) news.push(draftNotice(set, planned.plan));
  const before = switchOf(memory, episode.agent, now);
  return {
    ...kept(incident, open === undefined, planned, now),
    parts: {
      ...(alert === undefined ? {} : { alert: settingAlerts([alert], now) }),
      alert_event: addingAlertEvents([{ event: episode.event, effect: episode.rule.effect }]),
      ...(open === undefined ? { incident: addingIncident(incident) } : {}),
      ...(planned?.isNew ? addingPlan(planned.plan, now) : {}),
      ...(change === undefined ? {} : changingSwitch(before, change.state, change.event)),
    },
    switches: change === undefined ? [] : [change.state],
    incidents: [incident],
    plans: planned === undefined ? [] : [planned.plan],
    entries: entriesOf(episode, trigger, incident, open === undefined, change, planned),
    notices: [...news, ...(planned?.events ?? []).flatMap((event) => planNotices(set, planned?.plan, event))],
  };
}

/** What the trip changes that stands already: an incident that it joins, a plan that it extends or takes up again. */
function kept(incident: Incident, isNew: boolean, planned: Planned | undefined, now: number): NumberedChange {
  const { plan, before } = planned ?? {};
  if (isNew && before === undefined) return {};
  return {
    changing: (tx) => [
      ...(isNew ? [] : [saveIncident(tx, incident)]),
      ...(plan === undefined || before === undefined ? [] : [keepPlan(tx, { plan, before }, now)]),
    ],
  };
}

function isSame(known: Trigger, trigger: Trigger): boolean {
  return known.rule === trigger.rule && known.cause === trigger.cause && known.firedAt === trigger.firedAt;
}

/** What an episode says on its incident. */
export function triggerOf({ rule, event, suspends }: Episode): Trigger {
  const condition = rule.when[0];
  const base = {
    rule: rule.id,
    firedAt: event.at,
    breachedAt: event.since,
    metric: condition?.metric ?? '',
    condition: rule.when.map((one) => one.text).join(' and '),
    threshold: condition?.threshold ?? Number.NaN,
    severity: rule.severity,
    suspended: suspends,
  };
  if (event.kind === 'ruleNoData') return { ...base, cause: 'no_data' };
  const { value } = event.measure;
  return { ...base, cause: 'fired', ...(value === undefined ? {} : { value }) };
}

function openedBy(core: Core, { agent }: Episode, trigger: Trigger, number: number, now: number): Incident {
  return openIncident(
    { number, agent, source: 'rule', trigger, ruleSet: core.set.hash, by: engineActor },
    now,
  );
}

function joined(open: Incident, trigger: Trigger, known: Trigger | undefined, now: number): Incident {
  if (known !== undefined) return triggerSuspends(open, known, now);
  const result = joinIncident(open, trigger);
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

function tripOf(
  memory: Memory,
  { agent, rule }: Episode,
  trigger: Trigger,
  incident: number,
  now: number,
): SwitchChange | undefined {
  const { cause, firedAt, value, threshold } = trigger;
  const facts: Trip = {
    rule: rule.id,
    cause,
    firedAt,
    threshold,
    incident,
    ...(value === undefined ? {} : { value }),
  };
  return tripSwitch(switchOf(memory, agent, now), facts, now);
}

type Planned = {
  readonly plan: Plan;
  readonly isNew: boolean;
  readonly before?: Plan;
  readonly events: readonly PlanEvent[];
};

/** A suspension always has its plan; an alert has one when its rule names a playbook. */
function planFor(
  core: Core,
  memory: Memory,
  incident: Incident,
  episode: Episode,
  number: number,
  now: number,
): Planned | undefined {
  const { playbook: name } = episode.rule;
  if (!episode.suspends && name === undefined) return undefined;
  const mandate = core.set.agents.get(episode.agent);
  if (mandate === undefined) return undefined;
  const playbook = name === undefined ? undefined : core.set.playbooks.get(name);
  const deed = { actor: engineActor, now };
  const known = incident.plan === undefined ? undefined : memory.plans.get(incident.plan);
  if (known !== undefined) {
    if (playbook === undefined) return undefined;
    const extended = extendDraft(known, playbook, { evidence: incident.evidence, ruleSet: core.set }, deed);
    return extended.events.length === 0 ? undefined : { ...extended, isNew: false, before: known };
  }
  const cured = recurring(memory, episode, now);
  if (cured !== undefined) {
    const reopened = reopenPlan(cured, incident, deed);
    if (reopened.ok) return { ...reopened.value, isNew: false, before: cured };
  }
  const plan = draftPlan({
    number,
    incident,
    ...(playbook === undefined ? {} : { playbook }),
    mandate,
    ruleSet: core.set,
    now,
  });
  return { plan, isNew: true, events: [draftedEvent(plan, deed)] };
}

function recurring(memory: Memory, { agent, rule }: Episode, now: number): Plan | undefined {
  return [...memory.plans.values()].find(
    (plan) =>
      plan.agent === agent &&
      plan.state === 'closed' &&
      plan.closedAt !== undefined &&
      now - plan.closedAt <= recurrenceMs &&
      rule.playbook !== undefined &&
      plan.playbooks.includes(rule.playbook),
  );
}

/** Writes a plan that an event of the thread has changed. */
export async function keepPlan(
  tx: Db,
  { plan, before }: { readonly plan: Plan; readonly before: Plan },
  now: number,
): Promise<void> {
  const saved = await savePlan(tx, plan, before.version, now);
  if (saved === 'conflict') throw new Error(`plan ${plan.number} is no longer at version ${before.version}`);
}

function entriesOf(
  { agent, rule, event }: Episode,
  trigger: Trigger,
  incident: Incident,
  isNew: boolean,
  change: SwitchChange | undefined,
  planned: Planned | undefined,
): NewEntry[] {
  const about = { actor: 'engine', agent, incident: incident.number };
  const { cause, metric, condition, threshold, severity, breachedAt, firedAt } = trigger;
  const seen = { rule: rule.id, metric, condition, threshold, value: trigger.value ?? null, severity };
  return [
    { ...about, kind: event.kind, data: { ...seen, cause, breachedAt, firedAt } },
    {
      ...about,
      kind: isNew ? 'incidentOpened' : 'incidentJoined',
      data: { source: incident.source, severity: incident.severity },
    },
    ...(change === undefined
      ? []
      : [{ ...about, kind: change.event.kind, data: { rule: rule.id, epoch: change.state.epoch } }]),
    ...(planned?.events ?? []).map(planEntry),
  ];
}
