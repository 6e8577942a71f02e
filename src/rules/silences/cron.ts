import { type Fault, faultAt, type Piece } from '../grammar/grammar.ts';

/**
 * Times of planned work in five fields: minute, hour, day of the month, month, day of the week. Lists, ranges
 * and steps, and names of months and weekdays in English (POSIX crontab, with the steps and names of Vixie
 * cron). Both day fields at once are refused: some tools want both to fit, others either.
 */
export type Cron = {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
};

type Field = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** The last of all of them, where a later number means one of them again. */
  readonly last?: number;
  readonly names: readonly string[];
};

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields = {
  minutes: { name: 'a minute', from: 0, to: 59, names: [] },
  hours: { name: 'an hour', from: 0, to: 23, names: [] },
  days: { name: 'a day of the month', from: 1, to: 31, names: [] },
  months: { name: 'a month', from: 1, to: 12, names: monthNames },
  // 7 is Sunday, too.
  weekdays: { name: 'a day of the week', from: 0, to: 7, last: 6, names: weekdayNames },
} satisfies Record<keyof Cron, Field>;

/** The form that a pattern is expected in, for messages. */
export const cronExpected =
  'five fields, minute hour day month weekday, such as 30 2 * * 1-5 (02:30 from Monday to Friday)';

/** Reads a pattern, or says what is wrong with it, and where. */
export function parseCron(
  text: string,
): { readonly ok: true; readonly cron: Cron } | { readonly ok: false; readonly faults: readonly Fault[] } {
  const words = [...text.matchAll(/\S+/g)].map((match): Piece => ({ text: match[0], offset: match.index }));
  const [minute, hour, day, month, weekday] = words;
  if (!minute || !hour || !day || !month || !weekday || words.length > 5) {
    const whole = { text: text.trim(), offset: text.length - text.trimStart().length };
    return { ok: false, faults: [faultAt(whole, 'bad_cron', cronExpected)] };
  }
  const faults: Fault[] = [];
  const cron: Cron = {
    minutes: readField(fields.minutes, minute, faults),
    hours: readField(fields.hours, hour, faults),
    days: readField(fields.days, day, faults),
    months: readField(fields.months, month, faults),
    weekdays: inOrder(readField(fields.weekdays, weekday, faults).map((one) => one % 7)),
  };
  if (faults.length > 0) return { ok: false, faults };
  if (cron.days.length < 31 && cron.weekdays.length < 7) {
    const expected = '* as the day of the month or as the day of the week: tools disagree on both at once';
    return { ok: false, faults: [faultAt(weekday, 'bad_cron', expected)] };
  }
  if (!hasDay(cron)) {
    const expected = 'a day that comes in one of these months';
    return { ok: false, faults: [faultAt(day, 'bad_cron', expected)] };
  }
  return { ok: true, cron };
}

/** The numbers that a field names, in order; none where something is wrong with it. */
function readField(field: Field, { text, offset }: Piece, faults: Fault[]): number[] {
  const named = new Set<number>();
  let at = offset;
  for (const part of text.split(',')) {
    const found = readPart(field, part);
    if (found === undefined) faults.push(faultAt({ text: part, offset: at }, 'bad_cron', expectedIn(field)));
    for (const one of found ?? []) named.add(one);
    at += part.length + 1;
  }
  return inOrder([...named]);
}

function readPart(field: Field, part: string): number[] | undefined {
  const match = /^(\*|(?<first>\w+)(?:-(?<last>\w+))?)(?:\/(?<step>\d{1,2}))?$/.exec(part);
  if (match?.groups === undefined) return undefined;
  const { first, last, step = '1' } = match.groups;
  const from = first === undefined ? field.from : numberIn(field, first);
  // A step behind one number goes on from there to the end.
  const open = first === undefined || (last === undefined && match.groups['step'] !== undefined);
  const to = last !== undefined ? numberIn(field, last) : open ? (field.last ?? field.to) : from;
  const by = Number(step);
  if (from === undefined || to === undefined || from > to || by === 0) return undefined;
  const numbers: number[] = [];
  for (let one = from; one <= to; one += by) numbers.push(one);
  return numbers;
}

function numberIn({ from, to, names }: Field, word: string): number | undefined {
  const named = names.indexOf(word.toLowerCase());
  if (named >= 0) return named + from;
  const number = /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
  return number >= from && number <= to ? number : undefined;
}

function expectedIn(field: Field): string {
  const names = field.names.length === 0 ? '' : `, or ${field.names[0]} to ${field.names.at(-1)}`;
  return `${field.name} from ${field.from} to ${field.to}${names}: one, a range such as 1-5, a list such as 1,3, a step such as */2, or *`;
}

function inOrder(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].toSorted((left, right) => left - right);
}

/** 29 February comes every few years. */
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function hasDay({ days, months }: Cron): boolean {
  const first = days[0] ?? 1;
  return months.some((month) => first <= (longestMonths[month - 1] ?? 31));
}

/** Whether a pattern names a day of the calendar. `dayOfWeek`: 1 is Monday, 7 Sunday, as in ISO 8601. */
export function namesDay(
  { days, months, weekdays }: Cron,
  date: { readonly day: number; readonly month: number; readonly dayOfWeek: number },
): boolean {
  return days.includes(date.day) && months.includes(date.month) && weekdays.includes(date.dayOfWeek % 7);
}
