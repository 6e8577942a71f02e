import { sql } from 'drizzle-orm';
import { localDate, minuteOfDate } from '../../../src/language/zoned.ts';
import type { Db } from '../../../src/platform/database/database.ts';
import type { House } from '../../support/house.ts';
import type { Post } from './post.ts';

const [zone, day] = ['Europe/Paris', 86_400_000];

/**
 * The times of a day in Paris at which something may be due by itself: at seven quiet hours end, at eight
 * people read, in London at nine, and a minute later whatever was found then is sent.
 */
const stops = [0, 3, 6, 7, 8, 8 + 1 / 60, 9, 9 + 1 / 60, 12, 15, 18, 21];

/** The weekly report, and the checks of a desk, are looked for every hour; here, when people in Paris read. */
export const patterns = { 'weekly-report': '1 6-8 * * *', 'desk-checks': '1 6-8 * * *' };

/** The next of these times, or the next at which a job is due, if there is one before `to`; else that. */
export function nextStop({ clock, calendar }: House, to: number): number {
  const now = clock.now();
  const times = [localDate(now, zone), localDate(now + day, zone)].flatMap((date) =>
    stops.map((hours) => minuteOfDate(date, hours * 60, zone)),
  );
  const stop = Math.min(...times.filter((at) => at > now));
  return Math.min(stop, calendar.next(to) ?? to, to);
}

/** A delivery that is under way is due again after this. */
const claimedMs = 90_000;

/** Delivers what is due, if anything is: to look at the outbox in vain is what would take longest in these stories. */
export async function deliver({ app, clock }: House, db: Db, post: Post): Promise<void> {
  if (await isAnythingDueBy(db, clock.now() + claimedMs)) await app.delivered();
  while (await isAnythingDueBy(db, clock.now())) await app.delivered();
  post.collect();
}

async function isAnythingDueBy(db: Db, at: number): Promise<boolean> {
  const { rows } = await db.execute(
    sql`SELECT 1 FROM notice_deliveries WHERE state = 'waiting' AND due_at <= ${at}::bigint LIMIT 1`,
  );
  return rows.length > 0;
}

/** Some days in which nobody does anything: what is due by itself is done, and delivered. */
export async function passDays(house: House, db: Db, post: Post, days: number): Promise<void> {
  const to = house.clock.now() + days * day;
  while (house.clock.now() < to) {
    house.clock.set(nextStop(house, to));
    await house.pass(0);
    await house.calendar.run();
    await deliver(house, db, post);
  }
}

/** The same with several houses: at every instant, each does whatever it would do, and looks at the outbox. */
export async function passDaysTogether(houses: Iterable<House>, post: Post, days: number): Promise<void> {
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
