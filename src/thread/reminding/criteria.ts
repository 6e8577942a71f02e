import { allCriteria, type Criterion, type Plan } from '../../plans/plan.ts';
import { defined } from '../../platform/defined.ts';
import { noAgent, type RuleSet, remindersOf } from '../../rules/ruleset.ts';
import { criterionIn, setting } from '../decide/notices.ts';
import type { Look, Telling } from './telling.ts';

/** Nobody is told that data is missing before filrouge itself has been there for so long to receive it. */
const listenMs = 3_600_000;

/** Criteria of plans at work that have had no data for long: without it nothing is ever verified. */
export function criteriaWithoutData({ state, set, watchedFrom }: Look): readonly Telling[] {
  const afterMs = remindersOf(set).tellAfter.criterion_no_data;
  if (afterMs === undefined) return [];
  const soonestAt = watchedFrom + Math.min(listenMs, afterMs);
  return [...state.plans.values()].flatMap((plan) =>
    plan.state === 'active'
      ? allCriteria(plan)
          .flatMap((criterion) => silentCriterion(plan, criterion, set, afterMs))
          .map((telling) => ({ ...telling, dueAt: Math.max(telling.dueAt, soonestAt) }))
      : [],
  );
}

function silentCriterion(plan: Plan, criterion: Criterion, set: RuleSet, afterMs: number): Telling[] {
  if (criterion.state.verdict !== 'no_data') return [];
  const { since } = criterion.state;
  const action = plan.actions.find(({ criteria }) => criteria.some(({ id }) => id === criterion.id));
  const agent = plan.agent ?? noAgent;
  return [
    {
      dueAt: since + afterMs,
      notice: {
        key: `wait:no-data:${criterion.id}:${since}`,
        kind: 'criterion_no_data',
        ...{ severity: 'warning', incident: plan.incident, plan: plan.number },
        agent: agent === noAgent ? undefined : agent,
        people: [...new Set([action?.owner ?? plan.owner, plan.owner])],
        data: defined({
          ...setting(set, plan.agent, plan.timezone),
          criterion: criterion.id,
          action: action?.id,
          condition: criterion.spec.text,
          conditionFr: criterionIn('fr', criterion, plan, set),
          conditionEn: criterionIn('en', criterion, plan, set),
          since,
        }),
      },
    },
  ];
}
