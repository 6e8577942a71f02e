import { and, desc, eq, isNotNull, max } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import type { ChannelName } from './channel.ts';
import type { Health } from './health.ts';
import { readNotice } from './outbox.ts';
import { noticeDeliveries as deliveries, notices } from './tables.ts';

/** More channels than there are go down at once never; older news of one is no news. */
const newsRead = 100;

/**
 * How each channel fares by what stands in the outbox, for a process that has tried none yet: one that people
 * were told is down, and has taken nothing since, still is. Attempts that failed since something was taken
 * count on; the next one decides.
 */
export async function readHealth(db: Db): Promise<ReadonlyMap<ChannelName, Health>> {
  const [taken, told, failing] = await Promise.all([
    db
      .select({ channel: deliveries.channel, at: max(deliveries.endedAt) })
      .from(deliveries)
      .where(eq(deliveries.state, 'delivered'))
      .groupBy(deliveries.channel),
    db
      .select()
      .from(notices)
      .where(eq(notices.kind, 'channel_down'))
      .orderBy(desc(notices.seq))
      .limit(newsRead),
    db
      .select()
      .from(deliveries)
      .where(and(eq(deliveries.state, 'waiting'), isNotNull(deliveries.reason)))
      .orderBy(deliveries.createdAt),
  ]);
  const takenAt = new Map(taken.map(({ channel, at }) => [channel, at ?? 0]));
  const isLater = (channel: ChannelName, at: number) =>
    at > (takenAt.get(channel) ?? Number.NEGATIVE_INFINITY);
  const book = new Map<ChannelName, Health>();
  for (const { channel, reason, attempts, createdAt } of failing) {
    if (reason === null || !isLater(channel, createdAt)) continue;
    const { failures, since } = book.get(channel) ?? { failures: 0, since: createdAt };
    book.set(channel, { failures: failures + attempts, since, reason, isDown: false });
  }
  for (const row of told) {
    const news = readNotice(row);
    if (news?.kind !== 'channel_down') continue;
    const { channel, since, reason } = news.data;
    if (book.get(channel)?.isDown === true || !isLater(channel, news.at)) continue;
    book.set(channel, { failures: book.get(channel)?.failures ?? 0, since, reason, isDown: true });
  }
  return book;
}
