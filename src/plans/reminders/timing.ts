import { type IsDayOff, publicHolidays } from '../../language/holidays.ts';
import { dayMs, localDate, minuteOfDate } from '../../language/zoned.ts';
import type { ReminderRules } from '../../rules/reminders.ts';
import type { Person } from '../../rules/ruleset.ts';

/** The mornings of whoever is reminded: where they are, and on the days that they work. */
export type Mornings = {
  readonly timezone: string;
  readonly minutes: number;
  readonly isOff: IsDayOff;
};

/** No country has so many days off in a row. */
const mostDaysOff = 30;

/** The mornings of a person; of somebody without a zone of their own, in that of the plan. */
export function morningsOf(
  person: Pick<Person, 'timezone' | 'country'> | undefined,
  { morningMinutes: minutes }: Pick<ReminderRules, 'morningMinutes'>,
  planZone: string,
): Mornings {
  const { timezone = planZone, country } = person ?? {};
  const isHoliday = country === undefined ? undefined : publicHolidays(country);
  const isOff: IsDayOff = (date) => isHoliday !== undefined && (date.dayOfWeek > 5 || isHoliday(date));
  return { timezone, minutes, isOff };
}

/** The first morning from `at` on, on a day that is none off. */
export function morningAfter(at: number, { timezone, minutes, isOff }: Mornings): number {
  let date = localDate(at, timezone);
  if (minuteOfDate(date, minutes, timezone) < at) date = date.add({ days: 1 });
  for (let later = 0; later < mostDaysOff && isOff(date); later += 1) date = date.add({ days: 1 });
  return minuteOfDate(date, minutes, timezone);
}

/** The morning of the day on which something is due: of that day as the plan counts it. */
export function morningOfDay(dueAt: number, planZone: string, mornings: Mornings): number {
  return minuteOfDate(localDate(dueAt, planZone), mornings.minutes, mornings.timezone);
}

/** The morning so long before that day; where it is a day off, the last one before that is none. */
export function morningAhead(dueAt: number, aheadMs: number, planZone: string, mornings: Mornings): number {
  const { timezone, minutes, isOff } = mornings;
  let date = localDate(dueAt, planZone).subtract({ days: Math.round(aheadMs / dayMs) });
  for (let before = 0; before < mostDaysOff && isOff(date); before += 1) date = date.subtract({ days: 1 });
  return minuteOfDate(date, minutes, timezone);
}

/** When the next reminder of what is overdue may go out. `sentAt` are the times of those before, in order. */
export function nextOverdueAt(
  dueAt: number,
  sentAt: readonly number[],
  rules: ReminderRules,
  mornings: Mornings,
): number {
  const { firstAfterMs, secondAfterMs, escalateAfterMs, thenEveryMs } = rules;
  const last = sentAt.at(-1);
  if (last === undefined) return morningAfter(dueAt + firstAfterMs, mornings);
  if (sentAt.length === 1) return morningAfter(last + secondAfterMs, mornings);
  if (sentAt.length === 2)
    return morningAfter(Math.max(dueAt + escalateAfterMs, last + secondAfterMs), mornings);
  return morningAfter(last + thenEveryMs, mornings);
}
