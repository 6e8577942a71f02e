import { defined } from '../../../platform/defined.ts';
import { iso, parseInstant } from '../../../platform/iso.ts';
import type { Helpdesk } from '../helpdesk.ts';
import { at, listAt, numberAt, recordAt, textAt } from '../json.ts';
import { pageOf } from '../page.ts';
import type { Told } from '../told.ts';

const perPage = 100;
/** Asked for besides the fields of the map. */
const own = [
  'write_date',
  'fold',
  'close_date',
  'team_id',
  'tag_ids',
  'first_response_hours',
  'rating_last_value',
];

/**
 * Odoo: an automation rule that sends a webhook, and the JSON-2 API of its helpdesk (Odoo 19). Whoever makes
 * the rule chooses the fields; Odoo gives up after one second and never tries again.
 */
export const odoo: Helpdesk = {
  // It signs nothing and sends no header of one's own.
  proof: { kind: 'token', header: 'x-odoo-secret' },
  delivery: () => undefined,
  read: (body) => {
    if (textAt(body, '_model') === undefined) return 'expected the name of a model under _model';
    const told = ticketOf(body, '_id');
    return typeof told === 'string' ? told : [told];
  },
  poll: {
    order: 'oldest',
    ask: ({ since, page, fields }, token) => ({
      path: '/json/2/helpdesk.ticket/search_read',
      headers: { Authorization: `bearer ${token}` },
      body: {
        domain: [['write_date', '>=', iso(since).slice(0, 19).replace('T', ' ')]],
        fields: [...own, ...fields],
        ...{ order: 'write_date asc, id asc', limit: perPage, offset: (page - 1) * perPage },
      },
    }),
    read: (answer) => pageOf(answer, perPage, (ticket) => ticketOf(ticket, 'id')),
  },
};

function ticketOf(ticket: unknown, idKey: string): Told | string {
  const record = recordAt(ticket, idKey);
  const changedAt = timeAt(ticket, 'write_date');
  if (record === undefined) return `expected a number under ${idKey}`;
  if (changedAt === undefined) return 'expected a time under write_date: choose that field in the rule';
  const [hours, rating] = [numberAt(ticket, 'first_response_hours'), numberAt(ticket, 'rating_last_value')];
  return defined({
    record,
    at: changedAt,
    state: stateOf(ticket),
    settledAt: timeAt(ticket, 'close_date') ?? timeAt(ticket, 'closed_date'),
    group: textAt(ticket, 'team_id') ?? textAt(listAt(ticket, 'team_id')?.[0]),
    tags: listAt(ticket, 'tag_ids')?.flatMap((tag) => textAt(tag) ?? []),
    // Nothing is 0, too.
    csat: rating === 0 ? undefined : rating,
    responseSeconds: hours === undefined || hours === 0 ? undefined : hours * 3_600,
    raw: ticket,
  } as const);
}

/** By a stage that is folded (Odoo's helpdesk), by `closed` (that of the OCA), or by when it was closed. */
function stateOf(ticket: unknown): Told['state'] {
  const [flag, time] = [
    at(ticket, 'fold') ?? at(ticket, 'closed'),
    at(ticket, 'close_date') ?? at(ticket, 'closed_date'),
  ];
  const closed = typeof flag === 'boolean' ? flag : time === undefined ? undefined : time !== false;
  return closed === undefined ? undefined : closed ? 'settled' : 'open';
}

/** Odoo writes times in UTC without saying so; what is empty is `false`. */
function timeAt(value: unknown, key: string): number | undefined {
  const text = textAt(value, key);
  return text === undefined ? undefined : parseInstant(`${text.replace(' ', 'T')}Z`);
}
