import { clockState, isUrgent } from '../../incidents/clocks/classification.ts';
import {
  type ClassChange,
  type ClassContext,
  classifyIncident,
  declassifyIncident,
} from '../../incidents/clocks/classify.ts';
import type { ClockCommand } from '../../incidents/clocks/commands.ts';
import { type ClockAudience, clockNotice } from '../../incidents/clocks/notices.ts';
import { refuse } from '../../incidents/clocks/refusals.ts';
import { recordReport } from '../../incidents/clocks/report.ts';
import { stageAt } from '../../incidents/clocks/stages.ts';
import type { Incident } from '../../incidents/incident.ts';
import type { NewNotice } from '../../notices/notice.ts';
import { type Actor, actorText } from '../../platform/actor.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { defined } from '../../platform/defined.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import type { NewEntry } from '../../register/chain.ts';
import { classesOf, classesOver } from '../../rules/clocks/classes.ts';
import { houseZone, stewardsOf } from '../../rules/ruleset.ts';
import type { Change } from '../change.ts';
import { planOf, type World } from '../world.ts';
import { peopleOf, setting, stewardsIn } from './notices.ts';

/** A command about the class of an incident, with its author. */
export type ClockOrder = ClockCommand & { readonly by: Actor };

/** The change to an incident's classes and clocks. They go on whatever becomes of the incident itself. */
export function decideClocks(world: World, order: ClockOrder, now: number): Result<Change> {
  const before = world.incidents.get(order.incident);
  if (before === undefined) return refused(noSuch('incident', order.incident));
  const taken = take(world, before, order, now);
  if (!taken.ok) return taken;
  const { incident } = taken.value;
  return done({
    agent: world.agent,
    incident: { before, after: incident },
    entries: [entryOf(before, order, taken.value, now)],
    notices: order.kind === 'classifyIncident' ? begunNotices(world, taken.value, now) : [],
  });
}

function take(world: World, incident: Incident, order: ClockOrder, now: number): Result<ClassChange> {
  const by = actorText(order.by);
  switch (order.kind) {
    case 'classifyIncident':
      return classifyIncident(incident, order, contextOf(world, incident, by, now));
    case 'recordReport':
      return recordReport(incident, order, { by, now });
    case 'declassifyIncident': {
      const person = order.by.kind === 'person' ? world.set.people.get(order.by.person) : undefined;
      // A class is withdrawn in somebody's name: an approver of people.yaml.
      if (person?.approver !== true)
        return refuse(
          'approver_required',
          'A person who is an approver in people.yaml withdraws a class: use a key of one.',
        );
      return declassifyIncident(incident, order, { by, now });
    }
    default:
      return order satisfies never;
  }
}

function contextOf({ set }: World, { agent }: Incident, by: string, now: number): ClassContext {
  const mandate = agent === undefined ? undefined : set.agents.get(agent);
  const timezone = mandate?.timezone ?? houseZone(set);
  return { by, now, timezone, all: classesOf(set), allowed: classesOver(set, mandate) };
}

const entryKinds = {
  classifyIncident: 'incidentClassified',
  recordReport: 'reportRecorded',
  declassifyIncident: 'incidentDeclassified',
} as const satisfies Record<ClockOrder['kind'], string>;

/** The fact for the register: ids and times, and digests of what people wrote. */
function entryOf(
  { agent, number }: Incident,
  order: ClockOrder,
  { classification, clocks }: ClassChange,
  now: number,
): NewEntry {
  const { awareAt, facets } = classification;
  const states = clocks.map((clock) => {
    const state = clockState(clock, classification, now);
    const { id, dueAt, withdrawn } = clock;
    return defined({
      id,
      dueAt,
      state: state.kind,
      timely: 'timely' in state ? state.timely : undefined,
      wasLate: withdrawn?.wasLate,
    });
  });
  const texts = defined({
    reason: order.reason,
    ...(order.kind === 'recordReport' ? { reference: order.reference, link: order.link } : {}),
  });
  const digests = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, sha256Hex(text)]));
  const sent = order.kind === 'recordReport' ? classification.reports.at(-1) : undefined;
  const data = {
    class: order.class,
    ...(sent === undefined ? { awareAt, facets } : { report: sent.kind, sentAt: sent.sentAt }),
    clocks: states,
    ...(Object.keys(digests).length === 0 ? {} : { digests }),
  };
  return { kind: entryKinds[order.kind], actor: actorText(order.by), agent, incident: number, data };
}

/** The people who are told of an incident's clocks: owner and approver of its agent, or of its plan. */
export function clockAudience(
  { set, plans }: Pick<World, 'set' | 'plans'>,
  incident: Pick<Incident, 'agent' | 'plan'>,
): ClockAudience {
  const { agent } = incident;
  if (agent !== undefined) return defined({ people: peopleOf(set, agent), ...setting(set, agent) });
  const ofPlan = stewardsIn(planOf({ plans }, incident));
  const stewards = stewardsOf(set, undefined);
  const others = stewards === undefined ? [] : [stewards.owner, stewards.approver];
  return { people: ofPlan.length > 0 ? ofPlan : others };
}

/** They hear at once of what began to run, or is due earlier than they knew. */
function begunNotices(
  world: World,
  { incident, classification, clocks }: ClassChange,
  now: number,
): NewNotice[] {
  const audience = clockAudience(world, incident);
  return clocks.flatMap((clock) => {
    const rule = classification.rule.clocks.find(({ id }) => id === clock.id);
    if (rule === undefined || !isUrgent(clockState(clock, classification, now))) return [];
    const stage = stageAt(clock, now)?.stage ?? 'begun';
    return [clockNotice(incident, { classification, rule, clock }, stage, audience)];
  });
}
