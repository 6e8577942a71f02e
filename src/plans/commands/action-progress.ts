import { defined } from '../../platform/defined.ts';
import { noSuch } from '../../platform/no-such.ts';
import { refused } from '../../platform/refusal.ts';
import { withAction } from '../action.ts';
import { planEvent } from '../events.ts';
import { type Action, type ActionStatus, allCriteria, type Criterion, type Plan } from '../plan.ts';
import { blankText, findAction, notALink, type Refused, refuse } from '../refusals.ts';
import {
  doerOf,
  type PlanChange,
  type PlanContext,
  type PlanDecision,
  personOf,
  progressed,
  whyNoChange,
  withoutSignatures,
} from './change.ts';
import type { Asked } from './command.ts';

/** `blocked` says why: that is what somebody else has to decide on. */
export type StatusChange =
  | { readonly action: string; readonly status: Exclude<ActionStatus, 'blocked'> }
  | { readonly action: string; readonly status: 'blocked'; readonly why: string };

/**
 * Says how far an action is. Whether it worked is not for people to say: its criteria verify it once it is
 * done. An action that is taken back from done has to prove itself again.
 */
export function setActionStatus(plan: Plan, command: StatusChange, ctx: PlanContext): PlanDecision {
  const why = command.status === 'blocked' ? command.why : undefined;
  const action = whyNoChange(plan, ctx) ?? blankText({ why }) ?? findAction(plan, command.action);
  if ('ok' in action) return action;
  if (action.status === command.status && action.blockedWhy === why) return progressed(plan, plan, []);
  const next = withStatus(action, command, ctx.now);
  const event = planEvent(
    'actionStatusSet',
    plan,
    ctx,
    { action: action.id, from: action.status, to: command.status },
    { why },
  );
  const unsigned = action.status === 'done' ? unsignedForClosure(plan, ctx) : { plan, events: [] };
  return progressed(plan, withAction(unsigned.plan, next), [event, ...unsigned.events]);
}

/** Ticks an item of an action's checklist, or takes the tick back. */
export function tickChecklistItem(plan: Plan, command: Asked<'tickItem'>, ctx: PlanContext): PlanDecision {
  const { checklist, item: place, ticked } = command;
  const action = whyNoChange(plan, ctx) ?? findAction(plan, command.action);
  if ('ok' in action) return action;
  const item = action.checklists.find(({ id }) => id === checklist)?.items[place];
  if (item === undefined) {
    const detail = `Action ${action.id} has no item ${place} in a checklist ${checklist}.`;
    return refuse('unknown_checklist', detail);
  }
  if ((item.doneAt !== undefined) === ticked) return progressed(plan, plan, []);
  const next = ticked ? { text: item.text, doneBy: doerOf(ctx), doneAt: ctx.now } : { text: item.text };
  const checklists = action.checklists.map((list) =>
    list.id === checklist
      ? { ...list, items: list.items.map((other) => (other === item ? next : other)) }
      : list,
  );
  const facts = { action: action.id, checklist, item: place, ticked };
  const event = planEvent('checklistTicked', plan, ctx, facts);
  return progressed(plan, withAction(plan, { ...action, checklists }), [event]);
}

/** A person vouches for something that no metric measures, with a link to the proof where there is one. */
export function attestCriterion(
  plan: Plan,
  command: Asked<'attestCriterion'>,
  ctx: PlanContext,
): PlanDecision {
  const { link } = command;
  const criterion = whyNoChange(plan, ctx) ?? findCriterion(plan, command.criterion);
  if ('ok' in criterion) return criterion;
  const by = personOf(ctx);
  if (by === undefined) {
    return refuse('person_required', 'Only a person attests: use a key that belongs to one.');
  }
  const refusal = whyNotAttested(criterion, link);
  if (refusal) return refusal;
  const attested = { ...criterion, attested: { by, at: ctx.now, ...defined({ link }) } };
  const put = (criteria: readonly Criterion[]) =>
    criteria.map((other) => (other === criterion ? attested : other));
  const next = {
    ...plan,
    actions: plan.actions.map((action) => ({ ...action, criteria: put(action.criteria) })),
    indicators: put(plan.indicators),
  };
  return progressed(plan, next, [
    planEvent('criterionAttested', plan, ctx, { criterion: criterion.id }, { link }),
  ]);
}

function findCriterion(plan: Plan, id: string): Criterion | Refused {
  return allCriteria(plan).find((criterion) => criterion.id === id) ?? refused(noSuch('criterion', id));
}

/** Signatures for closure cover actions that are done; those for activation cover actions to be done. */
function unsignedForClosure(plan: Plan, ctx: PlanContext): PlanChange {
  return plan.state === 'active' ? withoutSignatures(plan, ctx) : { plan, events: [] };
}

function withStatus(action: Action, command: StatusChange, now: number): Action {
  const { doneAt: _doneAt, blockedWhy: _blockedWhy, ...rest } = action;
  const startAt = action.startAt ?? (command.status === 'todo' ? undefined : now);
  const reached: Action = {
    ...rest,
    status: command.status,
    ...defined({
      startAt,
      blockedWhy: command.status === 'blocked' ? command.why : undefined,
      doneAt: command.status === 'done' ? now : undefined,
      link: action.link && { ...action.link, setAt: Math.max(now, (action.link.notedAt ?? 0) + 1) },
    }),
  };
  return action.status === 'done' ? unproved(reached) : reached;
}

/** The action without the measurements of the time when it was done: they no longer speak for it. */
function unproved(action: Action): Action {
  return {
    ...action,
    verification: action.verification === 'verified' ? 'unverified' : action.verification,
    criteria: action.criteria.map((criterion) => ({
      ...criterion,
      state: { verdict: 'pending', why: 'not_done' },
    })),
  };
}

function whyNotAttested(criterion: Criterion, link: string | undefined): Refused | undefined {
  if (criterion.spec.kind !== 'attestation') {
    return refuse(
      'not_an_attestation',
      `Criterion ${criterion.id} (${criterion.spec.text}) is decided by live data, not by a statement.`,
    );
  }
  if (criterion.attested !== undefined) {
    return refuse('already_attested', `Criterion ${criterion.id} is attested already.`);
  }
  return notALink(link);
}
