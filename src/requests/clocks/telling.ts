import { localDate, localTime, minuteOfDate } from '../../language/zoned.ts';
import type { NewNotice } from '../../notices/notice.ts';
import { defined } from '../../platform/defined.ts';
import { type DeskRules, kindOf } from '../../rules/desk/desk.ts';
import { adminsOf, type RuleSet } from '../../rules/ruleset.ts';
import { nextOpening } from '../hours/working-time.ts';
import type { RequestTimes } from '../request.ts';
import { type Alarm, alarmKinds } from './alarms.ts';

/**
 * The telling of alarms: to whom, and when. Urgent ones are told at once. All others of a person come in one
 * digest a part of the day, which waits a little for what else comes due, and for the desk to be open.
 * Nothing is told twice to the same person.
 */

/** An alarm that is due, with the request that it is about. */
export type DueAlarm = { readonly alarm: Alarm; readonly times: RequestTimes };

type People = Pick<RuleSet, 'people'>;

/** The people who lead the desk; where nobody is said to, who runs filrouge. */
export function leadsOf(set: People): readonly string[] {
  const leads = [...set.people.values()].flatMap(({ id, desk }) => (desk === 'lead' ? [id] : []));
  return leads.length > 0 ? leads : adminsOf(set);
}

/** The ids of the people who are told of an alarm: who has the request, and who leads where it is grave. */
export function peopleTold(set: People, { alarm, times }: DueAlarm): readonly string[] {
  const known = (person: string | undefined) =>
    person !== undefined && set.people.has(person) ? [person] : [];
  const own = known(alarm.kind === 'escalation_not_taken_up' ? times.escalatedTo : times.owner);
  const isMissed = alarm.kind === 'answer_missed' || alarm.kind === 'resolve_missed';
  return [...new Set([...own, ...(own.length === 0 || isMissed ? leadsOf(set) : [])])];
}

/** When the parts of a day begin, in minutes after midnight: morning and afternoon. */
const partsFrom = [0, 13 * 60] as const;
/** So long a digest waits for what comes due soon after its first line. */
export const gatherMs = 10 * 60_000;

/** A part of a day of the desk: its name, unique for ever, and when the next one begins. */
export type DayPart = { readonly name: string; readonly nextFrom: number };

/** The part of the day at an instant. */
export function dayPartAt({ timezone }: Pick<DeskRules, 'timezone'>, at: number): DayPart {
  const date = localDate(at, timezone);
  const { hour, minute } = localTime(at, timezone);
  const part = partsFrom.findLastIndex((from) => from <= hour * 60 + minute);
  const next = partsFrom[part + 1];
  const nextFrom = minuteOfDate(
    next === undefined ? date.add({ days: 1 }) : date,
    next ?? partsFrom[0],
    timezone,
  );
  return { name: `${date.toString()}.${part + 1}`, nextFrom };
}

/** The key of a person's digest of a part of the day. */
export function digestKey(person: string, { name }: DayPart): string {
  return `desk-digest:${person}:${name}`;
}

/**
 * When the digest of a person may go out whose first line came due at `firstDueAt`: `now` itself where it may
 * go at once. Whoever had that of this part of the day waits for the next. `undefined`: the desk never opens.
 */
export function digestAt(
  desk: DeskRules,
  firstDueAt: number,
  hadOne: boolean,
  now: number,
): number | undefined {
  const from = hadOne ? dayPartAt(desk, now).nextFrom : firstDueAt + gatherMs;
  return nextOpening(desk, Math.max(from, now));
}

/** So many lines a digest has; the others are counted. */
const mostLines = 30;

/** The notice of an alarm that cannot wait. */
export function urgentNotice(
  desk: DeskRules,
  due: DueAlarm,
  people: readonly string[],
  agentName: string | undefined,
): NewNotice {
  return {
    key: `desk-late:${due.alarm.key}:${people.join(',')}`,
    kind: 'request_late',
    severity: due.times.priority === 'urgent' ? 'critical' : 'warning',
    agent: desk.agent,
    people,
    data: { ...settingOf(desk, agentName), ...factsOf(desk, due) },
  };
}

/** One message about everything else that is due: of each request its gravest alarm. */
export function digestNotice(
  desk: DeskRules,
  person: string,
  due: readonly DueAlarm[],
  agentName: string | undefined,
  now: number,
): NewNotice {
  const gravest = new Map<number, DueAlarm>();
  for (const one of due.toSorted(byGravity))
    if (!gravest.has(one.alarm.number)) gravest.set(one.alarm.number, one);
  const lines = [...gravest.values()].map((one) => factsOf(desk, one));
  return {
    key: digestKey(person, dayPartAt(desk, now)),
    kind: 'requests_digest',
    severity: 'warning',
    agent: desk.agent,
    people: [person],
    data: {
      ...settingOf(desk, agentName),
      lines: lines.slice(0, mostLines),
      others: Math.max(0, lines.length - mostLines),
    },
  };
}

function byGravity({ alarm: left }: DueAlarm, { alarm: right }: DueAlarm): number {
  return (
    alarmKinds.indexOf(left.kind) - alarmKinds.indexOf(right.kind) ||
    left.dueAt - right.dueAt ||
    left.number - right.number
  );
}

function settingOf({ timezone }: DeskRules, agentName: string | undefined) {
  return defined({ agentName, timezone });
}

function factsOf(desk: DeskRules, { alarm, times }: DueAlarm) {
  const { name } = kindOf(desk, times.kind);
  return {
    ...{ request: alarm.number, alarm: alarm.kind, kindFr: name.fr, kindEn: name.en },
    ...{ priority: times.priority, since: alarm.since },
    ...defined({ promisedAt: alarm.promisedAt }),
  };
}
