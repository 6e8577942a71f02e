import { localDate } from '../../language/zoned.ts';
import { defined } from '../../platform/defined.ts';
import type { ReminderRules } from '../../rules/reminders.ts';
import { type RuleSet, remindersOf } from '../../rules/ruleset.ts';
import { planTexts } from '../documents/texts.ts';
import type { Plan } from '../plan.ts';
import { overdueActions, overdueImprovements, overdueReview, overdueTasks } from '../progress.ts';
import { type Mornings, morningAhead, morningOfDay, morningsOf, nextOverdueAt } from './timing.ts';

/** The step of a reminder, from ahead of the day to the escalation after it. */
export type ReminderStep = 'ahead' | 'today' | 'first' | 'second' | 'escalation';

/** A reminder that has gone out. One about another due time, or to another owner, is of another series. */
export type SentReminder = Pick<Reminder, 'key' | 'item' | 'dueAt' | 'nth'> & {
  /** Absent in rows of before. */
  readonly owner?: string;
  readonly at: number;
};

/** Something with a date that somebody has to do. */
export type Remindable = {
  readonly subject: 'action' | 'improvement' | 'task' | 'review';
  /** Id of the action, improvement or task; `4-review` for the review of plan 4. */
  readonly item: string;
  readonly title: string;
  /** Person id. */
  readonly owner: string;
  readonly dueAt: number;
  /** When it was to be done again, because its plan was reopened: what is late counts from then. */
  readonly againAt?: number;
};

/** A reminder that is due: about one thing, to the people who can do something about it. */
export type Reminder = Remindable & {
  /** Unique: the same reminder is sent once. */
  readonly key: string;
  readonly step: ReminderStep;
  /** 1 for the first of what is overdue; 0 before it was due. */
  readonly nth: number;
  /** Person ids. */
  readonly people: readonly string[];
};

/** Reminders of a plan that go out now. */
export type PlanReminders = { readonly plan: number; readonly reminders: readonly Reminder[] };

/** The reminders of a plan at an instant, and when there may be another if nothing changes. */
export type DueReminders = { readonly due: readonly Reminder[]; readonly nextAt: number };

/**
 * The reminders to send at `now`, one at most for each action, improvement, task and review. What was missed
 * is made up for by the one that is due now. They go on even when the incident is over, which is when they
 * matter, and for what goes on after the closure.
 */
export function dueReminders(
  plan: Plan,
  sent: readonly SentReminder[],
  now: number,
  set: Pick<RuleSet, 'people' | 'reminders'>,
): DueReminders {
  // Of a plan that was closed before there were tasks nobody could tick anything.
  if (plan.state === 'closed' && plan.tasks === undefined) return { due: [], nextAt: never };
  const rules = remindersOf(set);
  let nextAt = never;
  const due = remindableOf(plan).flatMap((item) => {
    const mornings = morningsOf(set.people.get(item.owner), rules, plan.timezone);
    const series = sent.filter((one) => isOfSeries(one, item));
    const next =
      now > item.dueAt
        ? nextOverdue(item, series, rules, mornings)
        : nextBefore(plan, item, sent, now, rules, mornings);
    if (next.at <= now) return [reminderOf(plan, item, next)];
    nextAt = Math.min(nextAt, next.at, now > item.dueAt ? never : item.dueAt + 1);
    return [];
  });
  return { due, nextAt: due.length > 0 ? now : nextAt };
}

const never = Number.POSITIVE_INFINITY;

/** Everything of a plan that has a date and is not done. What has no owner is the plan owner's to place. */
export function remindableOf(plan: Plan): readonly Remindable[] {
  const item = (
    subject: 'action' | 'improvement',
    { id, title, owner = plan.owner, dueAt = 0 }: Plan['actions'][number] | Plan['improvements'][number],
    againAt?: number,
  ): Remindable => ({ subject, item: id, title, owner, dueAt, ...defined({ againAt }) });
  const reopenedAt = plan.reopened.at(-1)?.at;
  const review = overdueReview(plan, never);
  const { number, title, followedBy: owner } = plan;
  return [
    ...overdueActions(plan, never).map((action) =>
      item('action', action, action.verification === 'regressed' ? reopenedAt : undefined),
    ),
    ...overdueImprovements(plan, never).map((improvement) => item('improvement', improvement)),
    ...overdueTasks(plan, never).map(({ id, followUp, owner, dueAt }) => ({
      subject: 'task' as const,
      item: id,
      title: planTexts(plan.language).tasks[followUp.code],
      owner,
      dueAt,
    })),
    ...(review
      ? [{ subject: 'review' as const, item: `${number}-review`, title, owner, dueAt: review.dueAt }]
      : []),
  ];
}

