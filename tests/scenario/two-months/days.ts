import { localDate, minuteOfDate } from '../../../src/language/zoned.ts';
import type { House } from '../../support/house.ts';
import type { Post } from './post.ts';

const [zone, day] = ['Europe/Paris', 86_400_000];

/**
 * The times of a day in Paris at which something may be due by itself: at seven quiet hours end, at eight
 * people read, in London at nine, and a minute later whatever was found then is sent.
 */
const stops = [0, 3, 6, 7, 8, 8 + 1 / 60, 9, 9 + 1 / 60, 12, 15, 18, 21];

/** The weekly report is looked for every hour; here, when people in Paris read. */
export const patterns = { 'weekly-report': '1 6-8 * * *' };

/** The next of these times, or the next at which a job is due, if there is one before `to`; else that. */
export function nextStop({ clock, calendar }: House, to: number): number {
  const now = clock.now();
  const times = [localDate(now, zone), localDate(now + day, zone)].flatMap((date) =>
    stops.map((hours) => minuteOfDate(date, hours * 60, zone)),
  );
  const stop = Math.min(...times.filter((at) => at > now));
  return Math.min(stop, calendar.next(to) ?? to, to);
}

/** Some days in which nobody does anything: what is due by itself is done by each house, and delivered. */
export async function passDays(houses: Iterable<House>, post: Post, days: number): Promise<void> {
  const all = [...houses];
  const [first] = all;
  if (first === undefined) return;
  const { clock } = first;
  const to = clock.now() + days * day;
  while (clock.now() < to) {
    clock.set(nextStop(first, to));
    await Promise.all(all.map((house) => house.pass(0)));
    await Promise.all(all.map((house) => house.calendar.run()));
    await Promise.all(all.map(({ app }) => app.delivered()));
    post.collect();
  }
}
