import { localDate, localTime, minuteOfDate } from '../../language/zoned.ts';
import type { NewNotice, NoticeKind } from '../notice.ts';
import type { AddressBook, Reach } from '../routing.ts';

/** Notices that wait for the morning of their reader: they are read together, one message a day. */
export const digestKinds: readonly NoticeKind[] = [
  'action_reminder',
  'review_reminder',
  'reminder_escalated',
  'criterion_no_data',
  'proof_outdated',
];

/** Sent to see that it arrives, or to be kept as it is: it does not wait. */
const atOnce: readonly NoticeKind[] = ['drill', 'test_message', 'register_checkpoint'];

/** Whether a kind is told to a person together with others of its sort, once a day. */
export function isForDigest(kind: NoticeKind): boolean {
  return digestKinds.includes(kind);
}

/** So long a digest waits for what is found at the same look, and would be too late for it. */
export const collectMs = 60_000;

/** Until when a message is held back from a person, in epoch ms, and why. */
export type Held = { readonly until: number; readonly why: 'quiet_hours' | 'digest' };

/** A message to a person that is due. */
export type Holdable = Pick<NewNotice, 'kind' | 'severity'> & {
  /** Epoch ms. */
  readonly createdAt: number;
  readonly recipient: string;
  /** When the person got the last digest, where that is known. */
  readonly lastDigestAt?: number | undefined;
};

/**
 * Until when a message waits for its reader: for the end of their quiet hours, and where it is one for the
 * digest, for the first morning on which they had none. What is critical never waits.
 */
export function heldUntil(message: Holdable, book: AddressBook, now: number): Held | undefined {
  const { kind, severity, recipient } = message;
  if (severity === 'critical' || atOnce.includes(kind)) return undefined;
  const reach = book.reachOf(recipient) ?? {};
  const zone = reach.timezone ?? book.houseZone();
  const morning = isForDigest(kind) ? digestAt(message, book.morningMinutes, zone, now) : now;
  const until = quietUntil(reach.quiet, zone, Math.max(now, morning));
  if (until !== undefined) return { until, why: 'quiet_hours' };
  return morning > now ? { until: morning, why: 'digest' } : undefined;
}

function digestAt({ createdAt, lastDigestAt }: Holdable, minutes: number, zone: string, now: number): number {
  const today = localDate(now, zone);
  const collected = createdAt <= now ? createdAt + collectMs : now;
  const lastDay = lastDigestAt === undefined ? undefined : localDate(lastDigestAt, zone);
  const hadOne = lastDay?.toString() === today.toString();
  return Math.max(collected, minuteOfDate(hadOne ? today.add({ days: 1 }) : today, minutes, zone));
}

/** When the quiet hours end that hold at `now`, by the clocks of a zone; `undefined` outside of them. */
export function quietUntil(quiet: Reach['quiet'], zone: string, now: number): number | undefined {
  if (quiet === undefined) return undefined;
  const { fromMinutes, toMinutes } = quiet;
  const { hour, minute } = localTime(now, zone);
  const minutes = hour * 60 + minute;
  const isOverMidnight = fromMinutes > toMinutes;
  const isEvening = minutes >= fromMinutes;
  const isQuiet = isOverMidnight ? isEvening || minutes < toMinutes : isEvening && minutes < toMinutes;
  if (!isQuiet) return undefined;
  const today = localDate(now, zone);
  const until = minuteOfDate(isOverMidnight && isEvening ? today.add({ days: 1 }) : today, toMinutes, zone);
  // The hour that is repeated in autumn: the first of the two ends counts.
  return until > now ? until : undefined;
}
