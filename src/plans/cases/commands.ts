import { defined } from '../../platform/defined.ts';
import { withAction } from '../action.ts';
import {
  contentChanged,
  doerOf,
  type PlanContext,
  type PlanDecision,
  progressed,
  whyNoChange,
} from '../commands/change.ts';
import type { Asked } from '../commands/command.ts';
import { planEvent } from '../events.ts';
import type { Checklist, Plan } from '../plan.ts';
import { blankText, findAction, refuse } from '../refusals.ts';
import { type Case, type CaseFacts, mostCases, newCases } from './case.ts';
import type { NewCase } from './fields.ts';
import { mustCountAgain } from './recount.ts';

/**
 * Adds cases to a list, which begins with them if there is none. One that the list holds already (by its id,
 * or by its text) is not added again; without any new one nothing has changed.
 */
export function addCases(plan: Plan, command: Asked<'addCases'>, ctx: PlanContext): PlanDecision {
  const { checklist: id, cases } = command;
  const action = whyNoChange(plan, ctx) ?? findAction(plan, command.action);
  if ('ok' in action) return action;
  const before = action.checklists.find((list) => list.id === id) ?? { id, items: [] };
  const added = newCases(before.items, cases.map(factsOf));
  if (added.length === 0) return contentChanged(plan, plan, [], ctx);
  const total = before.items.length + added.length;
  if (total > mostCases)
    return refuse(
      'too_many_cases',
      `The list ${id} of action ${action.id} would hold ${total} cases; expected at most ${mostCases}.`,
      { facts: { cases: total, most: mostCases } },
    );
  const list = { id, items: [...before.items, ...added] };
  const next = mustCountAgain({ ...action, checklists: withList(action.checklists, list) }, id);
  const facts = { action: action.id, checklist: id, cases: added.length };
  return contentChanged(plan, withAction(plan, next), [planEvent('casesAdded', plan, ctx, facts)], ctx);
}

/** Notes how far a case is: who tried or did it, when, by which channel, with which result. */
export function noteCase(plan: Plan, command: Asked<'noteCase'>, ctx: PlanContext): PlanDecision {
  const { checklist, item: place, state, channel, result } = command;
  const action = whyNoChange(plan, ctx) ?? blankText({ result }) ?? findAction(plan, command.action);
  if ('ok' in action) return action;
  const list = action.checklists.find(({ id }) => id === checklist);
  const item = list?.items[place];
  if (list === undefined || item === undefined)
    return refuse(
      'unknown_checklist',
      `Action ${action.id} has no item ${place} in a checklist ${checklist}.`,
    );
  const noted = withNote(item, { state, channel, result }, { by: doerOf(ctx), at: ctx.now });
  if (JSON.stringify(noted) === JSON.stringify(item)) return progressed(plan, plan, []);
  const items = list.items.map((other) => (other === item ? noted : other));
  const checklists = withList(action.checklists, { id: checklist, items });
  const facts = { action: action.id, checklist, item: place, state };
  const texts = { channel: channel ?? undefined, result: result ?? undefined };
  const event = planEvent('caseNoted', plan, ctx, facts, texts);
  return progressed(plan, withAction(plan, { ...action, checklists }), [event]);
}

type Note = Pick<Asked<'noteCase'>, 'state' | 'channel' | 'result'>;

/** A case that stays in its state keeps who brought it there, and when. */
function withNote(
  item: Case,
  { state, channel, result }: Note,
  { by, at }: { readonly by: string; readonly at: number },
): Case {
  const { doneBy, doneAt, triedBy, triedAt, channel: channelBefore, result: resultBefore, ...facts } = item;
  const done = { doneBy: doneBy ?? by, doneAt: doneAt ?? at };
  const tried = { triedBy: triedBy ?? by, triedAt: triedAt ?? at };
  const reached = { todo: {}, tried, done }[state];
  const by_ = channel === undefined ? channelBefore : (channel ?? undefined);
  const said = result === undefined ? resultBefore : (result ?? undefined);
  return {
    ...facts,
    ...reached,
    ...defined({ channel: by_ }),
    ...defined({ result: said }),
  };
}

function factsOf({ id, ...rest }: NewCase): CaseFacts {
  const facts = { ...rest, ...defined({ ref: id }) };
  return JSON.parse(JSON.stringify(facts));
}

function withList(lists: readonly Checklist[], list: Checklist): readonly Checklist[] {
  return lists.some(({ id }) => id === list.id)
    ? lists.map((other) => (other.id === list.id ? list : other))
    : [...lists, list];
}
