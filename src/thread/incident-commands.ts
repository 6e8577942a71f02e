import type { Caller } from '../access/roles.ts';
import type { Incident, IncidentSource } from '../incidents/incident.ts';
import { acknowledgeIncident, closeIncident, planDrafted, resolveIncident } from '../incidents/lifecycle.ts';
import { addingIncident, getIncident, saveIncident } from '../incidents/store.ts';
import { openIncident } from '../incidents/triggers.ts';
import type { NewNotice } from '../notices/notice.ts';
import { planDrafted as draftedEvent, draftPlan } from '../plans/drafting/draft.ts';
import type { AuditFacts } from '../plans/plan.ts';
import { addingPlan } from '../plans/store/store.ts';
import { actorText } from '../platform/actor.ts';
import { sha256Hex } from '../platform/canonical.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import type { Severity } from '../rules/rule.ts';
import { unknownAgent } from './commands.ts';
import { type Core, inTurn, write } from './core.ts';
import { writeNumbered } from './numbered.ts';
import { growForPlan } from './plan-commands.ts';
import { planEntry } from './plan-news.ts';
import { draftNotice, peopleOf, setting } from './telling.ts';

/** What an audit found. Euros a year. */
type AuditOrder = Pick<AuditFacts, 'pains' | 'phases'> & { readonly expectedGain?: number | undefined };

/** An incident that a person opens: an audit, a review, or something they saw. */
export type IncidentOrder = {
  readonly source: Exclude<IncidentSource, 'rule'>;
  readonly agent: string;
  readonly title: string;
  readonly description: string;
  readonly severity?: Severity | undefined;
  readonly playbook?: string | undefined;
  readonly audit?: AuditOrder | undefined;
};

/** Opens an incident by hand, with its plan. An agent has one unresolved incident at a time. */
export function openByHand(core: Core, order: IncidentOrder, caller: Caller): Promise<Result<Incident>> {
  return inTurn(core, async (memory) => {
    const mandate = core.set.agents.get(order.agent);
    if (mandate === undefined) return unknownAgent(order.agent);
    const playbook = order.playbook === undefined ? undefined : core.set.playbooks.get(order.playbook);
    if (order.playbook !== undefined && playbook === undefined) return unknownPlaybook(core, order.playbook);
    const open = memory.incidents.get(order.agent);
    if (open !== undefined) return alreadyOpen(open);
    const { agent, source, title, description } = order;
    const change = await writeNumbered(core, (ends, now) => {
      const number = ends.incident + 1;
      const by = caller.actor;
      const severity = order.severity === undefined ? {} : { severity: order.severity };
      const told = { number, agent, source, title, description, ...severity };
      const opened = openIncident({ ...told, ruleSet: core.set.hash, by }, now);
      const plan = draftPlan({
        number: ends.plan + 1,
        incident: opened,
        ...(playbook === undefined ? {} : { playbook }),
        ...(order.audit === undefined ? {} : { audit: auditFacts(order.audit) }),
        mandate,
        ruleSet: core.set,
        now,
      });
      const incident = planDrafted(opened, plan.number);
      const actor = actorText(by);
      const data = {
        source,
        severity: incident.severity,
        digests: { title: sha256Hex(title), description: sha256Hex(description) },
      };
      const notice: NewNotice = {
        key: `incident-opened:${number}`,
        kind: 'incident_opened',
        severity: incident.severity,
        agent,
        incident: number,
        people: peopleOf(core.set, agent),
        data: { ...setting(core.set, agent), source, title, by: actor },
      };
      return {
        parts: { incident: addingIncident(incident), ...addingPlan(plan, now) },
        incidents: [incident],
        plans: [plan],
        entries: [
          { kind: 'incidentOpened', actor, agent, incident: number, data },
          planEntry(draftedEvent(plan, { actor: by, now })),
        ],
        notices: [notice, draftNotice(core.set, plan)],
        incident,
      };
    });
    for (const plan of change.plans) await growForPlan(core, plan);
    return done(change.incident);
  });
}

function auditFacts({ expectedGain, ...found }: AuditOrder): AuditFacts {
  return { ...found, ...(expectedGain === undefined ? {} : { expectedGain }) };
}

/** A step in an incident's life that a person takes. */
export type IncidentStep = 'acknowledge' | 'resolve' | 'close';

/** Takes the step, or says what stands in the way. */
export function stepIncident(
  core: Core,
  number: number,
  step: IncidentStep,
  caller: Caller,
): Promise<Result<Incident>> {
  return inTurn(core, async (memory) => {
    const before =
      [...memory.incidents.values()].find((incident) => incident.number === number) ??
      (await getIncident(core.ports.database.db, number));
    if (before === undefined) return unknownIncident(number);
    const plan = before.plan === undefined ? undefined : memory.plans.get(before.plan);
    const now = core.ports.clock.now();
    const decided = decide(before, step, caller, plan?.state === 'closed' || plan === undefined, now);
    if (!decided.ok) return decided;
    await write(core, async (tx) => {
      const incident = decided.value;
      await saveIncident(tx, incident);
      const about = { agent: incident.agent, incident: number };
      const kinds = {
        acknowledge: 'incidentAcknowledged',
        resolve: 'incidentResolved',
        close: 'incidentClosed',
      } as const;
      const notice: NewNotice = {
        ...about,
        key: `incident-resolved:${number}:${now}`,
        kind: 'incident_resolved',
        severity: 'info',
        people: peopleOf(core.set, incident.agent),
        data: { ...setting(core.set, incident.agent), by: actorText(caller.actor) },
      };
      return {
        incidents: [incident],
        entries: [
          { ...about, kind: kinds[step], actor: actorText(caller.actor), data: { from: before.state } },
        ],
        notices: step === 'resolve' ? [notice] : [],
      };
    });
    return decided;
  });
}

function decide(
  incident: Incident,
  step: IncidentStep,
  caller: Caller,
  planClosed: boolean,
  now: number,
): Result<Incident> {
  switch (step) {
    case 'acknowledge':
      return acknowledgeIncident(incident, caller.actor, now);
    case 'resolve':
      return resolveIncident(incident, caller.actor, now);
    case 'close':
      return closeIncident(incident, { by: caller.actor, planClosed }, now);
    default:
      return step satisfies never;
  }
}

function unknownIncident(number: number) {
  return refused({ kind: 'not_found', code: 'unknown_incident', detail: `There is no incident ${number}.` });
}

function unknownPlaybook(core: Core, playbook: string) {
  const known = [...core.set.playbooks.keys()].join(', ');
  return refused({
    kind: 'invalid',
    code: 'unknown_playbook',
    detail: `There is no playbook "${playbook}"; known are: ${known || 'none'}.`,
  });
}

function alreadyOpen({ number, agent }: Incident) {
  return refused({
    kind: 'conflict',
    code: 'incident_already_open',
    detail: `Incident ${number} of agent ${agent} is not resolved yet: add to that one, or resolve it first.`,
    facts: { incident: number },
  });
}
