import { describe, expect, test } from 'vitest';
import { chatwoot } from '../../../src/connect/helpdesk/kinds/chatwoot.ts';
import { hmacOf } from '../../../src/platform/hmac.ts';
import { isBelieved, notesOf, person, personal } from './desk.ts';

const changed = 1_780_646_400;
const sender = {
  ...{ id: 12, type: 'contact', name: person.first, email: person.mail, phone_number: person.phone },
  ...{ identifier: null, additional_attributes: {}, custom_attributes: { adresse: person.address } },
};
const conversation = {
  ...{ id: 10, inbox_id: 1, channel: 'Channel::WebWidget', can_reply: true, labels: ['ia', 'retour'] },
  ...{ status: 'open', unread_count: 0, priority: null, snoozed_until: null },
  additional_attributes: { referer: 'https://boutique.example/', browser: { browser_name: 'Firefox' } },
  contact_inbox: { id: 12, contact_id: 12, source_id: '405f1d30', hmac_verified: false },
  messages: [{ id: 120, content: person.words, message_type: 0, sender }],
  meta: {
    sender,
    assignee: { id: 1, name: person.last, type: 'user' },
    team: { id: 2, name: 'Support IA' },
  },
  ...{ created_at: changed - 600, first_reply_created_at: '2026-06-05T07:51:00.000Z' },
  ...{ last_activity_at: changed - 60, timestamp: changed - 60, updated_at: changed + 0.25 },
};
const message = {
  ...{ id: 118, content: person.words, message_type: 'template', content_type: 'input_csat', private: false },
  ...{ created_at: '2026-06-05T08:00:00.000Z', sender, inbox: { id: 1, name: 'Boutique' } },
  account: { id: 3, name: 'Boutique' },
};
const event = (name: string, change: object = {}) => ({ ...conversation, ...change, event: name });
const status = (previous: string, now: string) =>
  event('conversation_status_changed', {
    status: now,
    changed_attributes: [{ status: { previous_value: previous, current_value: now } }],
  });

describe('a conversation of Chatwoot', () => {
  test('is read as its documentation shows it, at the last of its times, and none of its people goes on', () => {
    const notes = notesOf('chatwoot', event('conversation_updated'));
    expect(notes).toEqual([
      {
        record: '10',
        at: changed * 1_000 + 250,
        note: { agent: 'margaux', state: 'open', facts: { channel: 'webwidget', responseSeconds: 60 } },
      },
    ]);
    for (const word of personal) expect(JSON.stringify(notes)).not.toContain(word);
    const agent = { from: 'group', values: { 'Support IA': 'leo' } };
    expect(notesOf('chatwoot', event('conversation_created'), { agent })).toMatchObject([
      { note: { agent: 'leo' } },
    ]);
    const error = { from: 'tags', is: ['retour'] };
    expect(notesOf('chatwoot', event('conversation_created'), { error })).toMatchObject([
      { note: { facts: { failed: true } } },
    ]);
  });

  test.each([
    ['open', 'open'],
    ['pending', 'open'],
    ['snoozed', 'open'],
    ['resolved', 'settled'],
  ])('that is %s is %s', (now, is) => {
    expect(notesOf('chatwoot', event('conversation_updated', { status: now }))).toMatchObject([
      { note: { state: is } },
    ]);
  });

  test('is handed to people when the bot lets go of it, and was not when it resolves it itself', () => {
    const escalated = (previous: string, now: string) => {
      const notes = notesOf('chatwoot', status(previous, now));
      return typeof notes === 'string' ? notes : notes[0]?.note.facts.escalated;
    };
    expect(escalated('pending', 'open')).toBe(true);
    expect(escalated('pending', 'resolved')).toBe(false);
    expect(escalated('pending', 'snoozed')).toBeUndefined();
    expect(escalated('snoozed', 'open')).toBeUndefined();
    expect(escalated('resolved', 'open')).toBeUndefined();
  });

  test('is rated by a message that is updated', () => {
    const submitted_values = { csat_survey_response: { rating: 4, feedback_message: person.words } };
    const rated = {
      ...message,
      event: 'message_updated',
      conversation,
      content_attributes: { submitted_values },
    };
    const notes = notesOf('chatwoot', rated);
    expect(notes).toMatchObject([{ record: '10', note: { facts: { csat: 4 } } }]);
    for (const word of personal) expect(JSON.stringify(notes)).not.toContain(word);
    expect(JSON.stringify(notesOf('chatwoot', { ...rated, content_attributes: {} }))).not.toContain('csat');
  });

  test('is not in an event about something else, nor in what is no event', () => {
    for (const name of ['webwidget_triggered', 'contact_created', 'conversation_typing_on'])
      expect(notesOf('chatwoot', { event: name, contact: sender })).toEqual([]);
    expect(notesOf('chatwoot', conversation)).toBe('expected the name of an event under event');
    expect(notesOf('chatwoot', event('conversation_updated', { id: {} }))).toBe('expected a number under id');
    const timeless = { updated_at: 'now', timestamp: 0, last_activity_at: -1 };
    expect(notesOf('chatwoot', event('conversation_updated', timeless))).toMatch('expected a time');
  });
});

