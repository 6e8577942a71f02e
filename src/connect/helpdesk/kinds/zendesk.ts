import { defined } from '../../../platform/defined.ts';
import { parseInstant } from '../../../platform/iso.ts';
import type { Helpdesk } from '../helpdesk.ts';
import { at, instantAt, listAt, numberAt, recordAt, textAt, textsAt } from '../json.ts';
import { pageOf } from '../page.ts';
import type { Told } from '../told.ts';

const perPage = 500;
const settled = ['solved', 'closed', 'archived'];
const open = ['new', 'open', 'pending', 'hold'];
/** Where customers say good or bad, these are the ends of a scale from 1 to 5. */
const scores: Readonly<Record<string, number>> = { good: 5, bad: 1 };

/** Zendesk: webhooks that are subscribed to events of tickets, and the incremental export of tickets. */
export const zendesk: Helpdesk = {
  proof: {
    ...{ kind: 'hmac', header: 'x-zendesk-webhook-signature', hash: 'sha256', encoding: 'base64' },
    before: (header) => header('x-zendesk-webhook-signature-timestamp'),
    signedAt: (header) => parseInstant(header('x-zendesk-webhook-signature-timestamp') ?? ''),
  },
  delivery: (header, body) => header('x-zendesk-webhook-invocation-id') ?? textAt(body, 'id'),
  read: (body) => {
    if (body === undefined) return [];
    const type = textAt(body, 'type');
    if (type === undefined) return 'expected the name of an event under type';
    if (!type.startsWith('zen:event-type:ticket.')) return [];
    const told = ticketOf(at(body, 'detail'));
    if (typeof told === 'string') return `detail: ${told}`;
    const score = textAt(body, 'event', 'satisfaction_score', 'score');
    return [score === undefined ? told : defined({ ...told, csat: scoreOf(score) })];
  },
  poll: {
    order: 'oldest',
    // Ten questions a minute are allowed.
    pauseMs: 7_000,
    ask: ({ since }, token) => ({
      path: `/api/v2/incremental/tickets.json?start_time=${Math.floor(since / 1_000)}&include=metric_sets&per_page=${perPage}`,
      headers: { Authorization: token.includes(':') ? `Basic ${btoa(token)}` : `Bearer ${token}` },
    }),
    read: (answer) => {
      const [end, isLast] = [numberAt(answer, 'end_time'), at(answer, 'end_of_stream')];
      if (typeof isLast !== 'boolean') return 'expected true or false under end_of_stream';
      const metrics = new Map(
        (listAt(answer, 'metric_sets') ?? []).map((one) => [recordAt(one, 'ticket_id'), one]),
      );
      const page = pageOf(at(answer, 'tickets'), perPage, (one) =>
        ticketOf(one, metrics.get(recordAt(one, 'id'))),
      );
      if (typeof page === 'string') return page;
      // It goes by when a ticket was written, which its updated_at may long precede.
      return defined({ ...page, isLast, upTo: end === undefined ? undefined : end * 1_000 });
    },
  },
};

/** A ticket of an event, or of the export with its measures. */
function ticketOf(ticket: unknown, metrics?: unknown): Told | string {
  const [record, changedAt] = [recordAt(ticket, 'id'), instantAt(ticket, 'updated_at')];
  if (record === undefined) return 'expected a number under id';
  if (changedAt === undefined) return 'expected a time under updated_at';
  const status = textAt(ticket, 'status')?.toLowerCase() ?? '';
  const [replies, reopens] = [numberAt(metrics, 'replies'), numberAt(metrics, 'reopens')];
  const minutes = numberAt(metrics, 'reply_time_in_minutes', 'calendar');
  return defined({
    record,
    at: changedAt,
    // Deleted is neither.
    state: settled.includes(status) ? 'settled' : open.includes(status) ? 'open' : undefined,
    settledAt: instantAt(metrics, 'solved_at'),
    group: textAt(ticket, 'group_id'),
    tags: textsAt(ticket, 'tags'),
    channel: textAt(ticket, 'via', 'channel'),
    csat: scoreOf(textAt(ticket, 'satisfaction_rating', 'score')),
    firstContact: replies === undefined || reopens === undefined ? undefined : replies <= 1 && reopens === 0,
    responseSeconds: minutes === undefined ? undefined : minutes * 60,
    raw: { custom_fields: customFields(ticket) },
  } as const);
}

function scoreOf(score: string | undefined): number | undefined {
  const key = score?.toLowerCase() ?? '';
  return Object.hasOwn(scores, key) ? scores[key] : undefined;
}

/** The fields of an account, by their numbers. */
function customFields(ticket: unknown): object {
  const fields = listAt(ticket, 'custom_fields') ?? [];
  return Object.fromEntries(fields.map((field) => [recordAt(field, 'id') ?? '', at(field, 'value')]));
}
