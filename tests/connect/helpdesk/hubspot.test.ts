import { describe, expect, test } from 'vitest';
import { hubspot } from '../../../src/connect/helpdesk/kinds/hubspot.ts';
import { hmacOf } from '../../../src/platform/hmac.ts';
import { headersOf, isBelieved } from './desk.ts';

const now = Date.parse('2026-06-05T08:02:11Z');
const hookUrl = 'https://filrouge.example/v1/hooks/hubspot';
const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';

/** An event as its documentation shows it. */
function event(fields: object) {
  return {
    ...{ eventId: 3_816_279_340, subscriptionId: 25, portalId: 33, appId: 1_160_452, occurredAt: now },
    ...{ subscriptionType: 'ticket.propertyChange', attemptNumber: 0, objectId: 123, changeSource: 'CRM' },
    ...{ sourceId: 'userId:12345', ...fields },
  };
}

function signed(body: string, at = now, url = hookUrl) {
  const headers = {
    'x-hubspot-request-timestamp': String(at),
    'x-hubspot-signature-v3': hmacOf({ hash: 'sha256', encoding: 'base64' }, secret, [
      `POST${url}${body}${at}`,
    ]),
  };
  return { headers, body };
}

describe('a delivery of HubSpot', () => {
  test('is its own if method, address, body and time were signed with the secret of the app, in the last five minutes', () => {
    const sent = signed('[]');
    const taken = (
      { headers, body }: { headers: Record<string, string>; body: string },
      at = now,
      url = hookUrl,
    ) => isBelieved('hubspot', headers, body, { secret, now: at, url });
    expect(taken(sent)).toBe(true);
    expect(taken(sent, now + 300_000)).toBe(true);
    expect(taken(sent, now + 300_001)).toBe(false);
    expect(taken(sent, now, 'https://elsewhere.example/v1/hooks/desk')).toBe(false);
    expect(taken({ ...sent, body: '[ ]' })).toBe(false);
    expect(taken({ ...sent, headers: { ...sent.headers, 'x-hubspot-request-timestamp': 'soon' } })).toBe(
      false,
    );
    expect(taken({ ...sent, headers: {} })).toBe(false);
  });

  test('is the same at each attempt, and another where two events share a number that is not unique', () => {
    const of = (...events: object[]) => hubspot.delivery(headersOf({}), events);
    expect(of(event({ attemptNumber: 1 }))).toBe(of(event({})));
    expect(of(event({ objectId: 124 }))).not.toBe(of(event({})));
    expect(of(event({ occurredAt: now + 1 }))).not.toBe(of(event({})));
  });

  test('tells of each ticket what one property says, just before the ticket itself does', () => {
    const closed = event({ propertyName: 'closed_date', propertyValue: String(now - 1_000) });
    const opened = event({ propertyName: 'closed_date', propertyValue: '', objectId: 124 });
    const other = event({ propertyName: 'subject', propertyValue: 'Jean Dupont', objectId: 125 });
    const told = hubspot.read([closed, opened, other], headersOf({}));
    expect(told).toMatchObject([
      { record: '123', at: now - 1, state: 'settled', settledAt: now - 1_000 },
      { record: '124', at: now - 1, state: 'open' },
      { record: '125', at: now - 1 },
    ]);
    expect(told[2]).not.toHaveProperty('state');
  });

  test('about contacts, companies and deals is nothing of ours; subscriptions of both kinds are', () => {
    const read = (...events: object[]) => hubspot.read(events, headersOf({})).length;
    expect(
      read(
        event({ subscriptionType: 'contact.propertyChange' }),
        event({ subscriptionType: 'ticket.deletion' }),
      ),
    ).toBe(0);
    expect(read(event({ subscriptionType: 'object.propertyChange', objectTypeId: '0-1' }))).toBe(0);
    expect(read(event({ subscriptionType: 'object.deletion', objectTypeId: '0-5' }))).toBe(0);
    expect(read(event({ subscriptionType: 'object.propertyChange', objectTypeId: '0-5' }), event({}))).toBe(
      2,
    );
  });

  test.each([
    ['no list', {}, /^expected a list/],
    ['nothing', undefined, /^expected a list/],
    ['longer than it ever sends', Array(1_001).fill({}), /^expected a list of at most 1000/],
    ['about a ticket without a number', [event({ objectId: 'a b' })], /^expected numbers/],
    ['about a ticket at no time', [event({ occurredAt: 'yesterday' })], /^expected numbers/],
  ])('that is %s is refused with the reason', (_, body, reason) => {
    expect(hubspot.read(body, headersOf({}))).toMatch(reason);
    expect(hubspot.read(Array(1_000).fill({}), headersOf({}))).toEqual([]);
  });
});

describe('the search of HubSpot', () => {
  test('asks for the properties of the map, oldest change first', () => {
    const question = { since: now, page: 2, now: now + 1_000, fields: ['agent_name'] };
    const { path, headers, body } = hubspot.poll?.ask(question, 'pat-1') ?? { path: '' };
    expect({ path, headers }).toEqual({
      path: '/crm/v3/objects/tickets/search',
      headers: { Authorization: 'Bearer pat-1' },
    });
    expect(body).toMatchObject({
      filterGroups: [
        { filters: [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(now) }] },
      ],
      sorts: [{ propertyName: 'hs_lastmodifieddate', direction: 'ASCENDING' }],
      properties: expect.arrayContaining(['agent_name', 'hs_is_closed']),
      ...{ limit: 100, after: '100' },
    });
  });

  test('answers tickets whose properties are all texts, or null', () => {
    const properties = {
      ...{
        hs_is_closed: 'true',
        closed_date: '2026-06-05T08:01:00.000Z',
        source_type: 'EMAIL',
        hs_pipeline: '0',
      },
      ...{ hs_last_csat_rating: '4', time_to_first_agent_reply: '90000', hs_is_one_touch_ticket: 'true' },
      ...{ agent_name: 'margaux', content: null },
    };
    const result = { id: '512', properties, updatedAt: '2026-06-05T08:02:11.000Z', archived: false };
    expect(hubspot.poll?.read({ total: 1, results: [result] })).toEqual({
      told: [
        {
          ...{ record: '512', at: now, state: 'settled', settledAt: Date.parse('2026-06-05T08:01:00Z') },
          ...{
            group: '0',
            channel: 'EMAIL',
            csat: 4,
            firstContact: true,
            responseSeconds: 90,
            raw: properties,
          },
        },
      ],
      isLast: true,
    });
    const open = { ...result, properties: { ...properties, hs_is_closed: 'false', closed_date: null } };
    expect(hubspot.poll?.read({ results: [open] })).toMatchObject({ told: [{ state: 'open' }] });
    expect(hubspot.poll?.read({ results: Array(100).fill(result) })).toMatchObject({ isLast: false });
    expect(hubspot.poll?.read({ status: 'error' })).toBe('expected a list');
    expect(hubspot.poll?.read({ results: [{ id: '1' }] })).toMatch(/^expected/);
  });
});
