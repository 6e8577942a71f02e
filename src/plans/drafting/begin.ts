import { defined } from '../../platform/defined.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import type { RuleSet, Stewards } from '../../rules/ruleset.ts';
import type { PlanCommand } from '../commands/command.ts';
import { decidePlanCommand } from '../commands/decide.ts';
import type { DraftPlan } from '../commands/draft.ts';
import type { ChangeContext } from '../events.ts';
import type { Plan } from '../plan.ts';
import { planNextReview } from '../review.ts';
import { beginningOf } from './context.ts';
import { blankPlan } from './draft.ts';

/** The plan's number, who drives it, and the rules that its names are looked up in. */
export type Beginning = ChangeContext & {
  readonly number: number;
  readonly mandate: Stewards;
  readonly ruleSet: RuleSet;
};

/** A step of the beginning, and where in the order it stands, for errors. The plan itself comes first. */
type Step = { readonly command: PlanCommand; readonly at: string };

/**
 * A plan that no incident begins: a blank one, to which each part of the order is added as a person would add
 * it, so that the same names, dates and criteria are taken and refused.
 */
export function beginPlan(order: DraftPlan, beginning: Beginning): Result<Plan> {
  const { number, mandate, ruleSet, now } = beginning;
  const audit = order.audit && defined(order.audit);
  let plan: Plan = {
    ...blankPlan({ number, agent: order.agent, mandate, now }),
    source: audit === undefined ? 'manual' : 'audit',
    kind: order.planKind,
    title: order.title,
    context: beginningOf(mandate, audit, now),
    ruleSet: ruleSet.hash,
    ...defined({ audit, once: order.once }),
  };
  const actions = order.actions ?? [];
  const steps = [...planSteps(order, number), ...actions.flatMap((one, i) => actionSteps(one, i, number))];
  for (const { command, at } of steps) {
    const decided = decidePlanCommand(plan, command, beginning);
    if (!decided.ok) return refused(standingAt(decided.refusal, at));
    plan = decided.value.plan;
  }
  return done(planNextReview({ ...plan, version: 1 }, now, ruleSet.people));
}

function planSteps(order: DraftPlan, plan: number): readonly Step[] {
  const { kind: _kind, planKind: _planKind, title: _title, agent: _agent, audit: _audit, ...others } = order;
  const { once: _once, ...rest } = others;
  const { actions: _actions, improvements = [], risks = [], ...edits } = rest;
  return [
    { command: { ...edits, kind: 'editPlan', plan }, at: '' },
    ...improvements.map(
      (each, i): Step => ({ command: { ...each, kind: 'addImprovement', plan }, at: `/improvements/${i}` }),
    ),
    ...risks.map((each, i): Step => ({ command: { ...each, kind: 'addRisk', plan }, at: `/risks/${i}` })),
  ];
}

type NewAction = NonNullable<DraftPlan['actions']>[number];

/** An action of the order, with what of it is done already. Its id follows from its place. */
function actionSteps({ status, ticked = [], ...fields }: NewAction, place: number, plan: number): Step[] {
  const about = { plan, action: `${plan}-${place + 1}` };
  const steps: PlanCommand[] = [
    { ...fields, kind: 'addAction', plan },
    ...ticked.map((tick): PlanCommand => ({ kind: 'tickItem', ...about, ...tick, ticked: true })),
    ...(status === undefined ? [] : [{ kind: 'editAction' as const, ...about, status }]),
  ];
  return steps.map((command) => ({ command, at: `/actions/${place}` }));
}

/** The refusal of a step, which says where in the order it stands. */
function standingAt({ errors, ...refusal }: Refusal, at: string): Refusal {
  const placed = errors?.map((error) => ({ ...error, pointer: error.pointer.replace('#', `#${at}`) }));
  const detail = at === '' ? refusal.detail : `#${at}: ${refusal.detail}`;
  return { ...refusal, detail, ...defined({ errors: placed }) };
}
