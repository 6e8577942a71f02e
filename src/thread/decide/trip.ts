import type { Incident, Trigger } from '../../incidents/incident.ts';
import { planDrafted } from '../../incidents/lifecycle.ts';
import { isSameEpisode, joinIncident, openIncident, triggerSuspends } from '../../incidents/triggers.ts';
import { engineActor } from '../../platform/actor.ts';
import { defined } from '../../platform/defined.ts';
import type { NewEntry } from '../../register/chain.ts';
import type { AlertEvent } from '../../rules/engine/alert.ts';
import type { Rule } from '../../rules/rule.ts';
import { type SwitchChange, tripSwitch } from '../../switches/switch.ts';
import type { Change } from '../change.ts';
import { openIncidentsOf, ruleIncidentOf, switchOf, type World } from '../world.ts';
import { addressedChange } from './addressed.ts';
import { planEntry } from './entries.ts';
import { alarmNotice, draftNotice, planNotices } from './notices.ts';
import { type Planned, planFor } from './trip-plan.ts';

/** An alert event that must become an incident, with its rule. */
export type Episode = {
  readonly rule: Rule;
  readonly event: Extract<AlertEvent, { kind: 'ruleFired' | 'ruleNoData' }>;
  /** Whether it stops the agent. */
  readonly suspends: boolean;
};

/**
 * The episode that an alert event begins: a firing of a rule that does more than observe, or silence where
 * the rule says so.
 */
export function episodeOf(event: AlertEvent, rule: Rule): Episode | undefined {
  if (rule.effect === 'observe') return undefined;
  switch (event.kind) {
    case 'ruleFired':
      return { rule, event, suspends: rule.effect === 'suspend' };
    case 'ruleNoData':
      return rule.onNoData === 'keep' ? undefined : { rule, event, suspends: rule.onNoData === 'suspend' };
    case 'rulePending':
    case 'rulePendingEnded':
    case 'ruleResolved':
    case 'ruleDataBack':
      return undefined;
    default:
      return event satisfies never;
  }
}

/**
 * A rule fires, or has been silent for too long: incident, plan, switch, register and notices. An episode
 * that the incident knows already changes nothing, so that doing it twice does it once.
 */
export function decideTrip(world: World, event: Episode['event'], now: number): Change {
  const { agent, set } = world;
  const standing = world.rules.get(event.rule);
  const episode = standing && episodeOf(event, standing.rule);
  const trigger = episode && triggerOf(episode);
  if (episode === undefined || trigger === undefined || isKnown(world, trigger)) return { agent };
  const open = ruleIncidentOf(world);
  const found = open === undefined ? opened(world, trigger, now) : joined(open, trigger, now);
  const planned = planFor(world, found, { rule: episode.rule, trigger }, now);
  const incident = planned === undefined ? found : planDrafted(found, planned.move.after.number);
  const before = switchOf(world, now);
  const tripped = episode.suspends ? tripOf(world, trigger, incident.number, now) : undefined;
  const change: Change = {
    agent,
    incident: { before: open, after: incident },
    ...defined({
      killSwitch: tripped && { kind: 'changed' as const, before, after: tripped.state, event: tripped.event },
      plan: planned?.move,
    }),
    alerts: standing === undefined ? [] : [standing.alert],
    alertEvents: [{ event, effect: episode.rule.effect }],
    entries: entriesOf(episode, trigger, incident, open === undefined, tripped, planned),
    notices: [
      alarmNotice(set, agent, incident.number, trigger, open !== undefined),
      ...(planned?.move.kind === 'drafted' ? [draftNotice(set, planned.move.after)] : []),
      ...(planned?.events ?? []).flatMap((one) => (planned ? planNotices(set, planned.move.after, one) : [])),
    ],
  };
  // Many trips of a moment are decided here, without passing through decide.ts.
  return addressedChange(change, set, now);
}

/** An alert that had only told people suspends once its rule was made stricter: that is not known yet. */
function isKnown(world: World, trigger: Trigger): boolean {
  return openIncidentsOf(world).some(({ triggers }) =>
    triggers.some((one) => isSameEpisode(one, trigger) && (one.suspended || !trigger.suspended)),
  );
}

/** An episode as its incident keeps it. */
function triggerOf({ rule, event, suspends }: Episode): Trigger {
  const [condition] = rule.when;
  const base = {
    rule: rule.id,
    firedAt: event.at,
    breachedAt: event.since,
    metric: condition?.metric ?? '',
    condition: rule.when.map(({ text }) => text).join(' and '),
    threshold: condition?.threshold ?? Number.NaN,
    severity: rule.severity,
    suspended: suspends,
  };
  if (event.kind === 'ruleNoData') return { ...base, cause: 'no_data' };
  return { ...base, cause: 'fired', ...defined({ value: event.measure.value }) };
}

function opened({ agent, set, sequences }: World, trigger: Trigger, now: number): Incident {
  const number = sequences.incident + 1;
  return openIncident({ number, agent, source: 'rule', trigger, ruleSet: set.hash, by: engineActor }, now);
}

function joined(open: Incident, trigger: Trigger, now: number): Incident {
  const known = open.triggers.find((one) => isSameEpisode(one, trigger));
  if (known !== undefined) return triggerSuspends(open, known, now);
  const result = joinIncident(open, trigger);
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

function tripOf(world: World, trigger: Trigger, incident: number, now: number): SwitchChange | undefined {
  const { rule, cause, firedAt, value, threshold } = trigger;
  return tripSwitch(
    switchOf(world, now),
    { rule, cause, firedAt, threshold, incident, ...defined({ value }) },
    now,
  );
}

function entriesOf(
  { rule, event }: Episode,
  trigger: Trigger,
  incident: Incident,
  isNew: boolean,
  tripped: SwitchChange | undefined,
  planned: Planned | undefined,
): NewEntry[] {
  const about = { actor: 'engine', agent: incident.agent, incident: incident.number };
  const { cause, metric, condition, threshold, severity, breachedAt, firedAt } = trigger;
  const seen = { rule: rule.id, metric, condition, threshold, value: trigger.value ?? null, severity };
  const { source } = incident;
  const entries: NewEntry[] = [
    { ...about, kind: event.kind, data: { ...seen, cause, breachedAt, firedAt } },
    {
      ...about,
      kind: isNew ? 'incidentOpened' : 'incidentJoined',
      data: { source, severity: incident.severity },
    },
  ];
  if (tripped !== undefined)
    entries.push({
      ...about,
      kind: tripped.event.kind,
      data: { rule: rule.id, epoch: tripped.state.epoch },
    });
  return [...entries, ...(planned?.events ?? []).map(planEntry)];
}
