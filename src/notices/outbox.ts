import { and, asc, desc, eq, inArray, isNull, lte, min, or, type SQL, sql } from 'drizzle-orm';
import { sha256Hex } from '../platform/canonical.ts';
import type { Db } from '../platform/database/database.ts';
import { insertRows, type Parts, together } from '../platform/database/statement.ts';
import { withoutNulls } from '../platform/defined.ts';
import type { ChannelName, Target } from './channel.ts';
import type { Claimed, Delivery } from './delivery.ts';
import { isDigested } from './gather.ts';
import { type NewNotice, type Notice, noticeFacts } from './notice.ts';
import { targetsOf } from './routing.ts';
import { noticeDeliveries as deliveries, notices } from './tables.ts';
import { collectMs, digestKinds, type Held } from './waiting/hold.ts';

/**
 * Puts notices into the outbox, in the transaction that makes them true. A key that stands already is left
 * alone with its deliveries, so a transaction that is done again tells nothing twice. `now` is epoch ms.
 */
export async function enqueueNotices(tx: Db, wanted: readonly NewNotice[], now: number): Promise<void> {
  if (wanted.length > 0) await tx.execute(together(addingNotices(wanted, now)));
}

/** The parts of a statement that does what `enqueueNotices` does. */
export function addingNotices(wanted: readonly NewNotice[], now: number): Parts {
  const rows = wanted.map((notice) => ({ ...notice, at: now }));
  // The first of several with one key is the one that is added.
  const first = new Map([...wanted].reverse().map((notice) => [notice.key, notice]));
  const due = [...first.values()].reverse().flatMap((notice) =>
    targetsOf(notice).map((target) => ({
      key: notice.key,
      id: deliveryId(notice.key, target),
      ...target,
      critical: notice.severity === 'critical',
    })),
  );
  return {
    notice: sql`${insertRows(notices, rows)} ON CONFLICT (key) DO NOTHING RETURNING seq, key`,
    delivery: sql`
      INSERT INTO ${deliveries} (id, notice, channel, recipient, instead, critical, state, attempts, due_at, created_at)
      SELECT due.id, notice.seq, due.channel, due.recipient, due.instead, due.critical, 'waiting', 0, ${now}::bigint, ${now}::bigint
      FROM jsonb_to_recordset(${JSON.stringify(due)}::jsonb)
        AS due(key text, id text, channel text, recipient text, instead text, critical boolean)
      JOIN notice ON notice.key = due.key`,
  };
}

/** Follows from what is told and to whom, so it is the same wherever and however often it is computed. */
export function deliveryId(key: string, target: Target): string {
  return `msg_${sha256Hex([key, target.channel, target.recipient ?? ''].join('\n')).slice(0, 32)}`;
}

/** Which deliveries to claim: at most `limit`, ours for `leaseMs`. */
export type Claim = {
  readonly channel: ChannelName;
  readonly limit: number;
  readonly leaseMs: number;
  readonly now: number;
  /** Only those that are told together with this one, to the same receiver. */
  readonly like?: Delivery;
};

/**
 * Claims deliveries that are due, critical ones first. Nobody else gets them before the lease ends; who
 * crashes after the claim loses nothing, because they are due again then.
 */
export async function claimDeliveries(db: Db, claim: Claim): Promise<Claimed[]> {
  const due = db.$with('due').as(
    db
      .select({ dueId: deliveries.id })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.state, 'waiting'),
          eq(deliveries.channel, claim.channel),
          lte(deliveries.dueAt, claim.now + (claim.like && isDigested(claim.like) ? collectMs : 0)),
          claim.like && isLike(db, claim.like),
        ),
      )
      .orderBy(desc(deliveries.critical), asc(deliveries.dueAt))
      .limit(claim.limit)
      .for('update', { skipLocked: true }),
  );
  const rows = await db
    .with(due)
    .update(deliveries)
    .set({ attempts: sql`${deliveries.attempts} + 1`, dueAt: claim.now + claim.leaseMs })
    .from(due)
    .where(eq(deliveries.id, due.dueId))
    .returning({
      id: deliveries.id,
      notice: deliveries.notice,
      recipient: deliveries.recipient,
      instead: deliveries.instead,
      attempts: deliveries.attempts,
      createdAt: deliveries.createdAt,
      held: deliveries.held,
    });
  if (rows.length === 0) return [];
  const seqs = [...new Set(rows.map((row) => row.notice))];
  const told = await db.select().from(notices).where(inArray(notices.seq, seqs));
  const noticeOf = new Map(told.map((row) => [row.seq, readNotice(row)]));
  return rows.map(({ recipient, instead, notice, held, ...row }) => ({
    ...withoutNulls({ ...row, recipient, instead }),
    channel: claim.channel,
    ...(held && { held }),
    notice: noticeOf.get(notice),
  }));
}

