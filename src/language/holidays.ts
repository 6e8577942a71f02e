import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { Temporal } from 'temporal-polyfill';

/** Whether somebody does not work on a day of the calendar. */
export type IsDayOff = (day: Temporal.PlainDate) => boolean;

/** The tables of all countries take a third of a second to load: only who names a country waits for them. */
const packages = createRequire(import.meta.url);
const load = (): typeof Holidays => packages('date-holidays');

const hourMs = 3_600_000;

/**
 * The codes known in the place of one that is not: other countries, or the parts of that country. The library
 * itself takes a part that it does not know for the whole country, without a word.
 */
export function insteadOfCountry(code: string): readonly string[] | undefined {
  const [country = '', state, region, ...more] = code.split('-');
  const all = new (load())();
  const countries = Object.keys(all.getCountries());
  if (!countries.includes(country)) return countries;
  const states = Object.keys(all.getStates(country) ?? {});
  if (state !== undefined && !states.includes(state))
    return [country, ...states.map((s) => `${country}-${s}`)];
  if (region === undefined) return undefined;
  const within = `${country}-${state}`;
  const regions = Object.keys(all.getRegions(country, state ?? '') ?? {});
  return regions.includes(region) && more.length === 0
    ? undefined
    : [within, ...regions.map((r) => `${within}-${r}`)];
}

const calendars = new Map<string, IsDayOff>();

/** The public holidays of a country or a part of it: `FR`, `FR-57`, `GB-SCT`. Each year is looked up once. */
export function publicHolidays(code: string): IsDayOff {
  const known = calendars.get(code);
  if (known) return known;
  const library = new (load())(code, { types: ['public'] });
  const years = new Map<number, ReadonlySet<string>>();
  const daysOf = (year: number) => {
    const days = years.get(year) ?? new Set(library.getHolidays(year).flatMap(wholeDays));
    years.set(year, days);
    return days;
  };
  const isHoliday: IsDayOff = (day) => {
    const text = day.toString();
    // Four days off can begin in the old year.
    return daysOf(day.year).has(text) || daysOf(day.year - 1).has(text);
  };
  calendars.set(code, isHoliday);
  return isHoliday;
}

/** The days of a holiday, which may last four; none of one that takes an afternoon. */
function wholeDays({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  const first = Temporal.PlainDate.from(date.slice(0, 10));
  const length = Math.round((end.getTime() - start.getTime()) / (24 * hourMs));
  return Array.from({ length }, (_, days) => first.add({ days }).toString());
}
