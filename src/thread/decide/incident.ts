import type { z } from 'zod';
import type { NoteIncident, OpenIncident, StepIncident } from '../../incidents/commands.ts';
import type { Incident } from '../../incidents/incident.ts';
import {
  acknowledgeIncident,
  closeIncident,
  noteIncident,
  planDrafted,
  resolveIncident,
} from '../../incidents/lifecycle.ts';
import { openIncident } from '../../incidents/triggers.ts';
import type { NewNotice } from '../../notices/notice.ts';
import { planDrafted as draftedEvent, draftPlan } from '../../plans/drafting/draft.ts';
import { type Actor, actorText } from '../../platform/actor.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { defined } from '../../platform/defined.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { stewardsOf } from '../../rules/ruleset.ts';
import type { Change } from '../change.ts';
import { planOf, type World } from '../world.ts';
import { planEntry } from './entries.ts';
import { draftNotice, peopleOf, setting, stewardsIn } from './notices.ts';
import { noStewards, unknownPlaybook } from './refusals.ts';

type Order = z.infer<typeof OpenIncident> & { readonly by: Actor };

/** A person opens an incident, with its plan, whatever else is open: each has one cause. */
export function decideOpen(world: World, order: Order, now: number): Result<Change> {
  const { set, sequences } = world;
  const { agent, by, source, title, description, severity } = order;
  const person = by.kind === 'person' ? by.person : undefined;
  const mandate = agent === undefined ? stewardsOf(set, person) : set.agents.get(agent);
  if (mandate === undefined) return agent === undefined ? noStewards() : refused(noSuch('agent', agent));
  const playbook = order.playbook === undefined ? undefined : set.playbooks.get(order.playbook);
  if (order.playbook !== undefined && playbook === undefined) return unknownPlaybook(set, order.playbook);
  const number = sequences.incident + 1;
  const told = { number, agent, source, title, description, ...defined({ severity }) };
  const opened = openIncident({ ...told, ruleSet: set.hash, by }, now);
  const plan = draftPlan({
    number: sequences.plan + 1,
    incident: opened,
    playbook,
    audit: order.audit && defined(order.audit),
    mandate,
    ruleSet: set,
    now,
  });
  const incident = planDrafted(opened, plan.number);
  const actor = actorText(by);
  const digests = { title: sha256Hex(title), description: sha256Hex(description) };
  const people = [...new Set([mandate.owner, mandate.approver])];
  return done({
    agent: world.agent,
    incident: { before: undefined, after: incident },
    plan: { kind: 'drafted', after: plan },
    entries: [
      {
        kind: 'incidentOpened',
        actor,
        agent,
        incident: number,
        data: { source, severity: incident.severity, digests },
      },
      planEntry(draftedEvent(plan, { actor: by, now })),
    ],
    notices: [
      {
        key: `incident-opened:${number}`,
        kind: 'incident_opened',
        severity: incident.severity,
        agent,
        incident: number,
        people,
        data: { ...setting(set, agent, mandate.timezone), source, title, by: actor },
      },
      draftNotice(set, plan),
    ],
  });
}

const stepped = {
  acknowledgeIncident: 'incidentAcknowledged',
  resolveIncident: 'incidentResolved',
  closeIncident: 'incidentClosed',
} as const satisfies Record<Step['kind'], string>;

type Step = z.infer<typeof StepIncident>;

/** A person takes a step in an incident's life, or hears what stands in the way. */
export function decideStep(
  world: World,
  { kind, incident: number, by }: Step & { readonly by: Actor },
  now: number,
): Result<Change> {
  const before = world.incidents.get(number);
  if (before === undefined) return refused(noSuch('incident', number));
  const { agent } = before;
  const decided = take(kind, before, by, world, now);
  if (!decided.ok) return decided;
  const about = { agent, incident: number };
  const actor = actorText(by);
  return done({
    agent: world.agent,
    incident: { before, after: decided.value },
    entries: [{ ...about, kind: stepped[kind], actor, data: { from: before.state } }],
    notices: kind === 'resolveIncident' ? [resolvedNotice(world, decided.value, by, now)] : [],
  });
}

/** Tells the others that it is over, and of the plan that goes on: who resolved it knows. */
function resolvedNotice(world: World, incident: Incident, by: Actor, now: number): NewNotice {
  const { set } = world;
  const { agent, number } = incident;
  const plan = planOf(world, incident);
  const stewards = agent === undefined ? stewardsIn(plan) : peopleOf(set, agent);
  return {
    ...{ agent, incident: number },
    key: `incident-resolved:${number}:${now}`,
    kind: 'incident_resolved',
    severity: 'info',
    people: stewards.filter((person) => by.kind !== 'person' || by.person !== person),
    ...(plan !== undefined && plan.state !== 'closed' && { plan: plan.number }),
    data: { ...setting(set, agent), by: actorText(by) },
  };
}

/** A person notes a result. The register holds that, and digests: what was written may name somebody. */
export function decideNote(
  world: World,
  { incident: number, by, result, comment }: z.infer<typeof NoteIncident> & { readonly by: Actor },
  now: number,
): Result<Change> {
  const before = world.incidents.get(number);
  if (before === undefined) return refused(noSuch('incident', number));
  const actor = actorText(by);
  const noted = noteIncident(before, defined({ at: now, by: actor, result, comment }));
  if (!noted.ok) return noted;
  const digests = defined({
    result: sha256Hex(result),
    comment: comment === undefined ? undefined : sha256Hex(comment),
  });
  const { agent } = before;
  return done({
    agent: world.agent,
    incident: { before, after: noted.value },
    entries: [{ kind: 'incidentNoted', actor, agent, incident: number, data: { digests } }],
    notices: [],
  });
}

function take(
  step: Step['kind'],
  incident: Incident,
  by: Actor,
  world: World,
  now: number,
): Result<Incident> {
  switch (step) {
    case 'acknowledgeIncident':
      return acknowledgeIncident(incident, by, now);
    case 'resolveIncident':
      return resolveIncident(incident, by, now);
    case 'closeIncident': {
      const plan = planOf(world, incident);
      return closeIncident(incident, { by, planClosed: plan === undefined || plan.state === 'closed' }, now);
    }
    default:
      return step satisfies never;
  }
}
