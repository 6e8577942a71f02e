import { defined } from '../../../platform/defined.ts';
import { iso } from '../../../platform/iso.ts';
import type { Helpdesk } from '../helpdesk.ts';
import { at, instantAt, numberAt, recordAt, secondsBetween, textAt, textsAt } from '../json.ts';
import { pageOf } from '../page.ts';
import type { Told } from '../told.ts';

const [resolved, closed, perPage] = [4, 5, 100];
const channels: Readonly<Record<number, string>> = {
  ...{ 1: 'email', 2: 'portal', 3: 'phone', 7: 'chat', 9: 'feedback_widget', 10: 'outbound_email' },
};

/**
 * Freshdesk. Its automation rules send what somebody has put together there, unsigned, without the time of
 * the change, and up to a day late: so each says only that there is something to ask for.
 */
export const freshdesk: Helpdesk = {
  proof: { kind: 'token', header: 'x-filrouge-secret' },
  delivery: () => undefined,
  read: (body) => (typeof body === 'object' && body !== null ? [] : 'expected an object'),
  isSign: true,
  poll: {
    order: 'oldest',
    ask: ({ since, page }, token) => ({
      path: `/api/v2/tickets?updated_since=${seconds(since)}&order_by=updated_at&order_type=asc&include=stats&per_page=${perPage}&page=${page}`,
      headers: authorization(token),
    }),
    read: (answer) => pageOf(answer, perPage, ticketOf),
  },
  ratings: {
    // In an order that it does not tell: page after page, to the end.
    order: 'newest',
    ask: ({ since, page }, token) => ({
      path: `/api/v2/surveys/satisfaction_ratings?created_since=${seconds(since)}&per_page=${perPage}&page=${page}`,
      headers: authorization(token),
    }),
    read: (answer) => pageOf(answer, perPage, ratingOf),
  },
};

function seconds(since: number): string {
  return iso(since).replace(/\.\d+Z$/, 'Z');
}

/** The key is the user, and any text its password. */
function authorization(token: string) {
  return { Authorization: `Basic ${btoa(`${token}:X`)}` };
}

function ticketOf(ticket: unknown): Told | string {
  const [record, changedAt] = [recordAt(ticket, 'id'), instantAt(ticket, 'updated_at')];
  if (record === undefined) return 'expected a number under id';
  if (changedAt === undefined) return 'expected a time under updated_at';
  const [status, source] = [numberAt(ticket, 'status'), numberAt(ticket, 'source')];
  return defined({
    record,
    at: changedAt,
    state: status === undefined ? undefined : status === resolved || status === closed ? 'settled' : 'open',
    // Whoever resolves and then closes has settled it once.
    settledAt: instantAt(ticket, 'stats', 'resolved_at') ?? instantAt(ticket, 'stats', 'closed_at'),
    group: textAt(ticket, 'group_id'),
    tags: textsAt(ticket, 'tags'),
    channel: source === undefined ? undefined : channels[source],
    responseSeconds: secondsBetween(
      instantAt(ticket, 'created_at'),
      instantAt(ticket, 'stats', 'first_responded_at'),
    ),
    raw: {
      type: at(ticket, 'type'),
      priority: at(ticket, 'priority'),
      custom_fields: at(ticket, 'custom_fields'),
    },
  } as const);
}

function ratingOf(rating: unknown): Told | string {
  const [record, ratedAt] = [recordAt(rating, 'ticket_id'), instantAt(rating, 'created_at')];
  if (record === undefined) return 'expected a number under ticket_id';
  if (ratedAt === undefined) return 'expected a time under created_at';
  return defined({ record, at: ratedAt, csat: scoreOf(numberAt(rating, 'ratings', 'default_question')) });
}

/** From -103 (as unhappy as can be) by 100 (neutral) to 103, on a scale from 1 to 5. */
function scoreOf(answer: number | undefined): number | undefined {
  const steps = answer === undefined ? Number.NaN : Math.abs(answer) - 100;
  if (!(steps >= 0 && steps <= 3)) return undefined;
  return 3 + (Math.sign(answer ?? 0) * steps * 2) / 3;
}
