import { and, asc, count, desc, eq, gte, inArray, lt, max, min } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { withoutNulls } from '../platform/defined.ts';
import type { ChannelName } from './channel.ts';
import type { NoticeKind } from './notice.ts';
import { readNotice } from './outbox.ts';
import { type DeliveryState, noticeDeliveries as deliveries, notices } from './tables.ts';
import { digestKinds } from './waiting/hold.ts';

/** The trace of one notice: when, over which channels, to whom (person ids), and how each delivery ended. */
export type NoticeTrace = Awaited<ReturnType<typeof listNotices>>[number];

/** The choice of notices in a list. */
export type NoticeFilter = {
  readonly agent?: string;
  readonly incident?: number;
  readonly plan?: number;
  readonly kind?: NoticeKind;
  /** With a delivery that stands so. */
  readonly state?: DeliveryState;
  readonly limit: number;
  /** Only notices older than the one with this `seq`. */
  readonly before?: number;
};

/** Traces, the newest first, each with the notice where this version of the code can read it. */
export async function listNotices(db: Db, filter: NoticeFilter) {
  const { agent, incident, plan, kind, state, before } = filter;
  const rows = await db
    .select()
    .from(notices)
    .where(
      and(
        agent === undefined ? undefined : eq(notices.agent, agent),
        incident === undefined ? undefined : eq(notices.incident, incident),
        plan === undefined ? undefined : eq(notices.plan, plan),
        kind === undefined ? undefined : eq(notices.kind, kind),
        state === undefined ? undefined : inArray(notices.seq, withDelivery(db, state)),
        before === undefined ? undefined : lt(notices.seq, before),
      ),
    )
    .orderBy(desc(notices.seq))
    .limit(filter.limit);
  if (rows.length === 0) return [];
  const told = rows.map(readNotice);
  const seqs = rows.map(({ seq }) => seq);
  const sent = await db
    .select()
    .from(deliveries)
    .where(inArray(deliveries.notice, seqs))
    .orderBy(asc(deliveries.channel), asc(deliveries.recipient));
  return rows.map(({ people: _, data: __, ...row }, place) => ({
    ...withoutNulls(row),
    notice: told[place],
    deliveries: sent.filter((delivery) => delivery.notice === row.seq).map(traceOf),
  }));
}

function withDelivery(db: Db, state: DeliveryState) {
  return db.select({ seq: deliveries.notice }).from(deliveries).where(eq(deliveries.state, state));
}

function traceOf(row: typeof deliveries.$inferSelect) {
  const { id, channel, state, attempts, recipient: person, instead, endedAt, reason, message } = row;
  const dueAt = state === 'waiting' ? row.dueAt : null;
  return withoutNulls({
    id,
    channel,
    state,
    attempts,
    person,
    instead,
    endedAt,
    dueAt,
    reason,
    message,
  });
}

/** When each of these people got their last digest, of those since `since`. */
export async function lastDigests(
  db: Db,
  people: readonly string[],
  since: number,
): Promise<ReadonlyMap<string, number>> {
  if (people.length === 0) return new Map();
  const rows = await db
    .select({ person: deliveries.recipient, at: max(deliveries.endedAt) })
    .from(deliveries)
    .innerJoin(notices, eq(notices.seq, deliveries.notice))
    .where(
      and(
        inArray(deliveries.recipient, [...people]),
        inArray(notices.kind, [...digestKinds]),
        eq(deliveries.state, 'delivered'),
        gte(deliveries.endedAt, since),
      ),
    )
    .groupBy(deliveries.recipient);
  return new Map(rows.flatMap(({ person, at }) => (person === null || at === null ? [] : [[person, at]])));
}

/** The deliveries that wait in one channel: how many, and since when the oldest does. */
export type Backlog = { readonly channel: ChannelName; readonly waiting: number; readonly oldestAt: number };

/** Every channel that has something waiting. */
export async function readBacklog(db: Db): Promise<Backlog[]> {
  const rows = await db
    .select({ channel: deliveries.channel, waiting: count(), oldestAt: min(deliveries.createdAt) })
    .from(deliveries)
    .where(eq(deliveries.state, 'waiting'))
    .groupBy(deliveries.channel);
  return rows.map((row) => ({ ...row, oldestAt: row.oldestAt ?? 0 }));
}
