import { type CalendarCommands, createCalendarCommands } from '../../plans/calendar/address-store.ts';
import { plannedOf } from '../../plans/calendar/planned.ts';
import { calendarCommandRoutes, calendarFeedRoutes } from '../../plans/calendar/routes.ts';
import { findCalendar, readCalendar } from '../../plans/calendar/store.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';

/** People's calendars: their commands, the routes of these, and the feed, which needs no key. */
export function calendarsOf(
  { settings, ports: { clock }, opened: { database } }: Ground,
  { thread: { ruleSet } }: Core,
) {
  const { now } = clock;
  const publicUrl = settings.publicUrl?.replace(/\/+$/, '');
  const isPerson = (id: string) => ruleSet().people.has(id);
  const commands: CalendarCommands = createCalendarCommands({ database, now, isPerson });
  return {
    commands,
    routes: calendarCommandRoutes(commands, publicUrl),
    feed: calendarFeedRoutes({
      publicUrl,
      personOf: async (hash) => (await findCalendar(database.db, hash))?.person,
      planned: (person) => plannedOf(ruleSet(), person, now()),
      languageOf: (person) => ruleSet().people.get(person)?.language,
      read: (person) => database.transaction((tx) => readCalendar(tx, person, now())),
    }),
  };
}
