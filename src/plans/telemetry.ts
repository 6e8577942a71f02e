import type { Registry } from 'prom-client';
import type { Reading } from '../platform/exposition.ts';
import { liveGauge } from '../platform/telemetry.ts';
import { noAgent } from '../rules/ruleset.ts';
import { heldMsOf, holdMsOf, targetOf } from './criteria/criterion.ts';
import { type Action, allCriteria, type Criterion, type Plan } from './plan.ts';
import { openTasks, overdueTasks, progressOf } from './progress.ts';
import { watchOf } from './recurrence.ts';

/** Plans as they stand, read when Prometheus scrapes. */
export type PlanTelemetryPorts = {
  /** Open plans, and closed ones for as long as they are at hand. */
  readonly plans: () => Iterable<Plan>;
  readonly now: () => number;
};

/**
 * A closed plan of which no task is left is shown this long: history is for the time series, not for ever
 * more series.
 */
const closedShownMs = 90 * 86_400_000;

/**
 * Registers the `filrouge_plan_…` and `filrouge_criterion_…` gauges. Every open plan counts its actions and
 * its criteria; a criterion has series of its own while it is under way, that is neither waited for nor met.
 * The plan's own indicators have an empty `action`.
 */
export function registerPlanTelemetry(registry: Registry, ports: PlanTelemetryPorts): void {
  const plans: Plans = () => shown(ports);
  const gauge: Gauge = (name, help, read) => liveGauge(registry, { name, help }, () => readings(plans, read));
  registerPlans(gauge, ports.now);
  registerCriteria(gauge);
}

type Plans = () => Iterable<Plan>;
type ReadPlan = (plan: Plan) => Iterable<Reading>;
type Gauge = (name: string, help: string, read: ReadPlan) => void;

function* shown({ plans, now }: PlanTelemetryPorts): Generator<Plan> {
  for (const plan of plans()) if (isShown(plan, now())) yield plan;
}

function* readings(plans: Plans, read: ReadPlan): Generator<Reading | undefined> {
  for (const plan of plans()) {
    yield* read(plan);
    yield undefined;
  }
}

function registerPlans(gauge: Gauge, now: () => number): void {
  gauge('filrouge_plan_info', 'Plans with the state they are in, as 1.', (plan) => [
    { labels: { ...labelsOf(plan), incident: plan.incident ?? '', state: plan.state }, value: 1 },
  ]);
  gauge(
    'filrouge_plan_actions',
    'Corrective actions of an open plan, by status; absent where none.',
    (plan) =>
      counted(
        plan,
        'status',
        open(plan)
          .flatMap(({ actions }) => actions)
          .map(({ status }) => status),
      ),
  );
  gauge(
    'filrouge_plan_criteria',
    'Success criteria of an open plan, by verdict; absent where none.',
    (plan) =>
      counted(
        plan,
        'verdict',
        open(plan)
          .flatMap(allCriteria)
          .map(({ state }) => state.verdict),
      ),
  );
  const perPlan: PerPlan = (name, help, read) =>
    gauge(name, help, (plan) => readingOf(labelsOf(plan), read(plan)));
  perPlan(
    'filrouge_plan_completion_ratio',
    'Corrective actions that are done or settled by an accepted risk, of all of them (up to 1); absent where none.',
    (plan) => progressOf(plan, now()).completion || undefined,
  );
  perPlan(
    'filrouge_plan_overdue_actions',
    'Corrective actions of an open plan whose due time has passed; absent where none.',
    (plan) => (plan.state === 'closed' ? undefined : progressOf(plan, now()).overdue || undefined),
  );
  perPlan(
    'filrouge_plan_created_timestamp_seconds',
    'When the plan was drafted.',
    (plan) => plan.createdAt / 1000,
  );
  perPlan(
    'filrouge_plan_closed_timestamp_seconds',
    'When the plan was closed; absent while it is open.',
    ({ closedAt }) => (closedAt === undefined ? undefined : closedAt / 1000),
  );
  registerAfterClosure(perPlan, now);
}

type PerPlan = (name: string, help: string, read: (plan: Plan) => number | undefined) => void;

