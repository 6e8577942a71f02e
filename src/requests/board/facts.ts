import { localDate } from '../../language/zoned.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';
import { type Paused, pausedAfter, promisesOf } from '../clocks/targets.ts';
import { workingMs } from '../hours/working-time.ts';
import type { RequestTimes } from '../request.ts';

/**
 * The definitions of the board's figures. A change of a request comes to facts, each of one day of the desk's
 * calendar; a figure is a sum of them. Delays are working time. Shares are of the resolutions of a period:
 * what is resolved a second time counts a second time, and never as resolved at the first contact.
 */
export const measures = [
  'received',
  'first_response',
  'handling_time',
  'closed',
  'reopened',
  'escalated',
  'fcr',
  'sla_kept',
  'reopen_rate',
  'escalation_rate',
  'csat',
  'nps',
  'open',
  'unanswered',
  'waiting_us',
  'waiting_customer',
] as const;
export type Measure = (typeof measures)[number];

/** Their sums are how many requests stand so now: whatever the day, they are kept as of one. */
export const standings = [
  'open',
  'unanswered',
  'waiting_us',
  'waiting_customer',
] as const satisfies Measure[];
type Standing = (typeof standings)[number];

const standingDay = '1970-01-01';

/**
 * One fact: `value` of a count is 1, of a delay seconds of working time, of a share 0 or 1, of a score the
 * score; `weight` is how many it counts for. One that takes another back has a negative value or weight.
 */
export type BoardFact = {
  readonly measure: Measure;
  /** `2026-06-08` */
  readonly day: string;
  /** Epoch ms. */
  readonly at: number;
  readonly value: number;
  readonly weight: number;
  /** Of the request. */
  readonly number: number;
};

/** A change of a request: what it was, nothing where it is new, and what it is. */
export type TimesChange = { readonly before?: RequestTimes; readonly after: RequestTimes };

/** The facts that a change at `at` comes to. `paused` is as it was before the change. */
export function boardFacts(
  desk: DeskRules,
  { before, after }: TimesChange,
  paused: Paused,
  at: number,
): readonly BoardFact[] {
  const fact = (measure: Measure, when: number, value: number, weight = 1): BoardFact => ({
    ...{ measure, at: when, value, weight, number: after.number },
    day: localDate(when, desk.timezone).toString(),
  });
  const { receivedAt, answeredAt, resolvedAt, closedAt, escalatedAt } = after;
  const isNew = (is: number | undefined, was: number | undefined): is is number =>
    is !== undefined && is !== was;
  const seconds = (to: number) => workingMs(desk, receivedAt, to) / 1_000;
  const facts: BoardFact[] = [];
  if (before === undefined && after.state !== 'merged') facts.push(fact('received', receivedAt, 1));
  if (before !== undefined && after.state === 'merged' && before.state !== 'merged')
    facts.push(fact('received', receivedAt, -1, -1));
  if (before?.answeredAt === undefined && answeredAt !== undefined)
    facts.push(fact('first_response', answeredAt, seconds(answeredAt)));
  if (isNew(escalatedAt, before?.escalatedAt)) facts.push(fact('escalated', escalatedAt, 1));
  if (after.reopenings > (before?.reopenings ?? 0))
    facts.push(fact('reopened', at, after.reopenings - (before?.reopenings ?? 0)));
  if (before !== undefined && after.reopenings > before.reopenings) facts.push(...takenBack(before, fact));
  if (isNew(resolvedAt, before?.resolvedAt)) {
    const now = pausedAfter(desk, before, after, paused, at);
    facts.push(...resolution(desk, after, now, resolvedAt, fact));
  }
  if (isNew(closedAt, before?.closedAt)) facts.push(fact('closed', closedAt, 1));
  return [...facts, ...standingFacts(before, after, at, fact)];
}

type MakeFact = (measure: Measure, when: number, value: number, weight?: number) => BoardFact;

function resolution(
  desk: DeskRules,
  after: RequestTimes,
  paused: Paused,
  resolvedAt: number,
  fact: MakeFact,
): BoardFact[] {
  const promised = promisesOf(desk, after, paused, resolvedAt);
  const handledMs = workingMs(desk, after.receivedAt, resolvedAt) - paused.pausedMs;
  return [
    fact('handling_time', resolvedAt, Math.max(0, handledMs) / 1_000),
    fact('fcr', resolvedAt, isAtFirstContact(after) ? 1 : 0),
    fact('reopen_rate', resolvedAt, after.reopenings > 0 ? 1 : 0),
    fact('escalation_rate', resolvedAt, after.escalatedAt === undefined ? 0 : 1),
    ...(promised.length === 0
      ? []
      : [fact('sla_kept', resolvedAt, promised.every(({ kept }) => kept) ? 1 : 0)]),
  ];
}

/** Resolved without a second contact of the customer, without another level and without coming back. */
export function isAtFirstContact({ contactsIn, reopenings, escalatedAt }: RequestTimes): boolean {
  return contactsIn <= 1 && reopenings === 0 && escalatedAt === undefined;
}

/** It was not resolved at the first contact after all: told of the day on which that was said. */
function takenBack(before: RequestTimes, fact: MakeFact): BoardFact[] {
  const { resolvedAt } = before;
  return resolvedAt !== undefined && isAtFirstContact(before) ? [fact('fcr', resolvedAt, -1, 0)] : [];
}

function standingFacts(
  before: RequestTimes | undefined,
  after: RequestTimes,
  at: number,
  fact: MakeFact,
): BoardFact[] {
  return standings.flatMap((standing) => {
    const change = Number(stands(standing, after)) - Number(before !== undefined && stands(standing, before));
    return change === 0 ? [] : [{ ...fact(standing, at, change, 0), day: standingDay }];
  });
}

function stands(standing: Standing, { state, answeredAt, waitingFor }: RequestTimes): boolean {
  const isOpen = state === 'received' || state === 'answered' || state === 'waiting' || state === 'reopened';
  switch (standing) {
    case 'open':
      return isOpen;
    case 'unanswered':
      return isOpen && answeredAt === undefined;
    case 'waiting_us':
      return isOpen && waitingFor === 'us';
    case 'waiting_customer':
      return isOpen && waitingFor === 'customer';
    default:
      return standing satisfies never;
  }
}