function isLike(db: Db, like: Delivery): SQL | undefined {
  const { notice, recipient, instead } = like;
  const isDigest = isDigested(like);
  const kinds = isDigest ? [...digestKinds] : [notice.kind];
  const ofKind = db.select({ seq: notices.seq }).from(notices).where(inArray(notices.kind, kinds));
  const ofSort = inArray(deliveries.notice, ofKind);
  return and(
    recipient === undefined ? isNull(deliveries.recipient) : eq(deliveries.recipient, recipient),
    instead === undefined ? isNull(deliveries.instead) : eq(deliveries.instead, instead),
    isDigest ? or(ofSort, eq(deliveries.held, true)) : ofSort,
  );
}

/** Puts a claimed delivery back until its reader may be told: that was no attempt. */
export async function postpone(
  db: Db,
  { id, attempts }: Pick<Claimed, 'id' | 'attempts'>,
  { until, why }: Held,
): Promise<void> {
  await db
    .update(deliveries)
    .set({
      ...{ attempts: attempts - 1, dueAt: until, reason: why },
      ...(why === 'quiet_hours' && { held: true }),
    })
    .where(and(eq(deliveries.id, id), eq(deliveries.state, 'waiting'), eq(deliveries.attempts, attempts)));
}

/** Gives a delivery to a deputy, because its reader has gone away since. */
export async function passOn(
  db: Db,
  { id }: Pick<Claimed, 'id'>,
  { recipient, instead }: { readonly recipient: string; readonly instead: string },
): Promise<void> {
  await db.update(deliveries).set({ recipient, instead }).where(eq(deliveries.id, id));
}

/**
 * Notes that a delivery was made, in a message of this id where that told more. It holds whoever made it:
 * what was delivered cannot be undone.
 */
export async function markDelivered(
  db: Db,
  delivery: Pick<Claimed, 'id'>,
  now: number,
  message?: string,
): Promise<void> {
  await db
    .update(deliveries)
    .set({ state: 'delivered', endedAt: now, reason: null, message: message ?? null })
    .where(and(eq(deliveries.id, delivery.id), eq(deliveries.state, 'waiting')));
}

/** The state of a delivery after an attempt that failed. */
export type NotDelivered = { readonly reason: string } & (
  | { readonly state: 'waiting'; readonly dueAt: number }
  | { readonly state: 'skipped' | 'dead' | 'unknown' }
);

/** Notes that an attempt failed, unless somebody else has claimed the delivery since. */
export async function markFailed(
  db: Db,
  delivery: Pick<Claimed, 'id' | 'attempts'>,
  next: NotDelivered,
  now: number,
  message?: string,
): Promise<void> {
  const { reason } = next;
  await db
    .update(deliveries)
    .set(
      next.state === 'waiting'
        ? { reason, dueAt: next.dueAt }
        : { reason, state: next.state, endedAt: now, message: message ?? null },
    )
    .where(
      and(
        eq(deliveries.id, delivery.id),
        eq(deliveries.state, 'waiting'),
        eq(deliveries.attempts, delivery.attempts),
      ),
    );
}

/** When the next delivery of a channel is due; `undefined` when none waits. */
export async function nextDueAt(db: Db, channel: ChannelName): Promise<number | undefined> {
  const [row] = await db
    .select({ dueAt: min(deliveries.dueAt) })
    .from(deliveries)
    .where(and(eq(deliveries.state, 'waiting'), eq(deliveries.channel, channel)));
  return row?.dueAt ?? undefined;
}

/** A stored notice, or `undefined` when its facts are not what this version of the code knows. */
export function readNotice(row: typeof notices.$inferSelect): Notice | undefined {
  const { seq: _, data, ...notice } = row;
  const facts = noticeFacts[row.kind]?.safeParse(data);
  if (!facts?.success) return undefined;
  // The facts were parsed by the schema of the row's kind: the two fit, which the type of a row cannot say.
  return { ...withoutNulls(notice), data: facts.data } as Notice;
}
