import type { CriterionSpec } from '../rules/criterion.ts';
import { allCriteria, type Criterion, type Plan } from './plan.ts';

/**
 * Gives free ids under a prefix, one a call: `4` → `4-3`, `4-4`; `4-m` → `4-m-1`; `4-2` → `4-2-1`. It counts
 * on from the highest place that is taken.
 */
export function idGiver(prefix: string, taken: Iterable<string>): () => string {
  let place = 0;
  for (const id of taken) {
    const rest = id.startsWith(`${prefix}-`) ? id.slice(prefix.length + 1) : '';
    if (/^\d+$/.test(rest)) place = Math.max(place, Number(rest));
  }
  return () => `${prefix}-${++place}`;
}

/** Every id of the plan that is in use, or was: what was removed keeps its id in the register. */
export function takenIds(plan: Plan): readonly string[] {
  return [
    ...[...plan.actions, ...plan.improvements, ...allCriteria(plan)].map(({ id }) => id),
    ...[...(plan.tasks ?? []), ...(plan.risks ?? [])].map(({ id }) => id),
    ...(plan.retired ?? []),
  ];
}

/** Criteria that nothing is known of yet. */
export function newCriteria(
  prefix: string,
  specs: readonly CriterionSpec[],
  taken: readonly string[] = [],
): readonly Criterion[] {
  const nextId = idGiver(prefix, taken);
  return specs.map((spec) => ({ id: nextId(), spec, state: { verdict: 'pending', why: 'waiting' } }));
}

/**
 * The criteria that `specs` ask for: one whose text is still there keeps its id and what was measured, others
 * are new. `retired` are the ids that fell away. The same text twice is one criterion.
 */
export function replaceCriteria(
  prefix: string,
  before: readonly Criterion[],
  specs: readonly CriterionSpec[],
  taken: readonly string[],
): { readonly criteria: readonly Criterion[]; readonly retired: readonly string[] } {
  const nextId = idGiver(prefix, taken);
  const kept = new Map(before.map((criterion) => [criterion.spec.text, criterion]));
  const wanted = new Map(specs.map((spec) => [spec.text, spec]));
  const criteria = [...wanted.values()].map(
    (spec): Criterion =>
      kept.get(spec.text) ?? { id: nextId(), spec, state: { verdict: 'pending', why: 'waiting' } },
  );
  const retired = before.filter(({ spec }) => !wanted.has(spec.text)).map(({ id }) => id);
  return { criteria, retired };
}
