import { and, count, eq, isNull, min } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { isDigested } from '../gather.ts';
import type { Notice } from '../notice.ts';
import { readNotice } from '../outbox.ts';
import { noticeDeliveries as deliveries, notices } from '../tables.ts';

type Row = typeof deliveries.$inferSelect;

/** A delivery with everything that its message tells: what was sent with it, or would be now. */
export type WholeMessage = Pick<Row, 'channel' | 'recipient' | 'instead'> & {
  readonly notices: readonly Notice[];
};

/**
 * The message of a delivery: of one that was sent, the very one; of one that waits for its reader's digest,
 * what of it would be sent now, if `stands` says so. `undefined` where nothing of it can be read.
 */
export async function wholeMessage(
  db: Db,
  id: string,
  stands: (notice: Notice) => Promise<boolean>,
): Promise<WholeMessage | undefined> {
  const [found] = await joined(db, eq(deliveries.id, id));
  const notice = found && readNotice(found.notices);
  if (found === undefined || notice === undefined) return undefined;
  const { notice_deliveries: delivery } = found;
  const { channel, recipient, instead, state, message } = delivery;
  const about = { channel, recipient, instead };
  if (message !== null) {
    const sent = await joined(db, eq(deliveries.message, message));
    return { ...about, notices: sent.flatMap((one) => readNotice(one.notices) ?? []) };
  }
  if (state !== 'waiting' || recipient === null || !isInDigest(found)) return { ...about, notices: [notice] };
  const waiting = await joined(
    db,
    and(
      eq(deliveries.state, 'waiting'),
      eq(deliveries.channel, channel),
      eq(deliveries.recipient, recipient),
      instead === null ? isNull(deliveries.instead) : eq(deliveries.instead, instead),
    ),
  );
  const others = waiting.filter(isInDigest).flatMap((one) => readNotice(one.notices) ?? []);
  const standing = await Promise.all(others.map((one) => stands(one).catch(() => true)));
  const left = others.filter((_, place) => standing[place]);
  return { ...about, notices: left.length > 0 ? left : [notice] };
}

/** The messages that wait for a moment when a person may be told, and when the first of them is due. */
export type ToCome = { readonly count: number; readonly dueAt: number };

/** The news to come for a person, by any way; `undefined` where nothing waits until after `now`. */
export async function toComeFor(db: Db, person: string, now: number): Promise<ToCome | undefined> {
  const [row] = await db
    .select({ count: count(), dueAt: min(deliveries.dueAt) })
    .from(deliveries)
    .where(and(eq(deliveries.recipient, person), eq(deliveries.state, 'waiting')));
  const { dueAt } = row ?? {};
  return row === undefined || dueAt === undefined || dueAt === null || dueAt <= now
    ? undefined
    : { count: row.count, dueAt };
}

type Joined = { readonly notice_deliveries: Row; readonly notices: typeof notices.$inferSelect };

function joined(db: Db, where: ReturnType<typeof and>): Promise<Joined[]> {
  return db
    .select()
    .from(deliveries)
    .innerJoin(notices, eq(notices.seq, deliveries.notice))
    .where(where)
    .orderBy(notices.seq);
}

function isInDigest({ notice_deliveries: { recipient, held }, notices: row }: Joined): boolean {
  const notice = readNotice(row);
  return recipient !== null && isDigested({ notice, recipient, held });
}
