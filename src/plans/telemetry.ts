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

type PlanLabel = 'plan' | 'agent';
type CriterionLabel = 'plan' | 'action' | 'criterion';
type Followed = { readonly plan: Plan; readonly action: Action | undefined; readonly criterion: Criterion };

/**
 * Registers the `filrouge_plan_…` and `filrouge_criterion_…` gauges. Criteria are shown while their plan is
 * open; the plan's own indicators have an empty `action`.
 */
export function registerPlanTelemetry(registry: Registry, ports: PlanTelemetryPorts): void {
  const shown = () => [...ports.plans()].filter((plan) => isShown(plan, ports.now()));
  const open = () => shown().filter(({ state }) => state !== 'closed');
  registerPlans(registry, shown, open);
  registerPlanFigures(registry, shown, open, ports.now);
  registerCriteria(registry, () => open().flatMap(followedIn));
}

type Plans = () => readonly Plan[];

function registerPlans(registry: Registry, shown: Plans, open: Plans): void {
  liveGauge(
    registry,
    {
      name: 'filrouge_plan_info',
      help: 'Plans with the state they are in, as 1.',
      labelNames: ['plan', 'agent', 'incident', 'state'],
    },
    () =>
      shown().map((plan) => ({
        labels: { ...labelsOf(plan), incident: plan.incident, state: plan.state },
        value: 1,
      })),
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_plan_actions',
      help: 'Corrective actions of a plan, by status.',
      labelNames: ['plan', 'agent', 'status'],
    },
    () =>
      open().flatMap((plan) =>
        actionStatuses.map((status) => ({
          labels: { ...labelsOf(plan), status },
          value: plan.actions.filter((action) => action.status === status).length,
        })),
      ),
  );
}

function registerPlanFigures(registry: Registry, shown: Plans, open: Plans, now: () => number): void {
  const labelNames: readonly PlanLabel[] = ['plan', 'agent'];
  const perPlan = (name: string, help: string, plans: Plans, read: (plan: Plan) => number | undefined) =>
    liveGauge(registry, { name, help, labelNames }, () =>
      plans().flatMap((plan) => readingOf(labelsOf(plan), read(plan))),
    );
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

function registerCriteria(registry: Registry, followed: () => readonly Followed[]): void {
  const labelNames: readonly CriterionLabel[] = ['plan', 'action', 'criterion'];
  const perCriterion = (name: string, help: string, read: (criterion: Criterion) => number | undefined) =>
    liveGauge(registry, { name, help, labelNames }, () =>
      followed().flatMap((each) => readingOf(criterionLabels(each), read(each.criterion))),
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
  liveGauge(
    registry,
    {
      name: 'filrouge_criterion_verdict',
      help: 'Whether the criterion has this verdict (1) or not (0).',
      labelNames: [...labelNames, 'verdict'],
    },
    () =>
      followed().flatMap((each) =>
        verdicts.map((verdict) => ({
          labels: { ...criterionLabels(each), verdict },
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

function labelsOf(plan: Plan): Record<PlanLabel, string | number> {
  return { plan: plan.number, agent: plan.agent };
}

function criterionLabels({ plan, action, criterion }: Followed): Record<CriterionLabel, string | number> {
  return { plan: plan.number, action: action?.id ?? '', criterion: criterion.id };
}

/** Nothing is shown of what is not known: 0 would be a value. */
function readingOf<L extends string>(
  labels: Reading<L>['labels'],
  value: number | undefined,
): readonly Reading<L>[] {
  return value === undefined ? [] : [{ labels, value }];
}
