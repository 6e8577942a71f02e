import { cellStart } from '../../metrics/cell.ts';
import { defined } from '../../platform/defined.ts';
import type { ReplayStanding } from '../cases/standing.ts';
import {
  type Action,
  allCriteria,
  type Criterion,
  type CriterionState,
  type CriterionVerdict,
  type Plan,
} from '../plan.ts';
import {
  assessCriterion,
  type CriterionContext,
  heldMsOf,
  holdMsOf,
  isMeasured,
  lastQuiet,
  type Subject,
} from './criterion.ts';
import { rewound } from './hold.ts';

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

/**
 * The part of a context that all criteria of a plan share, and how the cases of its actions were answered.
 */
export type PlanWorld = Omit<CriterionContext, 'now' | 'subject' | keyof OfAction> & {
  readonly replayed?: (action: string) => ReplayStanding | undefined;
};

/** The part of a context that is of an action; the plan's own indicators have none of it. */
type OfAction = Pick<CriterionContext, 'checklists' | 'replay' | 'questions'>;

/** Progress is kept in tenths of the hold: enough to draw, however often it is measured. */
const progressParts = 10;

/**
 * Brings a criterion up to `now`. A measured one is stepped through every cell that ended since its last
 * assessment: one at most in the course of a live process, all that were missed after a restart, from stored
 * cells. Either way state and history are those of a process that assessed at every cell. `contextAt` gives
 * the world as it stood at an instant; nothing before `notBefore` is looked at, and nothing that is measured
 * after `measuredUntil`.
 */
export function catchUpCriterion(
  criterion: Criterion,
  now: number,
  stepMs: number,
  contextAt: (at: number) => CriterionContext,
  notBefore = 0,
  measuredUntil = now,
): CriterionChange {
  const history: VerdictEntry[] = [];
  let after = notAhead(criterion, cellStart(now, stepMs), stepMs);
  const step = (ctx: CriterionContext): void => {
    const next: Criterion = { ...after, ...assessCriterion(after, ctx) };
    if (isSame(after, next)) return;
    if (isWorthKeeping(after, next)) history.push(verdictEntry(next, ctx.now));
    after = next;
  };
  const { spec } = criterion;
  if (!isMeasured(spec)) step(contextAt(now));
  else {
    const last = cellStart(measuredUntil, stepMs);
    // Nobody has looked at a new one yet: it begins with the present.
    if (after.assessedAt === undefined && measuredUntil < now) return { before: criterion, after, history };
    for (let at = firstInstant(after, last, stepMs, notBefore); at <= last; at += stepMs) {
      const ctx = contextAt(at);
      step(ctx);
      // Of a stretch that says nothing the last instant is enough beside the first.
      const quiet = Math.min(lastQuiet(spec, ctx), last);
      if (quiet > at + stepMs) at = quiet - stepMs;
    }
  }
  return { before: criterion, after, history };
}

/**
 * Brings every criterion of a plan up to `now` and returns those that moved. The plan itself is left as it
 * is: what its actions make of it (verified, regressed) is for `applyVerdicts`. While a plan was closed
 * nobody looked: one that is reopened is followed from then on. `measuredUntil` is for a plan that is
 * brought up to date piece by piece: facts are as they are now.
 */
export function followPlan(
  plan: Plan,
  now: number,
  worldAt: (at: number) => PlanWorld,
  measuredUntil = now,
): readonly CriterionChange[] {
  const { stepMs } = worldAt(now);
  const notBefore = plan.reopened.at(-1)?.at ?? plan.createdAt;
  const follow = (criterion: Criterion, subject: Subject, own: OfAction) => {
    const contextAt = (at: number) => ({ ...worldAt(at), ...own, now: at, subject });
    return catchUpCriterion(criterion, now, stepMs, contextAt, notBefore, measuredUntil);
  };
  const changes = [
    ...plan.actions.flatMap((action) => {
      const { id, checklists, replay } = action;
      const own = { checklists, replay, questions: worldAt(now).replayed?.(id)?.questions };
      return action.criteria.map((each) => follow(each, subjectOf(plan, action), own));
    }),
    ...plan.indicators.map((each) => follow(each, planSubject(plan), { checklists: [] })),
  ];
  return changes.filter(({ before, after }) => before !== after);
}

/** Whether there is more to keep of a change than how far the criterion was looked at. */
export function hasMoved({ before, after }: CriterionChange): boolean {
  const { assessedAt: from = Number.NEGATIVE_INFINITY } = before;
  const { assessedAt: to = Number.NEGATIVE_INFINITY } = after;
  const isOnlyLater = from === to || (from > Number.NEGATIVE_INFINITY && from < to);
  return !isOnlyLater || before.value !== after.value || !isSameState(before.state, after.state);
}

/** The plan whose criteria stood still, where they were looked at, from their last change until `at`. */
export function followedUntil(plan: Plan, at: number): Plan {
  const isEarlier = ({ assessedAt }: Criterion): boolean => assessedAt !== undefined && assessedAt < at;
  if (!allCriteria(plan).some(isEarlier)) return plan;
  const later = (criterion: Criterion) =>
    isEarlier(criterion) ? { ...criterion, assessedAt: at } : criterion;
  const actions = plan.actions.map((action) => ({ ...action, criteria: action.criteria.map(later) }));
  return { ...plan, actions, indicators: plan.indicators.map(later) };
}

/** The first instant after `now` at which time alone brings a plan's criteria on: an end of waiting. */
export function nextStage(plan: Plan, now: number): number {
  const { startedAt } = planSubject(plan);
  const turns = plan.actions.flatMap(({ doneAt }) =>
    doneAt === undefined ? [] : [doneAt, doneAt + plan.settleMs],
  );
  return Math.min(Number.POSITIVE_INFINITY, ...[...turns, startedAt ?? now].filter((turn) => turn > now));
}

/** A clock that was set back must not keep a criterion waiting until it has caught up. */
function notAhead(criterion: Criterion, current: number, stepMs: number): Criterion {
  const { assessedAt, state } = criterion;
  if (assessedAt === undefined || assessedAt - current <= stepMs) return criterion;
  const before = current - stepMs;
  return { ...criterion, state: rewound(state, before), assessedAt: before };
}

/** The first instant to look at: the end of the cell after the last that was, or of the last cell alone. */
function firstInstant({ assessedAt }: Criterion, last: number, stepMs: number, notBefore: number): number {
  return assessedAt === undefined ? last : cellStart(Math.max(assessedAt, notBefore), stepMs) + stepMs;
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
    ...defined({ value }),
    heldMs: heldMsOf(spec, state),
  };
}

function subjectOf({ settleMs }: Plan, { status, doneAt }: Action): Subject {
  return { of: 'action', status, doneAt, settleMs };
}

/** The plan's own indicators: from the activation on, or from the last time the plan was taken up again. */
function planSubject(plan: Plan): Extract<Subject, { of: 'plan' }> {
  if (plan.activatedAt === undefined) return { of: 'plan' };
  return { of: 'plan', startedAt: Math.max(plan.activatedAt, ...plan.reopened.map(({ at }) => at)) };
}
