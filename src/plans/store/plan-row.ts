import { defined, withoutNulls } from '../../platform/defined.ts';
import type { Action, Criterion, CriterionState, Plan } from '../plan.ts';

/** A criterion as the document keeps it: what it asks for, not how far it is. */
type CriterionDocument = Omit<Criterion, 'state' | 'value' | 'assessedAt'>;
type ActionDocument = Omit<Action, 'criteria'> & { readonly criteria: readonly CriterionDocument[] };

/** A plan as it is kept: everything that people edit and sign, without what is measured. */
export type PlanDocument = Omit<Plan, 'actions' | 'indicators'> & {
  readonly actions: readonly ActionDocument[];
  readonly indicators: readonly CriterionDocument[];
};

/** The measurements of a criterion, kept in a row of their own. */
export type Measurement = {
  readonly criterion: string;
  readonly state: CriterionState;
  readonly value: number | null;
  readonly assessedAt: number | null;
};

/** The part of a plan that changes under its version. */
export function documentOf(plan: Plan): PlanDocument {
  return {
    ...plan,
    actions: plan.actions.map((action) => ({ ...action, criteria: action.criteria.map(askedOf) })),
    indicators: plan.indicators.map(askedOf),
  };
}

/** The measurements of a criterion as a row. */
export function measurementOf({ id, state, value, assessedAt }: Criterion): Measurement {
  return { criterion: id, state, value: value ?? null, assessedAt: assessedAt ?? null };
}

/** A document and the measurements of its criteria, put together again. */
export function planOf(document: PlanDocument, measurements: readonly Measurement[]): Plan {
  const byId = new Map(measurements.map((each) => [each.criterion, each]));
  const measured = (criterion: CriterionDocument) => withMeasurement(criterion, byId.get(criterion.id));
  return {
    ...document,
    actions: document.actions.map((action) => ({ ...action, criteria: action.criteria.map(measured) })),
    indicators: document.indicators.map(measured),
  };
}

function askedOf({ id, spec, attested }: Criterion): CriterionDocument {
  return { id, spec, ...defined({ attested }) };
}

function withMeasurement(criterion: CriterionDocument, measurement: Measurement | undefined): Criterion {
  if (measurement === undefined) return { ...criterion, state: { verdict: 'pending', why: 'waiting' } };
  const { state, value, assessedAt } = measurement;
  return { ...criterion, ...withoutNulls({ state, value, assessedAt }) };
}
