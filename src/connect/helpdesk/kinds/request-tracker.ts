import { defined } from '../../../platform/defined.ts';
import type { Helpdesk } from '../helpdesk.ts';
import { at, instantAt, listAt, recordAt, secondsBetween, textAt, textsAt } from '../json.ts';
import { pageOf } from '../page.ts';
import type { Told } from '../told.ts';

const perPage = 100;
const settled = ['resolved', 'rejected', 'deleted'];

/** Request Tracker 5: the scrip of examples/request-tracker, and its search of tickets (REST 2). */
export const requestTracker: Helpdesk = {
  proof: {
    kind: 'hmac',
    ...{ header: 'webhook-signature', hash: 'sha256', encoding: 'base64', prefix: 'v1,' },
    before: (header) => `${header('webhook-id')}.${header('webhook-timestamp')}.`,
    signedAt: (header) => Number(header('webhook-timestamp')) * 1_000,
  },
  delivery: (header) => header('webhook-id'),
  read: (body) => {
    const told = ticketOf(at(body, 'ticket'));
    if (typeof told === 'string') return `ticket: ${told}`;
    const [id, madeAt] = [textAt(body, 'transaction', 'id'), instantAt(body, 'transaction', 'Created')];
    if (id === undefined || madeAt === undefined)
      return 'transaction: expected an id, and a time under Created';
    // Times here have whole seconds. Within one, a later transaction has a greater number.
    return [{ ...told, at: Math.max(told.at, madeAt) + (Number(id) % 1_000 || 0) }];
  },
  poll: {
    order: 'oldest',
    ask: ({ since, page, now }, token) => ({
      path: `/REST/2.0/tickets?${new URLSearchParams({
        query: `LastUpdated > '${ago(now - since)}'`,
        ...{ orderby: 'LastUpdated', order: 'ASC', page: String(page), per_page: String(perPage) },
        ...{
          fields: 'Status,Queue,Created,Started,Resolved,LastUpdated,CustomFields',
          'fields[Queue]': 'Name',
        },
      })}`,
      headers: { Authorization: `token ${token}` },
    }),
    read: (answer) => pageOf(at(answer, 'items'), perPage, ticketOf),
  },
};

/**
 * Times in a query are read in the zone of whoever asks, and those of ISO 8601 as days; numbers of four
 * digits as times of day (findings/time-parsedate-thousand-minutes.sh). It is counted back from the clock
 * over there, which may be some minutes ahead.
 */
function ago(spanMs: number): string {
  const minutes = Math.max(Math.ceil(spanMs / 60_000), 0) + 5;
  return minutes <= 999 ? `${minutes} minutes ago` : `${Math.ceil(minutes / 60)} hours ago`;
}

function ticketOf(ticket: unknown): Told | string {
  const record = recordAt(ticket, 'id');
  const changedAt = timeAt(ticket, 'LastUpdated');
  if (record === undefined) return 'expected a number under id';
  if (changedAt === undefined) return 'expected a time under LastUpdated';
  const status = textAt(ticket, 'Status');
  const isSettled = status !== undefined && settled.includes(status);
  const fields = listAt(ticket, 'CustomFields') ?? [];
  return defined({
    record,
    at: changedAt,
    state: status === undefined ? undefined : isSettled ? 'settled' : 'open',
    // Kept when it is opened again: then it is about the time before.
    settledAt: isSettled ? timeAt(ticket, 'Resolved') : undefined,
    group: textAt(ticket, 'Queue', 'Name'),
    // Somebody answered, or took it up.
    responseSeconds: secondsBetween(timeAt(ticket, 'Created'), timeAt(ticket, 'Started')),
    raw: {
      Status: status,
      CustomFields: Object.fromEntries(
        fields.map((field) => [textAt(field, 'name') ?? '', textsAt(field, 'values')]),
      ),
    },
  } as const);
}

/** A time that was never set is the first of January 1970. */
function timeAt(value: unknown, key: string): number | undefined {
  const found = instantAt(value, key);
  return found === 0 ? undefined : found;
}
