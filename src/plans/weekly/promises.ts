import type { BriefIncident } from '../../incidents/containment.ts';
import { remindersOf } from '../../rules/ruleset.ts';
import type { Promised, promiseKinds } from './report.ts';
import type { WeeklySources } from './sources.ts';
import { isWithin } from './week.ts';

/** Where reminders.yaml says nothing of incidents that nobody takes up. */
const usualTakeUpMs = 3_600_000;

/** Somebody takes an incident up within this time, or people are told of it. */
export function takeUpMs(set: WeeklySources['set']): number {
  return remindersOf(set).tellAfter.incident_unacknowledged ?? usualTakeUpMs;
}

type Kind = (typeof promiseKinds)[number];
/** Whether something with a time limit was in time; `undefined`: its time is not over yet. */
type InTime = boolean | undefined;

/**
 * The time limits that were kept or missed in the week: agents that say they obey, incidents taken up,
 * actions and reviews due. One that nobody could keep or miss yet is open.
 */
export function promises(sources: WeeklySources): readonly Promised[] {
  return [
    promised('obedience', obeyed(sources)),
    { ...promised('take_up', takenUp(sources)), withinMs: takeUpMs(sources.set) },
    promised('actions', actionsDone(sources)),
    promised('reviews', reviewsHeld(sources)),
  ];
}

function promised(kind: Kind, inTime: readonly InTime[]): Promised {
  const of = (wanted: InTime) => inTime.filter((one) => one === wanted).length;
  return { kind, kept: of(true), missed: of(false), open: of(undefined) };
}

/** Each suspension that an agent obeyed, or did not say so in time; which of the two came first counts. */
function obeyed({ facts, weeks }: WeeklySources): readonly InTime[] {
  const first = new Map<string, boolean>();
  for (const { at, agent, epoch, said } of facts.answers) {
    const key = `${agent} ${epoch}`;
    if (isWithin(weeks.week, at) && !first.has(key)) first.set(key, said === 'obeys');
  }
  return [...first.values()];
}

function takenUp({ facts, weeks, now, set }: WeeklySources): readonly InTime[] {
  return facts.incidents
    .filter(({ opened }) => isWithin(weeks.week, opened.at))
    .map((incident) => takenUpInTime(incident, now, takeUpMs(set)));
}

/** Whether an incident was taken up, or resolved, within so long. */
export function takenUpInTime(
  { opened, acknowledged, resolved }: Pick<BriefIncident, 'opened' | 'acknowledged' | 'resolved'>,
  now: number,
  withinMs: number,
): InTime {
  const at = acknowledged?.at ?? resolved?.at;
  if (at !== undefined) return at - opened.at <= withinMs;
  return now - opened.at <= withinMs ? undefined : false;
}

/** Actions that an accepted risk stands for need not be done. */
function actionsDone({ facts, weeks, now }: WeeklySources): readonly InTime[] {
  return facts.plans.flatMap((plan) => {
    const accepted = new Set(plan.acceptedRisks.map(({ action }) => action));
    return plan.actions
      .filter(({ id, dueAt }) => isWithin(weeks.week, dueAt) && !accepted.has(id))
      .map(({ dueAt = 0, doneAt, status }) => inTime(status === 'done' ? doneAt : undefined, dueAt, now));
  });
}

function reviewsHeld({ facts, weeks, now }: WeeklySources): readonly InTime[] {
  return facts.plans.flatMap(({ reviews, state }) =>
    reviews
      .filter(
        ({ dueAt, heldAt }) => isWithin(weeks.week, dueAt) && (heldAt !== undefined || state !== 'closed'),
      )
      .map(({ dueAt, heldAt }) => inTime(heldAt, dueAt, now)),
  );
}

function inTime(at: number | undefined, dueAt: number, now: number): InTime {
  if (at !== undefined) return at <= dueAt;
  return now <= dueAt ? undefined : false;
}
