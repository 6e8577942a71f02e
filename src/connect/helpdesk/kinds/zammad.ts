import { defined } from '../../../platform/defined.ts';
import { iso } from '../../../platform/iso.ts';
import type { Helpdesk } from '../helpdesk.ts';
import { at, instantAt, numberAt, recordAt, secondsBetween, textAt, textsAt } from '../json.ts';
import { pageOf } from '../page.ts';
import type { Told } from '../told.ts';

const settled = ['closed', 'merged', 'removed'];
const perPage = 100;

/** Zammad: triggers with a webhook of the usual payload, and its search of tickets. */
export const zammad: Helpdesk = {
  proof: { kind: 'hmac', header: 'x-hub-signature', hash: 'sha1', encoding: 'hex', prefix: 'sha1=' },
  delivery: (header) => header('x-zammad-delivery'),
  read: (body) => {
    const told = ticketOf(at(body, 'ticket'));
    return typeof told === 'string' ? `ticket: ${told}` : [told];
  },
  poll: {
    order: 'oldest',
    // By a condition: a query would be asked of Elasticsearch, which not all have and which lags behind.
    ask: ({ since, page }, token) => ({
      path: '/api/v1/tickets/search',
      headers: { Authorization: `Token token=${token}` },
      body: {
        condition: { 'ticket.updated_at': { operator: 'after (absolute)', value: iso(since) } },
        ...{ sort_by: 'updated_at', order_by: 'asc', expand: true, page, per_page: perPage },
      },
    }),
    read: (answer) => pageOf(answer, perPage, ticketOf),
  },
};

/** A ticket of a webhook, or of the API with `expand`: there its group and state are names. */
function ticketOf(ticket: unknown): Told | string {
  const record = recordAt(ticket, 'id');
  const changedAt = instantAt(ticket, 'updated_at');
  if (record === undefined) return 'expected a number under id';
  if (changedAt === undefined) return 'expected a time under updated_at';
  const state = textAt(ticket, 'state') ?? textAt(ticket, 'state', 'name');
  const articles = numberAt(ticket, 'article_count');
  return defined({
    record,
    at: changedAt,
    state: state === undefined ? undefined : settled.includes(state) ? 'settled' : 'open',
    // close_at is the first time, for ever.
    settledAt: instantAt(ticket, 'last_close_at'),
    group: textAt(ticket, 'group') ?? textAt(ticket, 'group', 'name'),
    tags: textsAt(ticket, 'tags'),
    channel: textAt(ticket, 'create_article_type'),
    // What the customer wrote, and one answer. Notes of the desk count too, so it may say too little.
    firstContact: articles === undefined ? undefined : articles <= 2,
    responseSeconds: secondsBetween(instantAt(ticket, 'created_at'), instantAt(ticket, 'first_response_at')),
    raw: ticket,
  } as const);
}
