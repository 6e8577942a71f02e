import type { NewNotice } from '../notices/notice.ts';
import { eventFacts, type PlanEvent } from '../plans/events.ts';
import type { Plan } from '../plans/plan.ts';
import { actorText } from '../platform/actor.ts';
import { sha256Hex } from '../platform/canonical.ts';
import type { NewEntry } from '../register/chain.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { setting } from './telling.ts';

/** A plan event as the register keeps it: facts, and digests of what people wrote. */
export function planEntry(event: PlanEvent): NewEntry {
  const { kind, by, agent, incident, plan, texts } = event;
  const digests = Object.fromEntries(
    Object.entries(texts ?? {}).map(([field, text]) => [field, sha256Hex(text)]),
  );
  const data = { ...eventFacts(event), ...(texts === undefined ? {} : { digests }) };
  return { kind, actor: actorText(by), agent, incident, plan, data };
}

/** Who is told what about a plan event; most events tell nobody. */
export function planNotices(set: RuleSet, plan: Plan | undefined, event: PlanEvent): NewNotice[] {
  if (plan === undefined) return [];
  const base = {
    key: `${event.kind}:${plan.number}:${event.at}`,
    severity: 'info' as const,
    agent: plan.agent,
    incident: plan.incident,
    plan: plan.number,
    people: [...new Set([plan.owner, plan.approver, plan.followedBy])],
  };
  const data = { ...setting(set, plan.agent), title: plan.title };
  switch (event.kind) {
    case 'planActivated':
      return [{ ...base, kind: 'plan_activated', data: { ...data, actions: event.actions } }];
    case 'planClosed':
      return [{ ...base, kind: 'plan_closed', data: { ...data, actions: event.actions } }];
    case 'planReopened':
      return [{ ...base, kind: 'plan_reopened', severity: 'warning', data }];
    case 'actionRegressed':
      return [regressionNotice(set, plan, event, base)];
    default:
      return [];
  }
}

function regressionNotice(
  set: RuleSet,
  plan: Plan,
  event: Extract<PlanEvent, { kind: 'actionRegressed' }>,
  base: { key: string; agent: string; incident: number; plan: number; people: string[] },
): NewNotice {
  const action = plan.actions.find(({ id }) => id === event.action);
  const failing = action?.criteria.find(({ id }) => event.criteria.includes(id));
  return {
    ...base,
    key: `${base.key}:${event.action}`,
    kind: 'action_regressed',
    severity: 'warning',
    people: [...new Set([...base.people, ...(action?.owner === undefined ? [] : [action.owner])])],
    data: {
      ...setting(set, plan.agent),
      action: event.action,
      title: action?.title ?? event.action,
      criterion: failing?.spec.text ?? '',
    },
  };
}
