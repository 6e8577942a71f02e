import type { Sent } from '../../notices/delivery.ts';
import { afterFailure } from '../../notices/retry.ts';

/**
 * How the mail of a relance stands. `failed`: the address or the server will never take it, or it was tried
 * for three days. `unknown`: all of it was sent and the answer was lost; it is not sent again, a customer is
 * not to get it twice.
 */
export type MailState = 'waiting' | 'sent' | 'failed' | 'unknown';

/** A mail after an attempt. Times are epoch milliseconds. */
export type MailAfter = {
  readonly mail: MailState;
  readonly mailDueAt: number | null;
  /** A code without addresses. */
  readonly mailReason: string | null;
};

/** A mail as it is after an attempt, the `attempts`th; `chance` in [0, 1) is for the jitter of retries. */
export function mailAfter(
  { at, attempts }: { readonly at: number; readonly attempts: number },
  sent: Sent,
  now: number,
  chance: number,
): MailAfter {
  switch (sent.outcome) {
    case 'delivered':
      return { mail: 'sent', mailDueAt: null, mailReason: null };
    case 'unknown':
      return { mail: 'unknown', mailDueAt: null, mailReason: sent.reason };
    case 'dead':
    case 'skipped':
      return { mail: 'failed', mailDueAt: null, mailReason: sent.reason };
    case 'failed': {
      const next = afterFailure({ createdAt: at, attempts }, now, chance);
      return next.state === 'dead'
        ? { mail: 'failed', mailDueAt: null, mailReason: sent.reason }
        : { mail: 'waiting', mailDueAt: next.dueAt, mailReason: sent.reason };
    }
    default:
      return sent satisfies never;
  }
}
