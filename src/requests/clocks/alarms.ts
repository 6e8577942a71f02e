import { requestAlarms } from '../../notices/requests/facts.ts';
import { defined } from '../../platform/defined.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';
import { afterWorking } from '../hours/working-time.ts';
import type { RequestTimes } from '../request.ts';
import { type Paused, promisesOf } from './targets.ts';

/** The things about a request that people are told of, the gravest first. */
export const alarmKinds = requestAlarms;
export type AlarmKind = (typeof alarmKinds)[number];

/** One alarm of a request. It is told once, by its key, which is that of one trouble. */
export type Alarm = {
  readonly key: string;
  readonly number: number;
  readonly kind: AlarmKind;
  /** When it has lasted for too long. Epoch ms. */
  readonly dueAt: number;
  /** Since when it lasts: of a promised time, since the request came. */
  readonly since: number;
  /** Of a promised time: when it is over. */
  readonly promisedAt?: number;
  /** Told at once, and to who leads as well; the others wait for the next digest. */
  readonly isUrgent: boolean;
};

/**
 * Everything that is or will be too long about a request if nothing changes, due or not: the gravest first.
 * What is closed, merged or waits for the customer alone troubles nobody.
 */
export function alarmsOf(
  desk: DeskRules,
  times: RequestTimes,
  paused: Paused,
  now: number,
): readonly Alarm[] {
  const found = [
    escalation(desk, times),
    ...(isAsked(times) ? [noAnswer(desk, times), ...missed(desk, times, paused, now)] : []),
    waiting(desk, times),
  ];
  return found
    .flatMap((alarm) => alarm ?? [])
    .toSorted((left, right) => alarmKinds.indexOf(left.kind) - alarmKinds.indexOf(right.kind));
}

/** Those that are due at `now`: of one promised time the last of its two alone. */
export function dueAlarms(alarms: readonly Alarm[], now: number): readonly Alarm[] {
  const due = alarms.filter(({ dueAt }) => dueAt <= now);
  const has = (kind: AlarmKind) => due.some((alarm) => alarm.kind === kind);
  return due.filter(
    ({ kind }) =>
      !(kind === 'answer_near' && has('answer_missed')) &&
      !(kind === 'resolve_near' && has('resolve_missed')),
  );
}

/** When the next of the alarms that are not due yet will be. */
export function nextAlarmAt(alarms: readonly Alarm[], now: number): number | undefined {
  const ahead = alarms.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt > now);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}

/** Whether the desk still owes something. */
function isAsked({ state }: RequestTimes): boolean {
  return state === 'received' || state === 'answered' || state === 'waiting' || state === 'reopened';
}

function escalation(desk: DeskRules, times: RequestTimes): Alarm | undefined {
  const { escalatedAt: since, takenUpAt } = times;
  if (since === undefined || takenUpAt !== undefined || !isAsked(times)) return undefined;
  return alarmAfter(desk, times, 'escalation_not_taken_up', since, desk.alarms.takeUpMs, true);
}

function noAnswer(desk: DeskRules, times: RequestTimes): Alarm | undefined {
  if (times.answeredAt !== undefined) return undefined;
  return alarmAfter(desk, times, 'no_answer', times.receivedAt, desk.alarms.noAnswerMs, false);
}

/** The alarm of a request that waits for the desk, answered or reopened; before, there is `no_answer`. */
function waiting(desk: DeskRules, times: RequestTimes): Alarm | undefined {
  const { waitingFor, waitingSince, answeredAt, state } = times;
  if (waitingFor !== 'us' || waitingSince === undefined || !isAsked(times)) return undefined;
  if (answeredAt === undefined && state !== 'reopened') return undefined;
  return alarmAfter(desk, times, 'waiting', waitingSince, desk.alarms.waitingMs, false);
}

function missed(desk: DeskRules, times: RequestTimes, paused: Paused, now: number): readonly Alarm[] {
  return promisesOf(desk, times, paused, now).flatMap(({ what, dueAt, nearAt, missedAt }) => {
    // Reopened, it is another promise to the same customer: what was told before is told again.
    const alarm = (kind: AlarmKind, at: number): Alarm => ({
      ...{ key: `${kind}:${times.number}:${times.reopenings}`, number: times.number, kind },
      ...{ dueAt: at, since: times.receivedAt, isUrgent: isGrave(times, kind) },
      ...defined({ promisedAt: dueAt }),
    });
    const near = nearAt === undefined || desk.alarms.targetShare >= 1 ? [] : [alarm(`${what}_near`, nearAt)];
    return missedAt === undefined ? near : [...near, alarm(`${what}_missed`, missedAt)];
  });
}

function isGrave({ priority }: RequestTimes, kind: AlarmKind): boolean {
  const isMissed = kind === 'answer_missed' || kind === 'resolve_missed';
  return priority === 'urgent' || (isMissed && priority === 'high');
}

function alarmAfter(
  desk: DeskRules,
  times: RequestTimes,
  kind: AlarmKind,
  since: number,
  afterMs: number,
  isUrgent: boolean,
): Alarm | undefined {
  const dueAt = afterWorking(desk, since, afterMs);
  if (dueAt === undefined) return undefined;
  const { number, priority } = times;
  return {
    key: `${kind}:${number}:${since}`,
    number,
    kind,
    dueAt,
    since,
    isUrgent: isUrgent || priority === 'urgent',
  };
}
