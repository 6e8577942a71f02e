import { describe, expect, test } from 'vitest';
import { requestTracker } from '../../../src/connect/helpdesk/kinds/request-tracker.ts';
import { hmacOf } from '../../../src/platform/hmac.ts';
import { headersOf, isBelieved } from './desk.ts';

const now = Date.parse('2026-06-05T08:02:11Z');
const header = headersOf({});

/** A ticket as Request Tracker 5.0.3 answered it, and as the scrip sends it. */
const ticket = {
  ...{ id: '1', type: 'ticket', _url: 'http://rt.example/REST/2.0/ticket/1', Status: 'open' },
  Queue: { id: '3', type: 'queue', Name: 'Support', _url: 'http://rt.example/REST/2.0/queue/3' },
  ...{ Created: '2026-06-05T08:00:00Z', Started: '2026-06-05T08:01:00Z', Resolved: '1970-01-01T00:00:00Z' },
  LastUpdated: '2026-06-05T08:02:10Z',
  CustomFields: [
    { id: '2', name: 'agent', type: 'customfield', values: ['margaux'] },
    { id: '3', name: 'csat', values: [] },
  ],
};
const transaction = {
  id: '1045',
  Type: 'Status',
  Created: '2026-06-05T08:02:11Z',
  OldValue: 'new',
  NewValue: 'open',
};

describe('what the scrip of Request Tracker sends', () => {
  test('is its own if number, time and body were signed with the secret, in the last three days', () => {
    const [body, at] = ['{}', now / 1_000];
    const signature = hmacOf({ hash: 'sha256', encoding: 'base64' }, 'secret', [`1045.${at}.${body}`]);
    const headers = {
      ...{ 'webhook-id': '1045', 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` },
    };
    const taken = (change: object, when = now) =>
      isBelieved('rt', { ...headers, ...change }, body, { secret: 'secret', now: when });
    expect(taken({})).toBe(true);
    expect(taken({}, now + 3 * 86_400_000)).toBe(true);
    expect(taken({}, now + 3 * 86_400_000 + 1)).toBe(false);
    expect(taken({ 'webhook-id': '1046' })).toBe(false);
    expect(taken({ 'webhook-timestamp': String(at + 1) })).toBe(false);
    expect(taken({ 'webhook-timestamp': 'now' })).toBe(false);
  });

  test('tells how the ticket stands; 1970 is never', () => {
    expect(requestTracker.read({ ticket, transaction }, header)).toEqual([
      {
        ...{ record: '1', at: now + 45, state: 'open', group: 'Support', responseSeconds: 60 },
        raw: { Status: 'open', CustomFields: { agent: ['margaux'], csat: [] } },
      },
    ]);
    const untouched = { ...ticket, Status: 'new', Started: '1970-01-01T00:00:00Z' };
    expect(requestTracker.read({ ticket: untouched, transaction }, header)).toEqual([
      {
        ...{ record: '1', at: now + 45, state: 'open', group: 'Support' },
        raw: { Status: 'new', CustomFields: { agent: ['margaux'], csat: [] } },
      },
    ]);
  });

  test('counts a ticket as settled when it is resolved, and no longer when it is opened again, though RT keeps the time', () => {
    const of = (Status: string) =>
      requestTracker.read(
        { ticket: { ...ticket, Status, Resolved: '2026-06-05T08:02:00Z' }, transaction },
        header,
      );
    expect(of('resolved')).toMatchObject([{ state: 'settled', settledAt: now - 11_000 }]);
    expect(of('open')[0]).not.toHaveProperty('settledAt');
    expect(of('stalled')).toMatchObject([{ state: 'open' }]);
  });

  test('in one second is in the order of its transactions', () => {
    const at = (id: string) => {
      const told = requestTracker.read({ ticket, transaction: { ...transaction, id } }, header);
      return typeof told === 'string' ? told : told[0]?.at;
    };
    expect(at('1045')).toBeLessThan(Number(at('1047')));
  });

  test.each([
    [undefined, /^ticket: expected/],
    [{ ticket: { ...ticket, id: "1' OR 1=1" }, transaction }, /^ticket: expected a number under id/],
    [{ ticket: { ...ticket, LastUpdated: 'Not set' }, transaction }, /^ticket: expected a time/],
    [{ ticket }, /^transaction: expected/],
  ])('that is %j is refused with the reason', (body, reason) => {
    expect(requestTracker.read(body, header)).toMatch(reason);
  });
});

describe('the REST interface of Request Tracker', () => {
  const queryOf = (since: number) => {
    const { path = '' } = requestTracker.poll?.ask({ since, page: 3, now, fields: [] }, 'token') ?? {};
    return new URL(path, 'http://rt.example').searchParams;
  };

  test.each([
    [0, "LastUpdated > '5 minutes ago'"],
    [61_000, "LastUpdated > '7 minutes ago'"],
    [994 * 60_000, "LastUpdated > '999 minutes ago'"],
    [994 * 60_000 + 1, "LastUpdated > '17 hours ago'"],
    [86_400_000, "LastUpdated > '25 hours ago'"],
  ])(
    'is asked for what has changed in the last %i ms in minutes, and in hours where it would misread the number',
    (span, query) => {
      expect(queryOf(now - span).get('query')).toBe(query);
      expect(queryOf(now - span).get('page')).toBe('3');
    },
  );

  test('answers tickets, page by page', () => {
    const { poll } = requestTracker;
    const page = { page: 1, per_page: 100, count: 1, total: null, pages: null };
    expect(poll?.read({ ...page, items: [ticket] })).toMatchObject({
      told: [{ record: '1', at: now - 1_000, state: 'open', group: 'Support' }],
      isLast: true,
    });
    expect(poll?.read({ ...page, items: Array(100).fill(ticket) })).toMatchObject({ isLast: false });
    expect(poll?.read({ message: 'Incomplete query' })).toBe('expected a list');
    expect(poll?.read({ items: [{ id: '1' }] })).toMatch(/^expected/);
  });
});
