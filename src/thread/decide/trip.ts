import { shareGiven } from '../../incidents/held-back.ts';
import type { Incident, Trigger } from '../../incidents/incident.ts';
import { planDrafted } from '../../incidents/lifecycle.ts';
import {
  isSameEpisode,
  joinIncident,
  openIncident,
  shareLeftBy,
  triggerTightened,
} from '../../incidents/triggers.ts';
import { engineActor } from '../../platform/actor.ts';
import { defined } from '../../platform/defined.ts';
import type { NewEntry } from '../../register/chain.ts';
import type { AlertEvent } from '../../rules/engine/alert.ts';
import { type Rule, ruleText } from '../../rules/rule.ts';
import { type SwitchChange, shareOf, tripSwitch } from '../../switches/switch.ts';
import type { Change } from '../change.ts';
import { openIncidentsOf, ruleIncidentOf, switchOf, type World } from '../world.ts';
import { addressedChange } from './addressed.ts';
import { planEntry } from './entries.ts';
import { othersGiven } from './held-back.ts';
import { alarmNotice, draftNotice, planNotices } from './notices.ts';
import { heldFiring, surfacedTrigger } from './silenced.ts';
import { type Planned, planFor } from './trip-plan.ts';

/** An alert event that must become an incident, with its rule. */
export type Episode = {
  readonly rule: Rule;
  readonly event: Extract<AlertEvent, { kind: 'ruleFired' | 'ruleNoData' }>;
  /** The part of its traffic that it leaves the agent, 0 to 1. */
  readonly share: number;
};

/**
 * The episode that an alert event begins: a firing of a rule that does more than observe, or silence where
 * the rule says so.
 */
export function episodeOf(event: AlertEvent, rule: Rule): Episode | undefined {
  if (rule.effect === 'observe') return undefined;
  switch (event.kind) {
    case 'ruleFired':
      return { rule, event, share: shareLeft(rule) };
    case 'ruleNoData':
      if (rule.onNoData === 'keep') return undefined;
      return { rule, event, share: rule.onNoData === 'suspend' ? 0 : 1 };
    case 'rulePending':
    case 'rulePendingEnded':
    case 'ruleResolved':
    case 'ruleDataBack':
      return undefined;
    default:
      return event satisfies never;
  }
}

