import { defined } from '../../platform/defined.ts';
import { withAction } from '../action.ts';
import { type PlanEvent, planEvent } from '../events.ts';
import { type Action, type ActionStatus, allCriteria, type Criterion, type Plan } from '../plan.ts';
import { blankText, findAction, refuse } from '../refusals.ts';
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

/** `blocked` says why: that is what somebody else has to decide on. */
export type StatusChange =
  | { readonly action: string; readonly status: Exclude<ActionStatus, 'blocked'> }
  | { readonly action: string; readonly status: 'blocked'; readonly why: string };

/**
 * Says how far an action is. Whether it worked is not for people to say: its criteria verify it once it is
 * done. An action that is taken back from done has to prove itself again.
 */
export function setActionStatus(plan: Plan, command: StatusChange, ctx: PlanContext): PlanDecision {
  const refusal =
    whyNoChange(plan, ctx) ?? blankText(command.status === 'blocked' ? { why: command.why } : {});
  if (refusal) return refusal;
  const action = findAction(plan, command.action);
  if ('ok' in action) return action;
  const why = command.status === 'blocked' ? command.why : undefined;
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
export function tickChecklistItem(
  plan: Plan,
  command: {
    readonly action: string;
    readonly checklist: string;
    /** Place in the list, from 0. */
    readonly item: number;
    readonly ticked: boolean;
  },
  ctx: PlanContext,
): PlanDecision {
  const refusal = whyNoChange(plan, ctx);
  if (refusal) return refusal;
  const action = findAction(plan, command.action);
  if ('ok' in action) return action;
  const item = action.checklists.find(({ id }) => id === command.checklist)?.items[command.item];
  if (item === undefined) {
    return refuse(
      'not_found',
      'unknown_checklist',
      `Action ${action.id} has no item ${command.item} in a checklist ${command.checklist}.`,
    );
  }
  const { checklist, item: place, ticked } = command;
  if ((item.doneAt !== undefined) === ticked) return progressed(plan, plan, []);
  const next = ticked ? { text: item.text, doneBy: doerOf(ctx), doneAt: ctx.now } : { text: item.text };
  const checklists = action.checklists.map((list) =>
    list.id === checklist
      ? { ...list, items: list.items.map((other) => (other === item ? next : other)) }
      : list,
  );
  const event: PlanEvent = planEvent('checklistTicked', plan, ctx, {
    action: action.id,
    checklist,
    item: place,
    ticked,
  });
  return progressed(plan, withAction(plan, { ...action, checklists }), [event]);
}

/** A person vouches for something that no metric measures, with a link to the proof where there is one. */
export function attestCriterion(
  plan: Plan,
  command: { readonly criterion: string; readonly link?: string | undefined },
  ctx: PlanContext,
): PlanDecision {
  const refusal = whyNoChange(plan, ctx);
  if (refusal) return refusal;
  const criterion = allCriteria(plan).find(({ id }) => id === command.criterion);
  if (criterion === undefined) {
    return refuse(
      'not_found',
      'unknown_criterion',
      `Plan ${plan.number} has no criterion ${command.criterion}.`,
    );
  }
  const by = personOf(ctx);
  const whyNot = whyNotAttested(criterion, command.link, by);
  if (whyNot) return whyNot;
  const attested: Criterion = {
    ...criterion,
    attested: {
      by: by ?? doerOf(ctx),
      at: ctx.now,
      ...defined({ link: command.link }),
    },
  };
  const put = (criteria: readonly Criterion[]) =>
    criteria.map((other) => (other === criterion ? attested : other));
  const next = {
    ...plan,
    actions: plan.actions.map((action) => ({ ...action, criteria: put(action.criteria) })),
    indicators: put(plan.indicators),
  };
  const event = planEvent(
    'criterionAttested',
    plan,
    ctx,
    { criterion: criterion.id },
    { link: command.link },
  );
  return progressed(plan, next, [event]);
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

function whyNotAttested(
  criterion: Criterion,
  link: string | undefined,
  by: string | undefined,
): ReturnType<typeof refuse> | undefined {
  if (by === undefined) {
    return refuse('forbidden', 'person_required', 'Only a person attests: use a key that belongs to one.');
  }
  if (criterion.spec.kind !== 'attestation') {
    return refuse(
      'conflict',
      'not_an_attestation',
      `Criterion ${criterion.id} (${criterion.spec.text}) is decided by live data, not by a statement.`,
    );
  }
  if (criterion.attested !== undefined) {
    return refuse('conflict', 'already_attested', `Criterion ${criterion.id} is attested already.`);
  }
  if (link !== undefined && !/^https?:\/\/\S+$/.test(link)) {
    return refuse('invalid', 'link_not_http', 'The link must begin with http:// or https://.');
  }
  return undefined;
}
