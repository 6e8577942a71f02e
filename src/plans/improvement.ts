import { noSuch } from '../platform/no-such.ts';
import { refused } from '../platform/refusal.ts';
import { retire } from './action.ts';
import {
  contentChanged,
  type Edits,
  edited,
  type PlanContext,
  type PlanDecision,
  progressed,
  whyClosed,
  whyNoChange,
  whyStale,
} from './commands/change.ts';
import type { Asked } from './commands/command.ts';
import { planEvent } from './events.ts';
import { idGiver, takenIds } from './ids.ts';
import type { Improvement, Plan } from './plan.ts';
import { withoutPriority } from './priority.ts';
import { blankText, type Refused, unknownPerson } from './refusals.ts';

/** The edits that an improvement takes. Dates in epoch ms. */
export type ImprovementEdits = Edits<Omit<Improvement, 'id'>>;
/** The fields of an improvement that is added. */
export type NewImprovement = ImprovementEdits & Pick<Improvement, 'title' | 'benefit'>;

/** Adds a lasting initiative: what it brings must be said, or nobody will defend it. */
export function addImprovement(plan: Plan, command: NewImprovement, ctx: PlanContext): PlanDecision {
  const refusal = whyNoChange(plan, ctx) ?? whyNotThese(command, ctx);
  if (refusal) return refusal;
  const blank: Improvement = {
    id: idGiver(`${plan.number}-m`, takenIds(plan))(),
    title: command.title,
    benefit: command.benefit,
    status: 'todo',
    effort: 'low',
    impact: 'low',
  };
  const improvement = edited(blank, command).next;
  const next = { ...plan, improvements: [...plan.improvements, improvement] };
  const { id, title, benefit } = improvement;
  const event = planEvent('improvementAdded', plan, ctx, { improvement: id }, { title, benefit });
  return contentChanged(plan, next, [event], ctx);
}

/**
 * Edits an improvement, its status included: how far it is takes no signature away. It goes on after the plan
 * is closed: who, until when and how far may change then, but not what was signed.
 */
export function editImprovement(
  plan: Plan,
  command: ImprovementEdits & { readonly improvement: string },
  ctx: PlanContext,
): PlanDecision {
  const { improvement: id, ...edits } = command;
  const improvement = whyStale(plan, ctx) ?? whyNotThese(edits, ctx) ?? findImprovement(plan, id);
  if ('ok' in improvement) return improvement;
  const { next, fields } = edited(improvement, edits);
  const isSigned = fields.some((field) => field === 'title' || field === 'benefit');
  const closed = whyClosed(plan);
  if (closed && isSigned) return closed;
  const improvements = plan.improvements.map((other) => (other === improvement ? next : other));
  const { title, benefit } = edits;
  const event = planEvent('improvementEdited', plan, ctx, { improvement: id, fields }, { title, benefit });
  const isProgress = closed !== undefined || fields.every((field) => field === 'status');
  const decide = isProgress ? progressed : contentChanged;
  return decide(plan, { ...plan, improvements }, fields.length === 0 ? [] : [event], ctx);
}

/** Takes an improvement off the plan. */
export function removeImprovement(
  plan: Plan,
  command: Asked<'dropImprovement'>,
  ctx: PlanContext,
): PlanDecision {
  const improvement = whyNoChange(plan, ctx) ?? findImprovement(plan, command.improvement);
  if ('ok' in improvement) return improvement;
  const improvements = plan.improvements.filter((other) => other !== improvement);
  const event = planEvent('improvementRemoved', plan, ctx, { improvement: improvement.id });
  const left = withoutPriority({ ...plan, improvements }, improvement.id);
  return contentChanged(plan, retire(left, [improvement.id]), [event], ctx);
}

function findImprovement(plan: Plan, id: string): Improvement | Refused {
  return plan.improvements.find((improvement) => improvement.id === id) ?? refused(noSuch('improvement', id));
}

function whyNotThese({ title, benefit, owner }: ImprovementEdits, ctx: PlanContext): Refused | undefined {
  return blankText({ title, benefit }) ?? unknownPerson(ctx.people, [owner]);
}
