import { and, asc, count, desc, eq, inArray, lt, min } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { withoutNulls } from '../platform/defined.ts';
import type { NoticeKind, NoticeSeverity } from './notice.ts';
import type { ChannelName } from './routing.ts';
import { type DeliveryState, noticeDeliveries as deliveries, notices } from './tables.ts';

/** The trace of one notice: when, over which channels, to whom (person ids), and how each delivery ended. */
export type NoticeTrace = {
  readonly seq: number;
  readonly key: string;
  readonly kind: NoticeKind;
  readonly severity: NoticeSeverity;
  readonly at: number;
  readonly agent?: string;
  readonly incident?: number;
  readonly plan?: number;
  readonly deliveries: readonly DeliveryTrace[];
};
export type DeliveryTrace = {
  readonly id: string;
  readonly channel: ChannelName;
  readonly person?: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it was delivered, skipped or given up. */
  readonly endedAt?: number;
  /** Of the last attempt that failed. */
  readonly reason?: string;
};

export type NoticeFilter = {
  readonly agent?: string;
  readonly incident?: number;
  readonly plan?: number;
  readonly limit: number;
  /** Only notices older than the one with this `seq`. */
  readonly before?: number;
};

/** Traces, the newest first. */
export async function listNotices(db: Db, filter: NoticeFilter): Promise<NoticeTrace[]> {
  const rows = await db
    .select()
    .from(notices)
    .where(
      and(
        filter.agent === undefined ? undefined : eq(notices.agent, filter.agent),
        filter.incident === undefined ? undefined : eq(notices.incident, filter.incident),
        filter.plan === undefined ? undefined : eq(notices.plan, filter.plan),
        filter.before === undefined ? undefined : lt(notices.seq, filter.before),
      ),
    )
    .orderBy(desc(notices.seq))
    .limit(filter.limit);
  if (rows.length === 0) return [];
  const sent = await db
    .select()
    .from(deliveries)
    .where(
      inArray(
        deliveries.notice,
        rows.map((row) => row.seq),
      ),
    )
    .orderBy(asc(deliveries.channel), asc(deliveries.recipient));
  return rows.map(({ people: _, data: __, ...row }) => ({
    ...withoutNulls(row),
    deliveries: sent.filter((delivery) => delivery.notice === row.seq).map(traceOf),
  }));
}

function traceOf(row: typeof deliveries.$inferSelect): DeliveryTrace {
  const { id, channel, state, attempts, recipient: person, endedAt, reason } = row;
  return withoutNulls({ id, channel, state, attempts, person, endedAt, reason });
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
