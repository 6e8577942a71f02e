import { describe, expect, test } from 'vitest';
import { intercom } from '../../../src/connect/helpdesk/kinds/intercom.ts';
import { hmacOf } from '../../../src/platform/hmac.ts';
import { headersOf, isBelieved } from './desk.ts';

const now = Date.parse('2026-06-05T08:02:11Z');
const seconds = now / 1_000;
const header = headersOf({});

/** A conversation as its documentation shows it. */
const conversation = {
  ...{ type: 'conversation', id: '1911149811', created_at: seconds - 600, updated_at: seconds },
  source: {
    type: 'email',
    id: '26965',
    body: '<p>Where is my order?</p>',
    author: { name: 'Jean', email: 'j@example.test' },
  },
  contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: '5bc8', external_id: '70' }] },
  ...{
    title: 'Jean Dupont',
    admin_assignee_id: 814_860,
    team_assignee_id: 5_017_691,
    open: false,
    state: 'closed',
  },
  ...{ read: true, waiting_since: null, snoozed_until: null, priority: 'not_priority' },
  tags: { type: 'tag.list', tags: [{ type: 'tag', id: '17513', name: 'bot' }] },
  conversation_rating: { rating: 4, remark: 'thanks', created_at: seconds, contact: {}, teammate: {} },
  custom_attributes: { agent: 'margaux' },
  ai_agent: { resolution_state: 'routed_to_team', rating: 2 },
  statistics: {
    ...{ type: 'conversation_statistics', time_to_admin_reply: 90, last_close_at: seconds - 5 },
    ...{ count_reopens: 0, count_assignments: 1, count_conversation_parts: 4 },
  },
};

const notification = {
  ...{
    type: 'notification_event',
    app_id: 'a86dr8yl',
    id: 'notif_ccd8a4d0',
    topic: 'conversation.admin.closed',
  },
  data: { type: 'notification_event_data', item: conversation },
  ...{ links: {}, delivery_status: 'pending', delivery_attempts: 1, delivered_at: 0, first_sent_at: seconds },
};

describe('a notification of Intercom', () => {
  test('is its own if its body was signed with the secret of the app', () => {
    const body = JSON.stringify(notification);
    const headers = {
      'x-hub-signature': `sha1=${hmacOf({ hash: 'sha1', encoding: 'hex' }, 'secret', [body])}`,
    };
    expect(isBelieved('intercom', headers, body, { secret: 'secret' })).toBe(true);
    expect(isBelieved('intercom', headers, `${body} `, { secret: 'secret' })).toBe(false);
    expect(isBelieved('intercom', headers, body, { secret: 'another' })).toBe(false);
    expect(isBelieved('intercom', {}, body, { secret: 'secret' })).toBe(false);
  });

  test('has a number that stays the same at each attempt', () => {
    expect(intercom.delivery(header, { ...notification, delivery_attempts: 2 })).toBe('notif_ccd8a4d0');
  });

  test('tells how the conversation stands', () => {
    expect(intercom.read(notification, header)).toEqual([
      {
        ...{ record: '1911149811', at: now, state: 'settled', settledAt: now - 5_000, group: '5017691' },
        ...{ tags: ['bot'], channel: 'email', csat: 4, responseSeconds: 90, raw: conversation },
      },
    ]);
    const item = { ...conversation, state: 'snoozed', statistics: null, conversation_rating: null };
    const [told] = intercom.read({ ...notification, data: { item } }, header);
    expect(told).toMatchObject({ state: 'open' });
    expect(told).not.toHaveProperty('csat');
  });

  test('that tries the address, or is about a contact, tells of nothing', () => {
    const ping = { ...notification, topic: 'ping', data: { item: { type: 'ping', message: 'hello' } } };
    expect(intercom.read(ping, header)).toEqual([]);
    expect(intercom.read({ ...notification, data: { item: { type: 'contact', id: '1' } } }, header)).toEqual(
      [],
    );
  });

  test.each([
    [undefined, 'expected a notification_event'],
    [{ type: 'list' }, 'expected a notification_event'],
    [
      { ...notification, data: { item: { type: 'conversation', id: {} } } },
      'data.item: expected a number under id',
    ],
    [
      { ...notification, data: { item: { type: 'conversation', id: '1', updated_at: '2026-06-05' } } },
      'data.item: expected a time in seconds under updated_at',
    ],
  ])('that is %j is refused with the reason', (body, reason) => {
    expect(intercom.read(body, header)).toBe(reason);
  });
});

test('the search of Intercom asks for what has changed since, and answers conversations', () => {
  const asked = intercom.poll?.ask({ since: now, page: 1, now, fields: [] }, 'token');
  expect(asked).toMatchObject({
    path: '/conversations/search',
    headers: { Authorization: 'Bearer token' },
    body: { query: { field: 'updated_at', operator: '>', value: seconds - 1 }, sort: { order: 'ascending' } },
  });
  const answer = { type: 'conversation.list', pages: { type: 'pages' }, conversations: [conversation] };
  expect(intercom.poll?.read(answer)).toMatchObject({ told: [{ record: '1911149811' }], isLast: true });
  expect(intercom.poll?.read({ ...answer, conversations: Array(150).fill(conversation) })).toMatchObject({
    isLast: false,
  });
  expect(intercom.poll?.read({ type: 'error.list' })).toBe('expected a list');
  expect(intercom.poll?.read({ conversations: [{ id: '1' }] })).toMatch(/^expected/);
});
