import { HoldReviewBody, type PlanCommand } from '../../plans/commands/command.ts';
import { dueMoment } from '../../plans/commands/fields.ts';
import { undecidedActions } from '../../plans/commands/review-decisions.ts';
import type { reviewDecisions } from '../../plans/follow-up.ts';
import type { Action, Plan, Review } from '../../plans/plan.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { issueText } from '../plans/plan-form-read.ts';
import { isSameName } from '../plans/plan-signer.ts';
import type { I18n } from '../words/texts.ts';

/** The typed answers of a review, by the names of their fields: `due.4-2` is the new date of action 4-2. */
export type ReviewValues = Readonly<Record<string, string>>;

/** The fields of each action; the digest of how it stood goes along as `seen`. */
export const actionFields = ['decision', 'due', 'reason', 'result', 'comment', 'name'] as const;
export type ActionField = (typeof actionFields)[number];

export type Decision = (typeof reviewDecisions)[number];

/** Where a review stands: the plan, and the moment by which an action is overdue. */
export type ReviewAt = { readonly plan: Plan; readonly now: number };

/** The actions that a review asks about: those that must be decided on, then the others under way. */
export function reviewedActions(
  { plan, now }: ReviewAt,
  values: ReviewValues = {},
): { readonly overdue: readonly Action[]; readonly others: readonly Action[] } {
  const overdue = undecidedActions(plan, now);
  const dropped = new Set(plan.acceptedRisks.map(({ action }) => action));
  // What somebody has typed about an action is shown, even where it was done meanwhile.
  const isAsked = (action: Action) =>
    (action.status !== 'done' && !dropped.has(action.id)) || isAnswered(values, action.id);
  return { overdue, others: plan.actions.filter((each) => !overdue.includes(each) && isAsked(each)) };
}

/** Whether anything was said of an action. */
export function isAnswered(values: ReviewValues, action: string): boolean {
  return actionFields.some((field) => !['', 'keep'].includes(values[`${field}.${action}`]?.trim() ?? ''));
}

/** The decisions that are offered on an action. Only of an active plan is an action dropped by signature. */
export function offeredDecisions(
  { state }: Pick<Plan, 'state'>,
  { isOverdue, mayDrop }: { readonly isOverdue: boolean; readonly mayDrop: boolean },
): readonly Decision[] {
  const drop: readonly Decision[] = state !== 'active' ? [] : [mayDrop ? 'drop' : 'propose_drop'];
  return [...(isOverdue ? [] : (['keep'] as const)), 'done', 'new_date', 'blocked', ...drop];
}

/** The hidden fields by which it is known what somebody looked at when they wrote. */
export function seenValues(plan: Plan): ReviewValues {
  const actions = plan.actions.map((action) => [`seen.${action.id}`, seenOf(plan, action)] as const);
  return Object.fromEntries([...actions, ['seen.reviews', String(heldReviews(plan).length)]]);
}

/** The changes that others have made since the page was read: reviews, and actions that were decided on. */
export type Meanwhile = { readonly reviews: readonly Review[]; readonly actions: readonly Action[] };

/** Compares what was seen with the plan as it stands; nothing where nobody came in between. */
export function changedMeanwhile(plan: Plan, values: ReviewValues): Meanwhile | undefined {
  const reviews = heldReviews(plan).slice(Number(values['seen.reviews'] ?? Number.POSITIVE_INFINITY));
  const actions = plan.actions.filter(
    (action) => isAnswered(values, action.id) && (values[`seen.${action.id}`] ?? '') !== seenOf(plan, action),
  );
  return reviews.length + actions.length === 0 ? undefined : { reviews, actions };
}

function heldReviews({ reviews }: Plan): readonly Review[] {
  return reviews.filter(({ heldAt }) => heldAt !== undefined);
}

function seenOf(plan: Plan, { id, title, status, owner, dueAt, blockedWhy }: Action): string {
  const isDropped = plan.acceptedRisks.some(({ action }) => action === id);
  return sha256Hex(JSON.stringify([title, status, owner, dueAt, blockedWhy, isDropped])).slice(0, 16);
}

/** The command that the answers ask for, or one text for each bad field. */
export type ReadReview =
  | { readonly ok: true; readonly command: Extract<PlanCommand, { kind: 'holdReview' }> }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Reads the answers of a review as its command, which the command's own schema accepts or refuses. */
export function readReview(
  values: ReviewValues,
  at: ReviewAt,
  { set, person, i18n }: { readonly set: RuleSet; readonly person: string | undefined; readonly i18n: I18n },
): ReadReview {
  const decisions = at.plan.actions.flatMap(({ id }) => decisionJson(values, id));
  const parsed = HoldReviewBody.safeParse({
    comment: textOf(values, 'comment') || undefined,
    nextDue: textOf(values, 'next') || undefined,
    decisions: decisions.length === 0 ? undefined : decisions,
  });
  const errors: Record<string, string> = {};
  for (const { id } of undecidedActions(at.plan, at.now)) {
    const decided = decisions.find(({ action }) => action === id);
    if (decided === undefined || decided.decision === 'keep')
      errors[`decision.${id}`] = i18n.t.plan.review.undecided;
  }
  for (const issue of parsed.success ? [] : parsed.error.issues) {
    const [first, place, field] = issue.path;
    const about = decisions[Number(place)]?.action;
    const name = first === 'decisions' ? `${String(field)}.${about}` : String(first);
    errors[name === 'nextDue' ? 'next' : name] ??= issueText(issue, i18n);
  }
  for (const { action, decision, due } of decisions) {
    const dueAt = decision === 'new_date' && parsed.success ? dueMoment(due, at.plan.timezone) : undefined;
    if (dueAt !== undefined && dueAt <= at.now) errors[`due.${action}`] ??= i18n.t.plan.review.past;
    const unsigned = decision === 'drop' && whyUnsigned(values[`name.${action}`], set, person, i18n);
    if (unsigned) errors[`name.${action}`] ??= unsigned;
  }
  return parsed.success && Object.keys(errors).length === 0
    ? { ok: true, command: { ...parsed.data, kind: 'holdReview', plan: at.plan.number } }
    : { ok: false, errors };
}

type DecisionJson = { readonly action: string; readonly decision: string; readonly due?: string };

/** Without a decision an action goes on; nothing is said of one without a word either. */
function decisionJson(values: ReviewValues, action: string): readonly DecisionJson[] {
  const text = (field: ActionField) => textOf(values, `${field}.${action}`);
  const said = { action, result: text('result') || undefined, comment: text('comment') || undefined };
  const decision = text('decision') || 'keep';
  switch (decision) {
    case 'keep':
      return said.result === undefined && said.comment === undefined ? [] : [{ ...said, decision }];
    case 'done':
      return [{ ...said, decision }];
    case 'new_date':
      return [{ ...said, decision, due: text('due'), ...{ reason: text('reason') } }];
    default:
      return [{ ...said, decision, ...{ reason: text('reason') } }];
  }
}

function textOf(values: ReviewValues, name: string): string {
  return values[name]?.trim() ?? '';
}

/**
 * The reason why an action cannot be dropped yet: whoever does types their name. Without a person the command
 * itself says why it is refused.
 */
function whyUnsigned(
  typed: string | undefined,
  { people }: Pick<RuleSet, 'people'>,
  person: string | undefined,
  i18n: I18n,
): string | undefined {
  const name = people.get(person ?? '')?.name;
  if (name === undefined || isSameName(typed ?? '', name)) return undefined;
  const words = i18n.t.plan.errors;
  return typed?.trim() ? words.otherName(name) : words.nameMissing(name);
}