/** Rows of before do not say whom they went to. What is to be done again is a series of its own. */
function isOfSeries(sent: SentReminder, { item, dueAt, owner, againAt = 0 }: Remindable): boolean {
  const isSame = sent.item === item && sent.dueAt === dueAt && (sent.owner ?? owner) === owner;
  return isSame && sent.at >= againAt;
}

type Next = { readonly at: number; readonly step: ReminderStep; readonly nth: number };

function nextOverdue(
  { dueAt, againAt = 0 }: Remindable,
  series: readonly SentReminder[],
  rules: ReminderRules,
  mornings: Mornings,
): Next {
  const lateFrom = Math.max(dueAt, againAt);
  const sentAt = series
    .filter(({ nth }) => nth > 0)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const nth = sentAt.length + 1;
  return { at: nextOverdueAt(lateFrom, sentAt, rules, mornings), step: stepOf(nth), nth };
}

const escalationNth = 3;

function stepOf(nth: number): ReminderStep {
  if (nth >= escalationNth) return 'escalation';
  return nth === 1 ? 'first' : 'second';
}

/**
 * Before something is due its owner hears of it once or twice, but not on a day off, and not of what came
 * into their hands after that morning: they were told so, with the date. The work of a draft has not begun.
 */
function nextBefore(
  plan: Plan,
  item: Remindable,
  sent: readonly SentReminder[],
  now: number,
  rules: ReminderRules,
  mornings: Mornings,
): Next {
  const none: Next = { at: never, step: 'today', nth: 0 };
  const begunAt = beginningOf(plan);
  if (begunAt === undefined) return none;
  const { dueAt, subject } = item;
  const todayAt = morningOfDay(dueAt, plan.timezone, mornings);
  // Also to whoever had it that morning: the next one was told as it was handed over.
  const isKnown = (step: ReminderStep) =>
    sent.some(({ key, owner = item.owner }) => key === keyOf({ ...item, owner }, step, 0));
  const isOpen = (step: ReminderStep, at: number) => begunAt <= at && at <= dueAt && !isKnown(step);
  const isWorked = !mornings.isOff(localDate(dueAt, plan.timezone));
  const today = rules.onTheDay && isWorked && isOpen('today', todayAt) ? { ...none, at: todayAt } : none;
  // Reviews come every day at first: of these the day itself is early enough.
  if (now >= todayAt || subject === 'review' || rules.aheadMs === undefined) return today;
  const aheadAt = morningAhead(dueAt, rules.aheadMs, plan.timezone, mornings);
  return isOpen('ahead', aheadAt) ? { at: aheadAt, step: 'ahead', nth: 0 } : today;
}

/** The first escalation of something: the one by which an action is blocked. */
export function escalationOf(plan: Plan, item: Remindable): Reminder {
  return reminderOf(plan, item, { step: 'escalation', nth: escalationNth });
}

/** Whether it is the first. */
export function isFirstEscalation({ nth }: Pick<Reminder, 'nth'>): boolean {
  return nth === escalationNth;
}

/** When people were told what is theirs; not yet, of a draft. */
function beginningOf({ state, activatedAt, closedAt, reopened }: Plan): number | undefined {
  if (state === 'draft' || activatedAt === undefined) return undefined;
  return Math.max(activatedAt, closedAt ?? 0, reopened.at(-1)?.at ?? 0);
}

function keyOf({ item, dueAt, owner, againAt }: Remindable, step: ReminderStep, nth: number): string {
  const from = againAt === undefined || againAt < dueAt ? dueAt : `${dueAt}+${againAt}`;
  return `reminder:${item}:${from}:${owner}:${nth > 0 ? nth : step}`;
}

function reminderOf(plan: Plan, item: Remindable, { step, nth }: Pick<Next, 'step' | 'nth'>): Reminder {
  const people = step === 'escalation' ? [plan.approver, plan.owner, item.owner] : [item.owner];
  return { ...item, key: keyOf(item, step, nth), step, nth, people: [...new Set(people)] };
}
