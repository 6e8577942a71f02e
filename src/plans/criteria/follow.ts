import { cellStart } from '../../metrics/cell.ts';
import type { Action, Checklist, Criterion, CriterionState, CriterionVerdict, Plan } from '../plan.ts';
import {
  assessCriterion,
  type CriterionContext,
  heldMsOf,
  holdMsOf,
  isMeasured,
  type Subject,
} from './criterion.ts';

/** One line of a criterion's history. `at` is the end of the cell, or the moment, it was found at. */
export type VerdictEntry = {
  readonly criterion: string;
  readonly at: number;
  readonly verdict: CriterionVerdict;
  readonly value?: number;
  readonly heldMs: number;
};

/** A criterion brought up to date, with what of the way is worth keeping, oldest first. */
export type CriterionChange = {
  readonly before: Criterion;
  readonly after: Criterion;
  readonly history: readonly VerdictEntry[];
};

/** The part of a context that all criteria of a plan share. */
export type PlanWorld = Omit<CriterionContext, 'now' | 'subject' | 'checklists'>;

/** Progress is kept in tenths of the hold: enough to draw, however often it is measured. */
const progressParts = 10;

/**
 * Brings a criterion up to `now`. A measured one is stepped through every cell that ended since its last
 * assessment: one at most in the course of a live process, all that were missed after a restart, from stored
 * cells. Either way state and history are those of a process that assessed at every cell. `contextAt` gives
 * the world as it stood at an instant; nothing before `notBefore` is looked at.
 */
export function catchUpCriterion(
  criterion: Criterion,
  now: number,
  stepMs: number,
  contextAt: (at: number) => CriterionContext,
  notBefore = 0,
): CriterionChange {
  const history: VerdictEntry[] = [];
  let after = criterion;
  for (const at of instants(criterion, now, stepMs, notBefore)) {
    const next: Criterion = { ...after, ...assessCriterion(after, contextAt(at)) };
    if (isSame(after, next)) continue;
    if (isWorthKeeping(after, next)) history.push(verdictEntry(next, at));
    after = next;
  }
  return { before: criterion, after, history };
}

/**
 * Brings every criterion of a plan up to `now` and returns those that moved. The plan itself is left as it
 * is: what its actions make of it (verified, regressed) is for `applyVerdicts`. While a plan was closed
 * nobody looked: one that is reopened is followed from then on.
 */
export function followPlan(
  plan: Plan,
  now: number,
  worldAt: (at: number) => PlanWorld,
): readonly CriterionChange[] {
  const { stepMs } = worldAt(now);
  const notBefore = plan.reopened.at(-1)?.at ?? plan.createdAt;
  const follow = (criterion: Criterion, subject: Subject, checklists: readonly Checklist[]) => {
    const contextAt = (at: number) => ({ ...worldAt(at), now: at, subject, checklists });
    return catchUpCriterion(criterion, now, stepMs, contextAt, notBefore);
  };
  const changes = [
    ...plan.actions.flatMap((action) =>
      action.criteria.map((each) => follow(each, subjectOf(plan, action), action.checklists)),
    ),
    ...plan.indicators.map((each) => follow(each, planSubject(plan), [])),
  ];
  return changes.filter(({ before, after }) => before !== after);
}

function* instants(criterion: Criterion, now: number, stepMs: number, notBefore: number): Iterable<number> {
  if (!isMeasured(criterion.spec)) {
    yield now;
    return;
  }
  const { assessedAt } = criterion;
  const until = cellStart(now, stepMs);
  const from = assessedAt === undefined ? until : cellStart(Math.max(assessedAt, notBefore), stepMs) + stepMs;
  for (let at = from; at <= until; at += stepMs) yield at;
}

function isSame(before: Criterion, after: Criterion): boolean {
  return (
    before.value === after.value &&
    before.assessedAt === after.assessedAt &&
    isSameState(before.state, after.state)
  );
}

function isSameState(before: CriterionState, after: CriterionState): boolean {
  const facts = new Map<string, unknown>(Object.entries(before));
  const found = Object.entries(after);
  return facts.size === found.length && found.every(([name, value]) => facts.get(name) === value);
}

function isWorthKeeping(before: Criterion, after: Criterion): boolean {
  if (before.state.verdict !== after.state.verdict) return true;
  return progressOf(after) > progressOf(before);
}

function progressOf({ spec, state }: Criterion): number {
  const holdMs = holdMsOf(spec);
  return holdMs === 0 ? 0 : Math.floor((heldMsOf(spec, state) * progressParts) / holdMs);
}

/** How a criterion stands, as a line of its history. */
export function verdictEntry(criterion: Criterion, at: number): VerdictEntry {
  const { id, spec, state, value } = criterion;
  return {
    criterion: id,
    at,
    verdict: state.verdict,
    ...(value === undefined ? {} : { value }),
    heldMs: heldMsOf(spec, state),
  };
}

function subjectOf({ settleMs }: Plan, { status, doneAt }: Action): Subject {
  return { of: 'action', status, doneAt, settleMs };
}

/** The plan's own indicators: from the activation on, or from the last time the plan was taken up again. */
function planSubject(plan: Plan): Subject {
  if (plan.activatedAt === undefined) return { of: 'plan' };
  return { of: 'plan', startedAt: Math.max(plan.activatedAt, ...plan.reopened.map(({ at }) => at)) };
}
