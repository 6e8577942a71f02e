import { describe, expect, test } from 'vitest';
import { odoo } from '../../../src/connect/helpdesk/kinds/odoo.ts';
import { headersOf, isBelieved } from './desk.ts';

const now = Date.parse('2026-06-05T08:02:11Z');
const header = headersOf({});

/** What its action "Send Webhook Notification" posts: links to other records are bare numbers. */
const ticket = {
  ...{ _action: 'Send Webhook Notification(#412)', _id: 57, _model: 'helpdesk.ticket', id: 57 },
  ...{ write_date: '2026-06-05 08:02:11.412345', fold: true, close_date: '2026-06-05 08:02:11', team_id: 3 },
  ...{
    tag_ids: [4, 9],
    first_response_hours: 0.5,
    rating_last_value: 4,
    x_agent: 'margaux',
    partner_name: 'Jean',
  },
};

describe('a webhook of an automation rule of Odoo', () => {
  test('is its own if its address ends with the secret, for it can neither sign nor send a header', () => {
    const taken = (shown: string) => isBelieved('odoo', {}, '{}', { secret: 'a long secret', shown });
    expect(taken('a long secret')).toBe(true);
    expect(taken('another')).toBe(false);
    expect(isBelieved('odoo', {}, '{}')).toBe(false);
  });

  test('tells what the fields say that the rule sends; its times are UTC without saying so', () => {
    expect(odoo.read(ticket, header)).toEqual([
      {
        ...{ record: '57', at: now + 412, state: 'settled', settledAt: now, group: '3', tags: ['4', '9'] },
        ...{ csat: 4, responseSeconds: 1_800, raw: ticket },
      },
    ]);
  });

  test('has `false` for what is empty, and 0 for a rating that nobody gave', () => {
    const empty = { close_date: false, team_id: false, rating_last_value: 0, first_response_hours: 0 };
    const { fold, tag_ids, ...rest } = ticket;
    expect(odoo.read({ ...rest, ...empty }, header)).toEqual([
      { record: '57', at: now + 412, state: 'open', raw: { ...rest, ...empty } },
    ]);
    expect(odoo.read({ ...ticket, ...empty, fold: false }, header)).toMatchObject([{ state: 'open' }]);
  });

  test('of the helpdesk of the OCA is read as well', () => {
    const { fold, close_date, ...rest } = ticket;
    const closed = { ...rest, closed: true, closed_date: '2026-06-05 08:00:00' };
    expect(odoo.read(closed, header)).toMatchObject([{ state: 'settled', settledAt: now - 131_000 }]);
    expect(odoo.read({ ...closed, closed: false, closed_date: false }, header)).toMatchObject([
      { state: 'open' },
    ]);
  });

  test.each([
    [undefined, /_model/],
    [[ticket], /_model/],
    [{ ...ticket, _id: false }, /number under _id/],
    [{ ...ticket, write_date: undefined }, /choose that field in the rule/],
    [{ ...ticket, write_date: '05/06/2026 08:02' }, /choose that field in the rule/],
  ])('that is %j is refused with the reason', (body, reason) => {
    expect(odoo.read(body, header)).toMatch(reason);
  });
});

test('the API of Odoo is asked for what has changed since, and for no more fields than the map names', () => {
  const asked = odoo.poll?.ask({ since: now, page: 2, now, fields: ['x_agent'] }, 'key');
  expect(asked).toEqual({
    path: '/json/2/helpdesk.ticket/search_read',
    headers: { Authorization: 'bearer key' },
    body: {
      domain: [['write_date', '>=', '2026-06-05 08:02:11']],
      fields: [
        ...[
          'write_date',
          'fold',
          'close_date',
          'team_id',
          'tag_ids',
          'first_response_hours',
          'rating_last_value',
        ],
        'x_agent',
      ],
      ...{ order: 'write_date asc, id asc', limit: 100, offset: 100 },
    },
  });
  // Here a link to another record is its number and its name.
  const found = { id: 57, write_date: '2026-06-05 08:02:11', fold: false, team_id: [3, 'Support'] };
  expect(odoo.poll?.read([found])).toMatchObject({
    told: [{ record: '57', at: now, state: 'open', group: '3' }],
    isLast: true,
  });
  expect(odoo.poll?.read(Array(100).fill(found))).toMatchObject({ isLast: false });
  expect(odoo.poll?.read({ name: 'werkzeug.exceptions.Unauthorized' })).toMatch(/^expected a list/);
  expect(odoo.poll?.read([{ id: 57 }])).toMatch(/^expected/);
});
