import { defined } from '../../platform/defined.ts';
import type { CriterionSpec } from '../../rules/criterion.ts';
import { retire } from '../action.ts';
import { planEvent } from '../events.ts';
import type { FollowUp } from '../follow-up.ts';
import { replaceCriteria, takenIds } from '../ids.ts';
import type { Plan, Priorities } from '../plan.ts';
import { blankText, type Refused, refuse, unknownPerson } from '../refusals.ts';
import { lastLook, planNextReview } from '../review.ts';
import {
  contentChanged,
  doerOf,
  type Edits,
  edited,
  type PlanContext,
  type PlanDecision,
  progressed,
  whyClosed,
  whyNoChange,
  whyStale,
} from './change.ts';
import type { Asked } from './command.ts';

const freeTexts = [
  'title',
  'objective',
  'context',
  'rootCause',
  'recommendations',
  'closingSummary',
] as const;

type PlanFields = Pick<
  Plan,
  | (typeof freeTexts)[number]
  | 'kind'
  | 'startAt'
  | 'targetAt'
  | 'resources'
  | 'cadence'
  | 'owner'
  | 'approver'
  | 'followedBy'
>;

/** The edits that a plan itself takes. Indicators are criteria of the whole plan. */
export type PlanEdits = Edits<PlanFields> & {
  readonly indicators?: readonly CriterionSpec[] | undefined;
  readonly topThree?: readonly string[] | null | undefined;
};

/**
 * Edits the plan itself. A context that a person has written is never generated again; a new cadence plans
 * the next review anew, from the last one held. The words at the end can still be written once the plan is
 * closed, where nobody wrote them before.
 */
export function editPlan(plan: Plan, edits: PlanEdits, ctx: PlanContext): PlanDecision {
  const texts = Object.fromEntries(freeTexts.map((field) => [field, edits[field]]));
  const refusal =
    whyStale(plan, ctx) ??
    blankText(texts) ??
    whyNotThesePeople(plan, edits, ctx) ??
    endsBeforeStart(plan, edits) ??
    whyNotFirst(plan, edits);
  if (refusal) return refusal;
  const { indicators: specs, topThree, ...fields } = edits;
  const replaced = specs && replaceCriteria(`${plan.number}-i`, plan.indicators, specs, takenIds(plan));
  const { next, fields: changed } = edited(plan, {
    ...fields,
    indicators: replaced?.criteria,
    priorities: chosenFirst(plan, topThree, ctx),
  });
  if (changed.length === 0) return contentChanged(plan, plan, [], ctx);
  const closed = whyClosed(plan);
  const isLastWord = changed.every((field) => isUnwritten(plan, field));
  if (closed && !isLastWord) return closed;
  const kept = changed.includes('context') ? ({ ...next, contextEdited: true } as const) : next;
  const reviewed = changed.includes('cadence') ? planNextReview(kept, lastLook(plan), ctx.people) : kept;
  const written = freeTexts.filter((field) => changed.includes(field));
  const event = planEvent(
    'planEdited',
    plan,
    ctx,
    { fields: changed },
    Object.fromEntries(written.map((field) => [field, edits[field] ?? undefined])),
  );
  const decide = closed ? progressed : contentChanged;
  return decide(plan, retire(reviewed, replaced?.retired ?? []), [event], ctx);
}

/** Whether a field is one of the words at the end, and nobody has written it yet. */
export function isUnwritten(plan: Pick<Plan, 'recommendations' | 'closingSummary'>, field: string): boolean {
  return (field === 'recommendations' || field === 'closingSummary') && plan[field] === undefined;
}

/** Notes a result obtained, with a comment: the follow-up log. */
export function logFollowUp(plan: Plan, command: Asked<'logResult'>, ctx: PlanContext): PlanDecision {
  const { result, comment } = command;
  const refusal = whyNoChange(plan, ctx) ?? blankText({ result, comment });
  if (refusal) return refusal;
  const entry: FollowUp = { at: ctx.now, by: doerOf(ctx), result, ...defined({ comment }) };
  const event = planEvent('followUpLogged', plan, ctx, {}, { result, comment });
  return progressed(plan, { ...plan, log: [...plan.log, entry] }, [event]);
}

function endsBeforeStart(plan: Plan, { startAt = plan.startAt, targetAt = plan.targetAt }: PlanEdits) {
  if (!startAt || !targetAt || startAt <= targetAt) return undefined;
  return refuse('due_before_start', `Plan ${plan.number} would end before it starts.`);
}

function whyNotFirst(plan: Plan, { topThree }: PlanEdits): Refused | undefined {
  const known = new Set([...plan.actions, ...plan.improvements].map(({ id }) => id));
  const unknown = topThree?.find((id) => !known.has(id));
  return unknown === undefined
    ? undefined
    : refuse('unknown_priority', `Plan ${plan.number} has no action or improvement ${unknown}.`);
}

/** The same three in the same order stay the choice of who made it. */
function chosenFirst(
  plan: Plan,
  items: PlanEdits['topThree'],
  ctx: PlanContext,
): Priorities | null | undefined {
  if (items === undefined || items === null) return items;
  const same =
    items.length === plan.priorities?.items.length &&
    items.every((id, at) => id === plan.priorities?.items[at]);
  return same ? undefined : { items, by: doerOf(ctx), at: ctx.now };
}

function whyNotThesePeople(plan: Plan, edits: PlanEdits, ctx: PlanContext): Refused | undefined {
  const owner = edits.owner ?? plan.owner;
  const approver = edits.approver ?? plan.approver;
  const unknown = unknownPerson(ctx.people, [edits.owner, edits.approver, edits.followedBy]);
  if (unknown) return unknown;
  if (edits.approver !== undefined && ctx.people.get(edits.approver)?.approver !== true) {
    return refuse('not_an_approver', `${edits.approver} is no approver in people.yaml.`, { kind: 'invalid' });
  }
  if ((edits.owner !== undefined || edits.approver !== undefined) && owner === approver) {
    return refuse('two_people_needed', 'Owner and approver must be two different people.', {
      kind: 'invalid',
    });
  }
  return undefined;
}
