import type { Registry } from 'prom-client';
import { liveGauge, type Reading } from '../platform/telemetry.ts';
import { heldMsOf, holdMsOf, targetOf } from './criteria/criterion.ts';
import { type Action, actionStatuses, type Criterion, type Plan, verdicts } from './plan.ts';
import { progressOf } from './progress.ts';

/** Plans as they stand, read when Prometheus scrapes. */
export type PlanTelemetryPorts = {
  /** Open plans, and closed ones for as long as they are at hand. */
  readonly plans: () => Iterable<Plan>;
  readonly now: () => number;
};

/** A closed plan is shown this long: history is for the time series, not for ever more series. */
const closedShownMs = 90 * 86_400_000;

const planLabels = ['plan', 'agent'] as const;
const criterionLabels = ['plan', 'action', 'criterion'] as const;
type Followed = { readonly plan: Plan; readonly action: Action | undefined; readonly criterion: Criterion };

/**
 * Registers the `filrouge_plan_…` and `filrouge_criterion_…` gauges. Criteria are shown while their plan is
 * open; the plan's own indicators have an empty `action`.
 */
export function registerPlanTelemetry(registry: Registry, ports: PlanTelemetryPorts): void {
  const shown = () => [...ports.plans()].filter((plan) => isShown(plan, ports.now()));
  const open = () => shown().filter(({ state }) => state !== 'closed');
  const gauge = gaugesIn(registry);
  registerPlans(gauge, shown, open, ports.now);
  registerCriteria(gauge, () => open().flatMap(followedIn));
}

type Plans = () => readonly Plan[];
type Gauges = ReturnType<typeof gaugesIn>;

function gaugesIn(registry: Registry) {
  return <L extends string>(name: string, help: string, labelNames: readonly L[], read: () => Reading<L>[]) =>
    liveGauge(registry, { name, help, labelNames }, read);
}

function registerPlans(gauge: Gauges, shown: Plans, open: Plans, now: () => number): void {
  gauge(
    'filrouge_plan_info',
    'Plans with the state they are in, as 1.',
    [...planLabels, 'incident', 'state'],
    () =>
      shown().map((plan) => ({
        labels: { ...labelsOf(plan), incident: plan.incident, state: plan.state },
        value: 1,
      })),
  );
  gauge('filrouge_plan_actions', 'Corrective actions of a plan, by status.', [...planLabels, 'status'], () =>
    open().flatMap((plan) =>
      actionStatuses.map((status) => ({
        labels: { ...labelsOf(plan), status },
        value: plan.actions.filter((action) => action.status === status).length,
      })),
    ),
  );
  const perPlan = (name: string, help: string, plans: Plans, read: (plan: Plan) => number | undefined) =>
    gauge(name, help, planLabels, () => plans().flatMap((plan) => readingOf(labelsOf(plan), read(plan))));
  perPlan(
    'filrouge_plan_completion_ratio',
    'Corrective actions that are done or settled by an accepted risk, of all of them (0 to 1).',
    shown,
    (plan) => progressOf(plan, now()).completion,
  );
  perPlan(
    'filrouge_plan_overdue_actions',
    'Corrective actions whose due time has passed.',
    open,
    (plan) => progressOf(plan, now()).overdue,
  );
  perPlan(
    'filrouge_plan_created_timestamp_seconds',
    'When the plan was drafted.',
    shown,
    (plan) => plan.createdAt / 1000,
  );
  perPlan(
    'filrouge_plan_closed_timestamp_seconds',
    'When the plan was closed; absent while it is open.',
    shown,
    ({ closedAt }) => (closedAt === undefined ? undefined : closedAt / 1000),
  );
}

function registerCriteria(gauge: Gauges, followed: () => readonly Followed[]): void {
  const perCriterion = (name: string, help: string, read: (criterion: Criterion) => number | undefined) =>
    gauge(name, help, criterionLabels, () =>
      followed().flatMap((each) => readingOf(labelsOfCriterion(each), read(each.criterion))),
    );
  perCriterion(
    'filrouge_criterion_value',
    "The value last seen, in the metric's unit; a ratio for checklists; 0 or 1 otherwise.",
    ({ value }) => value,
  );
  perCriterion('filrouge_criterion_target', 'What the value is compared with.', ({ spec }) => targetOf(spec));
  perCriterion(
    'filrouge_criterion_held_seconds',
    'Good measured time so far; the whole hold once it is met.',
    ({ spec, state }) => heldMsOf(spec, state) / 1000,
  );
  perCriterion(
    'filrouge_criterion_hold_seconds',
    'How long it must hold; 0 for what holds or does not.',
    ({ spec }) => holdMsOf(spec) / 1000,
  );
  gauge(
    'filrouge_criterion_verdict',
    'Whether the criterion has this verdict (1) or not (0).',
    [...criterionLabels, 'verdict'],
    () =>
      followed().flatMap((each) =>
        verdicts.map((verdict) => ({
          labels: { ...labelsOfCriterion(each), verdict },
          value: each.criterion.state.verdict === verdict ? 1 : 0,
        })),
      ),
  );
}

function isShown(plan: Plan, now: number): boolean {
  return plan.state !== 'closed' || (plan.closedAt ?? 0) >= now - closedShownMs;
}

function followedIn(plan: Plan): readonly Followed[] {
  return [
    ...plan.actions.flatMap((action) => action.criteria.map((criterion) => ({ plan, action, criterion }))),
    ...plan.indicators.map((criterion) => ({ plan, action: undefined, criterion })),
  ];
}

function labelsOf(plan: Plan) {
  return { plan: plan.number, agent: plan.agent };
}

function labelsOfCriterion({ plan, action, criterion }: Followed) {
  return { plan: plan.number, action: action?.id ?? '', criterion: criterion.id };
}

/** Nothing is shown of what is not known: 0 would be a value. */
function readingOf<L extends string>(labels: Reading<L>['labels'], value: number | undefined): Reading<L>[] {
  return value === undefined ? [] : [{ labels, value }];
}
