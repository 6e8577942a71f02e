import { withAction } from '../action.ts';
import { type PlanChange, withoutSignatures } from '../commands/change.ts';
import { regressed } from '../commands/reopen.ts';
import { type ChangeContext, type PlanEvent, planEvent } from '../events.ts';
import { type Action, allCriteria, type Criterion, type Plan } from '../plan.ts';
import { type Assessment, basesOf } from './criterion.ts';

/**
 * Takes over what was assessed, by criterion id. An action that is done is verified once all its criteria are
 * met at the same time; one that was verified regresses when a criterion fails again: it reopens, and
 * signatures given for closure are void. The plan's version rises only when an action's standing changes. A
 * closed plan stays as it was signed.
 */
export function applyVerdicts(
  plan: Plan,
  assessments: ReadonlyMap<string, Assessment>,
  ctx: ChangeContext,
): PlanChange {
  if (plan.state === 'closed') return { plan, events: [] };
  const measured: Plan = {
    ...plan,
    actions: plan.actions.map((action) => ({
      ...action,
      criteria: action.criteria.map((criterion) => assessed(criterion, assessments)),
    })),
    indicators: plan.indicators.map((criterion) => assessed(criterion, assessments)),
  };
  const verdicts = verdictChanges(plan, measured, ctx);
  const standings = measured.actions.flatMap((action) => standingChange(measured, action, ctx));
  const moved = standings.reduce((next, { action }) => withAction(next, action), measured);
  const regression = standings.some(({ event }) => event.kind === 'actionRegressed');
  const unsigned =
    regression && plan.state === 'active' ? withoutSignatures(moved, ctx) : { plan: moved, events: [] };
  return {
    plan: { ...unsigned.plan, version: plan.version + (standings.length > 0 ? 1 : 0) },
    events: [...verdicts, ...standings.map(({ event }) => event), ...unsigned.events],
  };
}

function assessed(criterion: Criterion, assessments: ReadonlyMap<string, Assessment>): Criterion {
  return { ...criterion, ...assessments.get(criterion.id) };
}

function verdictChanges(before: Plan, after: Plan, ctx: ChangeContext): readonly PlanEvent[] {
  const was = new Map(allCriteria(before).map(({ id, state }) => [id, state.verdict]));
  return allCriteria(after).flatMap(({ id, state }) => {
    const from = was.get(id) ?? state.verdict;
    if (from === state.verdict) return [];
    return [planEvent('verdictChanged', before, ctx, { criterion: id, from, to: state.verdict })];
  });
}

type Standing = { readonly action: Action; readonly event: PlanEvent };

function standingChange(plan: Plan, action: Action, ctx: ChangeContext): readonly Standing[] {
  const { id, criteria, verification } = action;
  const isMet = criteria.length > 0 && criteria.every(({ state }) => state.verdict === 'met');
  if (verification !== 'verified' && action.status === 'done' && isMet) {
    const attributed = criteria.every(({ state }) => state.verdict === 'met' && state.attributed);
    const facts = { action: id, attributed, bases: basesOf(criteria) };
    const event = planEvent('actionVerified', plan, ctx, facts);
    return [{ action: { ...action, verification: 'verified' }, event }];
  }
  const failed = criteria.filter(({ state }) => state.verdict === 'failed');
  if (verification === 'verified' && failed.length > 0) {
    const event = planEvent('actionRegressed', plan, ctx, {
      action: id,
      criteria: failed.map((criterion) => criterion.id),
    });
    return [{ action: regressed(action), event }];
  }
  return [];
}