test('its API is asked for conversations, the newest first, and for ratings, the oldest first', () => {
  const { poll, ratings } = chatwoot;
  expect(poll?.ask({ since: 0, page: 3, now: 0, fields: [] }, 't')).toEqual({
    path: '/conversations?status=all&assignee_type=all&page=3',
    headers: { api_access_token: 't' },
  });
  const { first_reply_created_at: _, ...listed } = conversation;
  const payload = [{ ...listed, status: 'resolved', channel: undefined, first_reply_created_at: 0 }];
  expect(poll?.read({ data: { meta: { all_count: 1 }, payload } })).toMatchObject({
    told: [{ record: '10', state: 'settled' }],
    isLast: true,
  });
  expect(poll?.read({ payload })).toBe('expected a list');
  expect(ratings?.ask({ since: 1_999, page: 1, now: 0, fields: [] }, 't').path).toMatch(
    'sort=created_at&since=1&until=4102444800&page=1',
  );
  const rating = {
    id: 7,
    rating: 2,
    feedback_message: person.words,
    conversation_id: 10,
    created_at: changed,
    contact: sender,
  };
  expect(ratings?.read([rating])).toEqual({
    told: [{ record: '10', at: changed * 1_000, csat: 2 }],
    isLast: true,
  });
  expect(ratings?.read([{ ...rating, conversation_id: null }])).toBe(
    'expected a number under conversation_id',
  );
});

test('a delivery is believed when time and bytes are signed, for three days', () => {
  const body = JSON.stringify(event('conversation_updated'));
  const sign = (text: string, at: string) => ({
    'x-chatwoot-timestamp': at,
    'x-chatwoot-signature': `sha256=${hmacOf({ hash: 'sha256', encoding: 'hex' }, 'secret-secret', [`${at}.${text}`])}`,
  });
  const now = changed * 1_000;
  const headers = sign(body, String(changed));
  expect(isBelieved('chatwoot', headers, body, { now })).toBe(true);
  expect(isBelieved('chatwoot', headers, `${body} `, { now })).toBe(false);
  expect(isBelieved('chatwoot', headers, body, { now, secret: 'another-secret' })).toBe(false);
  expect(
    isBelieved('chatwoot', { ...headers, 'x-chatwoot-timestamp': `${changed + 1}` }, body, { now }),
  ).toBe(false);
  expect(
    isBelieved('chatwoot', { 'x-chatwoot-signature': headers['x-chatwoot-signature'] }, body, { now }),
  ).toBe(false);
  expect(isBelieved('chatwoot', headers, body, { now: now + 3 * 86_400_000 })).toBe(true);
  expect(isBelieved('chatwoot', headers, body, { now: now + 3 * 86_400_000 + 1 })).toBe(false);
  expect(isBelieved('chatwoot', sign(body, 'yesterday'), body, { now })).toBe(false);
});
