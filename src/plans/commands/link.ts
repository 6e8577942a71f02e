import { defined } from '../../platform/defined.ts';
import { withAction } from '../action.ts';
import { planEvent } from '../events.ts';
import type { Plan } from '../plan.ts';
import { findAction } from '../refusals.ts';
import { type PlanContext, type PlanDecision, progressed, whyNoChange } from './change.ts';
import type { Asked } from './command.ts';

/**
 * Links an action to an issue or task elsewhere, or takes the link away; without a `link` nothing changes.
 * Where work is noted twice is nothing that people sign.
 */
export function linkAction(
  plan: Plan,
  { action: id, link }: { readonly action: string; readonly link: string | null | undefined },
  ctx: PlanContext,
): PlanDecision {
  const action = whyNoChange(plan, ctx) ?? findAction(plan, id);
  if ('ok' in action) return action;
  if (link === undefined || (link ?? undefined) === action.link?.url) return progressed(plan, plan, []);
  const { link: _before, ...rest } = action;
  const event = planEvent(
    'actionLinked',
    plan,
    ctx,
    { action: id, linked: link !== null },
    { link: link ?? '' },
  );
  return progressed(plan, withAction(plan, link === null ? rest : { ...rest, link: { url: link } }), [event]);
}

/**
 * Notes how an issue or task elsewhere was seen. What was seen beside another link or status says nothing
 * about this one: it is looked at again.
 */
export function noteLink(plan: Plan, command: Asked<'noteLink'>, ctx: PlanContext): PlanDecision {
  const action = whyNoChange(plan, ctx) ?? findAction(plan, command.action);
  if ('ok' in action) return action;
  const { link } = action;
  const { there = link?.there, fault } = command;
  if (link?.url !== command.link || action.status !== command.status) return progressed(plan, plan, []);
  const isSettled = (link.setAt ?? 0) <= (link.notedAt ?? 0);
  if (link.there === there && link.fault === fault && (isSettled || fault !== undefined))
    return progressed(plan, plan, []);
  const { url, setAt } = link;
  // What could not be told yet is still to be told.
  const isPending = fault !== undefined && fault !== 'refused';
  const notedAt = isPending ? link.notedAt : Math.max(ctx.now, setAt ?? 0);
  const next = { ...action, link: defined({ url, setAt, there, fault, notedAt }) };
  const event = planEvent('linkNoted', plan, ctx, defined({ action: action.id, there, fault }));
  return progressed(plan, withAction(plan, next), [event]);
}
