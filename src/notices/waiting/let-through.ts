import { dayMs } from '../../language/zoned.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Claimed } from '../delivery.ts';
import { isDigested } from '../gather.ts';
import type { Notice } from '../notice.ts';
import { passOn, postpone } from '../outbox.ts';
import { type AddressBook, standIn } from '../routing.ts';
import { lastDigests } from '../store.ts';
import { heldUntil } from './hold.ts';

/** The ports that are asked before a message is sent. */
export type HoldPorts = {
  readonly database: Pick<Database, 'db'>;
  readonly clock: Clock;
  /** How people are reached. */
  readonly book: () => AddressBook;
  /** Whether what a notice says still is so, where that can change while it waits. */
  readonly stands: (notice: Notice) => Promise<boolean>;
};

/** Notes that a delivery will not be made, and why. */
export type Withdraw = (delivery: Claimed, reason: 'no_longer_due' | 'deputy_told') => Promise<void>;

/**
 * The deliveries that may be sent now: they still are so, and their people may be told now. The rest is
 * withdrawn, or waits. It is looked at here, as late as can be: days may have gone by since it was enqueued.
 */
export async function letThrough(
  ports: HoldPorts,
  claimed: readonly Claimed[],
  withdraw: Withdraw,
): Promise<readonly Claimed[]> {
  const now = ports.clock.now();
  const book = ports.book();
  const { db } = ports.database;
  const standing = await toWhoIsThere(ports, await stillTrue(ports, claimed, withdraw), withdraw);
  const readers = standing.filter(isDigested).flatMap(({ recipient }) => recipient ?? []);
  const digests = await lastDigests(db, [...new Set(readers)], now - 2 * dayMs);
  const held = standing.map((delivery) => {
    const { notice, recipient, createdAt } = delivery;
    if (notice === undefined || recipient === undefined) return undefined;
    const { kind, severity } = notice;
    const lastDigestAt = digests.get(recipient);
    return heldUntil({ kind, severity, createdAt, recipient, lastDigestAt }, book, now);
  });
  await Promise.all(
    standing.map(async (delivery, place) => {
      const until = held[place];
      if (until !== undefined) await postpone(db, delivery, until);
    }),
  );
  return standing.filter((_, place) => held[place] === undefined);
}

/** The deliveries that still are so; the rest is withdrawn. */
export async function stillTrue(
  ports: Pick<HoldPorts, 'stands'>,
  claimed: readonly Claimed[],
  withdraw: Withdraw,
): Promise<readonly Claimed[]> {
  const stands = await Promise.all(
    claimed.map(async ({ notice }) => notice === undefined || ports.stands(notice).catch(() => true)),
  );
  await Promise.all(
    claimed.map(async (delivery, place) => {
      if (stands[place] === false) await withdraw(delivery, 'no_longer_due');
    }),
  );
  return claimed.filter((_, place) => stands[place] !== false);
}

/**
 * Hands a message to the deputy of a person who went away while it waited, unless that one is told anyway.
 */
async function toWhoIsThere(
  ports: HoldPorts,
  claimed: readonly Claimed[],
  withdraw: Withdraw,
): Promise<readonly Claimed[]> {
  const book = ports.book();
  const now = ports.clock.now();
  const passed = await Promise.all(
    claimed.map(async (delivery): Promise<readonly Claimed[]> => {
      const { recipient: instead, notice } = delivery;
      if (instead === undefined || delivery.instead !== undefined || notice === undefined) return [delivery];
      const recipient = standIn(instead, book, now);
      if (recipient === instead) return [delivery];
      if (notice.people.includes(recipient)) {
        await withdraw(delivery, 'deputy_told');
        return [];
      }
      await passOn(ports.database.db, delivery, { recipient, instead });
      return [{ ...delivery, recipient, instead }];
    }),
  );
  return passed.flat();
}
