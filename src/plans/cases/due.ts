import { everyMsOf } from '../../rules/replay.ts';
import type { Action, Plan } from '../plan.ts';
import { type Asked, isRunning, questionsOf, type ReplayRun, type ReplayStanding } from './standing.ts';

/** After a pass that left something unmeasured it is tried again: an agent may have been restarted. */
export const retryMs = 15 * 60_000;

/** From when on answers count for an action: once it is done and settled. */
export function countsFrom(
  { status, doneAt }: Pick<Action, 'status' | 'doneAt'>,
  { settleMs }: Pick<Plan, 'settleMs'>,
): number | undefined {
  return status === 'done' && doneAt !== undefined ? doneAt + settleMs : undefined;
}

/**
 * The pass that filrouge begins by itself at `now`, if one is due: the first once the action is done and
 * settled, another for what could not be measured, and all of it again at the interval of the replay. A pass
 * is begun by hand at any time.
 */
export function dueScope(
  plan: Pick<Plan, 'state' | 'settleMs'>,
  action: Action,
  standing: ReplayStanding,
  now: number,
): ReplayRun['scope'] | undefined {
  const { replay, criteria } = action;
  const from = countsFrom(action, plan);
  if (plan.state === 'closed' || replay === undefined || from === undefined || now < from) return undefined;
  if (isRunning(standing) || !criteria.some(({ spec }) => spec.kind === 'replay')) return undefined;
  const { run } = standing;
  const asked = questionsOf(action);
  if (asked.length === 0) return undefined;
  const lastAt = run?.end?.at ?? Number.NEGATIVE_INFINITY;
  if (missingOf(asked, standing, from).length > 0) {
    if (run === undefined || run.begunAt < from) return 'missing';
    return now >= lastAt + retryMs ? 'missing' : undefined;
  }
  const everyMs = everyMsOf(replay);
  return everyMs !== undefined && run !== undefined && now >= run.begunAt + everyMs ? 'all' : undefined;
}

/** The questions that have no answer yet that counts. */
function missingOf(asked: readonly Asked[], { questions }: ReplayStanding, from: number): readonly Asked[] {
  return asked.filter(({ key }) => (questions.get(key)?.measured?.at ?? Number.NEGATIVE_INFINITY) < from);
}

/** The questions that the pass under way has still to ask: none twice, whatever happened in between. */
export function leftToAsk(
  plan: Pick<Plan, 'settleMs'>,
  action: Action,
  standing: ReplayStanding,
): readonly Asked[] {
  const { run, questions } = standing;
  if (run === undefined || run.end !== undefined) return [];
  const left = questionsOf(action).filter(({ key }) => questions.get(key)?.run !== run.no);
  if (run.scope === 'all') return left;
  return missingOf(left, standing, countsFrom(action, plan) ?? Number.NEGATIVE_INFINITY);
}
