import { defined } from '../../platform/defined.ts';
import { comparisonMargin, isTrue } from '../../rules/condition.ts';
import { noAgent } from '../../rules/ruleset.ts';
import { criterionText, criterionValue } from '../documents/wording.ts';
import { type Action, allCriteria, type Criterion, type Plan } from '../plan.ts';
import { isOverdue } from '../progress.ts';
import { mostPerOwner } from '../warnings.ts';
import { takenUpInTime, takeUpMs } from './promises.ts';
import type { Point, ThresholdRow } from './report.ts';
import type { WeeklySources } from './sources.ts';
import { isWithin } from './week.ts';

/** A rule that fires as often in a week flaps: each time somebody is called, and nothing lasts. */
export const flapsFrom = 3;
/** An action whose date was moved as often in four weeks slips. */
export const slipsFrom = 2;
/** A criterion holds by a hair while its value is within this part of the target. */
export const hair = 0.05;

/** The points that should be better by the data, the most urgent first. */
export function pointsToImprove(sources: WeeklySources, rows: readonly ThresholdRow[]): readonly Point[] {
  return [
    ...notObeyed(sources),
    ...notTakenUp(sources),
    ...regressed(sources),
    ...rows.filter(({ firings }) => firings.now >= flapsFrom).map(flapping),
    ...silenced(sources),
    ...slipping(sources),
    ...overloaded(sources),
    ...close(sources),
    ...rows.filter(isHardlyMeasured).map(unmeasured),
  ];
}

function notObeyed({ facts, weeks }: WeeklySources): readonly Point[] {
  const missed = facts.answers.filter(
    ({ at, said }) => said === 'nothing_in_time' && isWithin(weeks.week, at),
  );
  return [...countBy(missed, ({ agent }) => agent)].map(([agent, times]) => ({
    kind: 'not_obeyed',
    agent,
    times,
  }));
}

function notTakenUp({ facts, weeks, now, set }: WeeklySources): readonly Point[] {
  const late = facts.incidents.filter(
    (incident) =>
      isWithin(weeks.week, incident.opened.at) && takenUpInTime(incident, now, takeUpMs(set)) === false,
  );
  const agents = [...new Set(late.map(({ agent }) => agent))];
  return agents.map((agent) => ({
    kind: 'not_taken_up',
    ...defined({ agent }),
    incidents: late.filter((incident) => incident.agent === agent).map(({ number }) => number),
  }));
}

function regressed({ facts, weeks }: WeeklySources): readonly Point[] {
  const found = facts.outcomes.flatMap((outcome) =>
    outcome.kind === 'regressed' && isWithin(weeks.week, outcome.at) ? [outcome] : [],
  );
  return [...countBy(found, ({ action }) => action)].flatMap(([action, times]): Point[] => {
    const about = found.find((outcome) => outcome.action === action);
    if (about === undefined) return [];
    const { plan, agent } = about;
    return [{ kind: 'action_regressed', ...defined({ agent }), plan, action, times }];
  });
}

/** Held-back firings, which nobody saw then: often the silence was longer, or wider, than its work. */
function silenced({ facts, weeks }: WeeklySources): readonly Point[] {
  const held = facts.silenced.filter(({ firedAt }) => isWithin(weeks.week, firedAt));
  const keys = countBy(held, ({ agent, rule }) => `${agent} ${rule}`);
  return [...keys].map(([key, firings]) => {
    const [agent = '', rule = ''] = key.split(' ');
    const tripped = held.filter(
      (one) => one.agent === agent && one.rule === rule && one.end?.outcome === 'tripped',
    ).length;
    return { kind: 'silenced', agent, rule, firings, tripped };
  });
}

function flapping({ agent, rule, firings }: ThresholdRow): Point {
  return { kind: 'rule_flaps', agent, rule, firings: firings.now };
}

/** A rule without enough measures on a day: it would not have said so. */
function isHardlyMeasured({ status, daysMeasured, days }: ThresholdRow): boolean {
  return status !== 'missed' && daysMeasured !== undefined && daysMeasured < days;
}

function unmeasured({ agent, rule, daysMeasured = 0, days }: ThresholdRow): Point {
  return { kind: 'rule_unmeasured', agent, rule, daysMeasured, days };
}

function slipping({ facts, now }: WeeklySources): readonly Point[] {
  const moves = countBy(facts.moves, ({ action }) => action);
  return facts.plans
    .filter(({ state }) => state !== 'closed')
    .flatMap((plan) =>
      plan.actions.flatMap((action): Point[] => {
        const { id, title, owner, dueAt } = action;
        const moved = moves.get(id) ?? 0;
        const lateMs = isOverdue(plan, action, now) && dueAt !== undefined ? now - dueAt : undefined;
        if (lateMs === undefined && (moved < slipsFrom || isSettled(plan, action))) return [];
        const about = { plan: plan.number, action: id, title };
        return [
          { kind: 'action_slips', ...about, ...defined({ agent: plan.agent, owner, lateMs }), moves: moved },
        ];
      }),
    );
}

/** Everything that somebody is at, or should have ended, in all plans: one person carries so much at most. */
function overloaded({ facts, now }: WeeklySources): readonly Point[] {
  const busy = facts.plans
    .filter(({ state }) => state !== 'closed')
    .flatMap((plan) =>
      plan.actions.filter(
        (action) =>
          !isSettled(plan, action) && (action.status === 'in_progress' || isOverdue(plan, action, now)),
      ),
    )
    .flatMap(({ owner }) => (owner === undefined ? [] : [owner]));
  return [...countBy(busy, (owner) => owner)]
    .filter(([, actions]) => actions > mostPerOwner)
    .map(([owner, actions]) => ({ kind: 'owner_overloaded', owner, actions, most: mostPerOwner }));
}

function isSettled({ acceptedRisks }: Plan, { id, status }: Action): boolean {
  return status === 'done' || acceptedRisks.some(({ action }) => action === id);
}

function close({ facts, set }: WeeklySources): readonly Point[] {
  return facts.plans
    .filter(({ state }) => state !== 'closed')
    .flatMap((plan) =>
      allCriteria(plan)
        .filter(holdsByAHair)
        .map(({ id, spec, value = 0 }): Point => {
          const context = { timezone: plan.timezone, ruleSet: set, agent: plan.agent ?? noAgent };
          const inBoth = (say: (ctx: typeof context & { language: 'fr' | 'en' }) => string) => ({
            fr: say({ ...context, language: 'fr' }),
            en: say({ ...context, language: 'en' }),
          });
          return {
            kind: 'criterion_close',
            ...defined({ agent: plan.agent }),
            ...{ plan: plan.number, criterion: id },
            condition: inBoth((ctx) => criterionText(spec, ctx)),
            value: inBoth((ctx) => criterionValue(spec, value, ctx)),
          };
        }),
    );
}

function holdsByAHair({ spec, state, value }: Criterion): boolean {
  if (spec.kind !== 'metric' || value === undefined) return false;
  if (state.verdict !== 'holding' && state.verdict !== 'met') return false;
  const { threshold } = spec.condition;
  return (
    isTrue(spec.condition, value) &&
    Math.abs(value - threshold) <= (hair + comparisonMargin) * Math.abs(threshold)
  );
}

function countBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
