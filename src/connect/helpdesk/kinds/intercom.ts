import { defined } from '../../../platform/defined.ts';
import type { Helpdesk } from '../helpdesk.ts';
import { at, listAt, numberAt, recordAt, textAt } from '../json.ts';
import { pageOf } from '../page.ts';
import type { Told } from '../told.ts';

const perPage = 150;

/** Intercom: notifications about conversations, and its search of conversations. */
export const intercom: Helpdesk = {
  proof: { kind: 'hmac', header: 'x-hub-signature', hash: 'sha1', encoding: 'hex', prefix: 'sha1=' },
  delivery: (_header, body) => textAt(body, 'id'),
  read: (body) => {
    if (at(body, 'type') !== 'notification_event') return 'expected a notification_event';
    const item = at(body, 'data', 'item');
    // Whoever saves a webhook there is sent a ping; contacts, tickets and parts are about something else.
    if (at(item, 'type') !== 'conversation') return [];
    const told = conversationOf(item);
    return typeof told === 'string' ? `data.item: ${told}` : [told];
  },
  poll: {
    order: 'oldest',
    // The order is kept though the reference does not name it (Intercom-OpenAPI, issue 114).
    ask: ({ since }, token) => ({
      path: '/conversations/search',
      headers: { Authorization: `Bearer ${token}`, 'Intercom-Version': '2.11' },
      body: {
        query: { field: 'updated_at', operator: '>', value: Math.floor(since / 1_000) - 1 },
        sort: { field: 'updated_at', order: 'ascending' },
        pagination: { per_page: perPage },
      },
    }),
    read: (answer) => pageOf(at(answer, 'conversations'), perPage, conversationOf),
  },
};

function conversationOf(item: unknown): Told | string {
  const record = recordAt(item, 'id');
  const changedAt = secondsAt(item, 'updated_at');
  if (record === undefined) return 'expected a number under id';
  if (changedAt === undefined) return 'expected a time in seconds under updated_at';
  const state = textAt(item, 'state');
  const statistics = at(item, 'statistics');
  return defined({
    record,
    at: changedAt,
    state: state === undefined ? undefined : state === 'closed' ? 'settled' : 'open',
    settledAt: secondsAt(statistics, 'last_close_at'),
    group: textAt(item, 'team_assignee_id'),
    tags: tagsOf(item),
    channel: textAt(item, 'source', 'type'),
    csat: numberAt(item, 'conversation_rating', 'rating'),
    responseSeconds: numberAt(statistics, 'time_to_admin_reply'),
    raw: item,
  } as const);
}

function tagsOf(item: unknown): string[] | undefined {
  return listAt(item, 'tags', 'tags')?.flatMap((tag) => textAt(tag, 'name') ?? []);
}

/** A time in seconds since 1970, as epoch ms. */
function secondsAt(value: unknown, key: string): number | undefined {
  const found = numberAt(value, key);
  return found === undefined || found <= 0 ? undefined : found * 1_000;
}
