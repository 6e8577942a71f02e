import { retire } from './action.ts';
import {
  contentChanged,
  type Edits,
  edited,
  type PlanContext,
  type PlanDecision,
  progressed,
  whyNoChange,
} from './commands/change.ts';
import { planEvent } from './events.ts';
import { idGiver, takenIds } from './ids.ts';
import type { Improvement, Plan } from './plan.ts';
import { blankText, refuse, unknownPerson } from './refusals.ts';

/** The edits that an improvement takes. Dates in epoch ms. */
export type ImprovementEdits = Edits<Omit<Improvement, 'id'>>;
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
  return contentChanged(
    plan,
    next,
    [planEvent('improvementAdded', plan, ctx, { improvement: id }, { title, benefit })],
    ctx,
  );
}

/** Edits an improvement, its status included: how far it is takes no signature away. */
export function editImprovement(
  plan: Plan,
  command: ImprovementEdits & { readonly improvement: string },
  ctx: PlanContext,
): PlanDecision {
  const improvement = findImprovement(plan, command.improvement);
  if ('ok' in improvement) return improvement;
  const refusal = whyNoChange(plan, ctx) ?? whyNotThese(command, ctx);
  if (refusal) return refusal;
  const { improvement: _id, ...edits } = command;
  const { next, fields } = edited(improvement, edits);
  const improvements = plan.improvements.map((other) => (other === improvement ? next : other));
  const event = planEvent(
    'improvementEdited',
    plan,
    ctx,
    { improvement: improvement.id, fields },
    { title: edits.title, benefit: edits.benefit },
  );
  const decide = fields.every((field) => field === 'status') ? progressed : contentChanged;
  return decide(plan, { ...plan, improvements }, fields.length === 0 ? [] : [event], ctx);
}

/** Takes an improvement off the plan. */
export function removeImprovement(
  plan: Plan,
  command: { readonly improvement: string },
  ctx: PlanContext,
): PlanDecision {
  const refusal = whyNoChange(plan, ctx);
  if (refusal) return refusal;
  const improvement = findImprovement(plan, command.improvement);
  if ('ok' in improvement) return improvement;
  const improvements = plan.improvements.filter((other) => other !== improvement);
  const event = planEvent('improvementRemoved', plan, ctx, { improvement: improvement.id });
  return contentChanged(plan, retire({ ...plan, improvements }, [improvement.id]), [event], ctx);
}

function findImprovement(plan: Plan, id: string): Improvement | ReturnType<typeof refuse> {
  return (
    plan.improvements.find((improvement) => improvement.id === id) ??
    refuse('not_found', 'unknown_improvement', `Plan ${plan.number} has no improvement ${id}.`)
  );
}

function whyNotThese(
  { title, benefit, owner }: ImprovementEdits,
  ctx: PlanContext,
): ReturnType<typeof refuse> | undefined {
  return blankText({ title, benefit }) ?? unknownPerson(ctx.people, [owner]);
}