function registerAfterClosure(perPlan: PerPlan, now: () => number): void {
  perPlan(
    'filrouge_plan_watched_until_timestamp_seconds',
    'Until when the cure of a closed plan is watched: a rule that fires again before reopens it; absent once that is over.',
    (plan) => {
      const watch = watchOf(plan, now());
      return watch?.state === 'watching' ? watch.until / 1000 : undefined;
    },
  );
  perPlan(
    'filrouge_plan_recurrences',
    'How often the cause of the plan came back after a closure; absent where it never did.',
    ({ reopened }) => reopened.length || undefined,
  );
  perPlan(
    'filrouge_plan_open_tasks',
    'Tasks after a closure that are not ticked; absent where none.',
    (plan) => openTasks(plan).length || undefined,
  );
  perPlan(
    'filrouge_plan_overdue_tasks',
    'Those of them whose due time has passed; absent where none.',
    (plan) => overdueTasks(plan, now()).length || undefined,
  );
}

function registerCriteria(gauge: Gauge): void {
  const perCriterion = (name: string, help: string, read: (criterion: Criterion) => number | undefined) =>
    gauge(name, help, function* (plan) {
      for (const each of underWay(plan)) yield* readingOf(labelsOfCriterion(each), read(each.criterion));
    });
  perCriterion(
    'filrouge_criterion_value',
    "The value last seen, in the metric's unit; a ratio for checklists; 0 or 1 otherwise.",
    ({ value }) => value,
  );
  perCriterion('filrouge_criterion_target', 'What the value is compared with.', ({ spec }) => targetOf(spec));
  perCriterion(
    'filrouge_criterion_held_seconds',
    'Good measured time so far.',
    ({ spec, state }) => heldMsOf(spec, state) / 1000,
  );
  perCriterion(
    'filrouge_criterion_hold_seconds',
    'How long it must hold; 0 for what holds or does not.',
    ({ spec }) => holdMsOf(spec) / 1000,
  );
  gauge(
    'filrouge_criterion_verdict',
    'The verdict on a criterion that is under way, as 1. What is waited for and what is met is counted by plan.',
    function* (plan) {
      for (const each of underWay(plan))
        yield { labels: { ...labelsOfCriterion(each), verdict: each.criterion.state.verdict }, value: 1 };
    },
  );
}

function open(plan: Plan): Plan[] {
  return plan.state === 'closed' ? [] : [plan];
}

function* counted(plan: Plan, label: string, found: readonly string[]): Generator<Reading> {
  const counts = new Map<string, number>();
  for (const each of found) counts.set(each, (counts.get(each) ?? 0) + 1);
  for (const [each, value] of counts) yield { labels: { ...labelsOf(plan), [label]: each }, value };
}

function isShown(plan: Plan, now: number): boolean {
  if (plan.state !== 'closed' || openTasks(plan).length > 0) return true;
  return (plan.closedAt ?? 0) >= now - closedShownMs;
}

type Followed = { readonly plan: Plan; readonly action: Action | undefined; readonly criterion: Criterion };

const nothing: readonly Followed[] = [];
/** Plans change as a whole: what is under way in one is found once, for all families and scrapes. */
const followed = new WeakMap<Plan, readonly Followed[]>();

function underWay(plan: Plan): readonly Followed[] {
  if (plan.state === 'closed') return nothing;
  const known = followed.get(plan) ?? findUnderWay(plan);
  followed.set(plan, known);
  return known;
}

function findUnderWay(plan: Plan): readonly Followed[] {
  const found = [
    ...plan.actions.flatMap((action) =>
      action.criteria.filter(isUnderWay).map((criterion) => ({ plan, action, criterion })),
    ),
    ...plan.indicators.filter(isUnderWay).map((criterion) => ({ plan, action: undefined, criterion })),
  ];
  return found.length === 0 ? nothing : found;
}

/** Something is measured of it, or keeps it from being measured; and it is not over. */
function isUnderWay({ state }: Criterion): boolean {
  if (state.verdict === 'pending') return state.why === 'suspended' || (state.heldMs ?? 0) > 0;
  return state.verdict !== 'met';
}

function labelsOf(plan: Plan) {
  return { plan: plan.number, agent: plan.agent ?? noAgent };
}

function labelsOfCriterion({ plan, action, criterion }: Followed) {
  return { plan: plan.number, action: action?.id ?? '', criterion: criterion.id };
}

/** Nothing is shown of what is not known: 0 would be a value. */
function readingOf(labels: Reading['labels'], value: number | undefined): Reading[] {
  return value === undefined ? [] : [{ labels, value }];
}