function shareLeft({ effect, share = 0 }: Rule): number {
  switch (effect) {
    case 'suspend':
      return 0;
    case 'degrade':
      return share;
    case 'alert':
    case 'observe':
      return 1;
    default:
      return effect satisfies never;
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
  const seen = episode && triggerOf(episode);
  if (episode === undefined || seen === undefined || isKnown(world, seen)) return { agent };
  const { rule } = episode;
  const happened = {
    alerts: standing === undefined ? [] : [standing.alert],
    alertEvents: [{ event, effect: rule.effect }],
  };
  const held = heldFiring(world, { rule, trigger: seen }, now);
  if (held !== undefined) return held.silenced === undefined ? { agent } : { agent, ...happened, ...held };
  const { trigger, firing } = surfacedTrigger(world, { rule, trigger: seen }, now);
  const change = tripChange(world, { rule, trigger, kind: event.kind }, now);
  const end = {
    at: now,
    outcome: 'tripped' as const,
    ...defined({ incident: change.incident?.after.number }),
  };
  const told: Change = { ...change, ...happened, silenced: firing === undefined ? [] : [{ ...firing, end }] };
  // Many trips of a moment are decided here, without passing through decide.ts.
  return addressedChange(told, set, now);
}

/** A trigger with its rule, and the kind of register entry that tells of it. */
export type Tripping = {
  readonly rule: Rule;
  readonly trigger: Trigger;
  readonly kind: 'ruleFired' | 'ruleNoData' | 'resumeFellBack';
};

/** Whatever a trigger brings about: incident, plan, switch, register and notices. */
export function tripChange(world: World, tripping: Tripping, now: number): Change {
  const { agent, set } = world;
  const { rule, trigger } = tripping;
  const open = ruleIncidentOf(world);
  const found = open === undefined ? opened(world, trigger, now) : joined(open, trigger, now);
  const planned = planFor(world, found, { rule, trigger }, now);
  const drafted = planned === undefined ? found : planDrafted(found, planned.move.after.number);
  const before = switchOf(world, now);
  const tripped = shareLeftBy(trigger) < 1 ? tripOf(world, trigger, drafted.number, now) : undefined;
  const share = shareOf(tripped?.state ?? before);
  // One that leaves some of the traffic costs a stopped agent nothing.
  const counts = tripped !== undefined && shareLeftBy(trigger) <= share;
  const incident = counts ? shareGiven(drafted, share, now) : drafted;
  return {
    agent,
    incident: { before: open, after: incident },
    beside: tripped === undefined ? [] : othersGiven(world, share, now, incident),
    ...defined({
      killSwitch: tripped && { kind: 'changed' as const, before, after: tripped.state, event: tripped.event },
      plan: planned?.move,
    }),
    entries: entriesOf(tripping, incident, open === undefined, tripped, planned),
    notices: [
      alarmNotice(set, agent, incident.number, trigger, open !== undefined),
      ...(planned?.move.kind === 'drafted' ? [draftNotice(set, planned.move.after)] : []),
      ...(planned?.events ?? []).flatMap((one) => (planned ? planNotices(set, planned.move.after, one) : [])),
    ],
  };
}

/** An alert whose rule was made stricter takes more of the traffic: that is not known yet. */
function isKnown(world: World, trigger: Trigger): boolean {
  return openIncidentsOf(world).some(({ triggers }) =>
    triggers.some((one) => isSameEpisode(one, trigger) && shareLeftBy(one) <= shareLeftBy(trigger)),
  );
}

/** An episode as its incident keeps it. */
function triggerOf({ rule, event, share }: Episode): Trigger {
  const [condition] = rule.when;
  const threshold = event.kind === 'ruleFired' ? event.measure.threshold : condition?.threshold;
  const base = {
    rule: rule.id,
    firedAt: event.at,
    breachedAt: event.since,
    metric: condition?.metric ?? '',
    condition: ruleText(rule.when),
    ...defined({ threshold: threshold ?? condition?.threshold }),
    severity: rule.severity,
    suspended: share === 0,
    ...(share > 0 && share < 1 ? { share } : {}),
  };
  if (event.kind === 'ruleNoData') return { ...base, cause: 'no_data' };
  return { ...base, cause: 'fired', ...defined({ value: event.measure.value }) };
}

function opened({ agent, set, sequences }: World, trigger: Trigger, now: number): Incident {
  const number = sequences.incident + 1;
  return openIncident({ number, agent, source: 'rule', trigger, ruleSet: set.hash, by: engineActor }, now);
}

function joined(open: Incident, trigger: Trigger, now: number): Incident {
  const known = open.triggers.some((one) => isSameEpisode(one, trigger));
  if (known) return triggerTightened(open, trigger);
  // What a silence held back stops the agent now, and not when it began to fire.
  const result = joinIncident(open, trigger, trigger.silenced === undefined ? trigger.firedAt : now);
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

function tripOf(world: World, trigger: Trigger, incident: number, now: number): SwitchChange | undefined {
  const { rule, cause, firedAt, value, threshold, share } = trigger;
  return tripSwitch(
    switchOf(world, now),
    { rule, cause, firedAt, incident, ...defined({ value, threshold, share }) },
    now,
  );
}

function entriesOf(
  { rule, trigger, kind }: Tripping,
  incident: Incident,
  isNew: boolean,
  tripped: SwitchChange | undefined,
  planned: Planned | undefined,
): NewEntry[] {
  const about = { actor: 'engine', agent: incident.agent, incident: incident.number };
  const { cause, metric, condition, threshold, severity, breachedAt, firedAt } = trigger;
  const known = defined({ threshold });
  const seen = { rule: rule.id, metric, condition, ...known, value: trigger.value ?? null, severity };
  const { source } = incident;
  const entries: NewEntry[] = [
    { ...about, kind, data: { ...seen, cause, breachedAt, firedAt, ...silencedFor(trigger) } },
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
      data: { rule: rule.id, epoch: tripped.state.epoch, ...defined({ share: trigger.share }) },
    });
  return [...entries, ...(planned?.events ?? []).map(planEntry)];
}

/** How long a silence held the firing back, in ms. */
function silencedFor({ silenced, firedAt }: Trigger): { readonly silencedMs?: number } {
  return silenced === undefined ? {} : { silencedMs: Math.max(0, silenced.until - firedAt) };
}
