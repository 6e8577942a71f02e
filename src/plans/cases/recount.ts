import type { Action } from '../plan.ts';

/**
 * An action whose list has grown, or whose cases are asked in another way, has proved nothing about that: its
 * criteria on lists begin anew.
 */
export function mustCountAgain(action: Action, list?: string): Action {
  const counts = ({ spec }: Action['criteria'][number]) =>
    list === undefined ? spec.kind === 'replay' : 'checklist' in spec && spec.checklist === list;
  if (!action.criteria.some(counts)) return action;
  return {
    ...action,
    verification: action.verification === 'verified' ? 'unverified' : action.verification,
    criteria: action.criteria.map((criterion) =>
      counts(criterion) && criterion.state.verdict === 'met'
        ? { ...criterion, state: { verdict: 'pending', why: 'waiting' } }
        : criterion,
    ),
  };
}
