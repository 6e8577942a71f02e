import { describe, expect, test } from 'vitest';
import { noteOf } from '../../../src/connect/helpdesk/fields.ts';
import { freshdesk } from '../../../src/connect/helpdesk/kinds/freshdesk.ts';
import { isBelieved, notesOf, person, personal } from './desk.ts';

const ticket = {
  ...{
    id: 20,
    subject: person.words,
    description_text: person.words,
    requester_id: 5,
    responder_id: 1,
    group_id: 9,
  },
  ...{
    status: 4,
    priority: 1,
    source: 2,
    type: 'Question',
    spam: false,
    fr_escalated: false,
    is_escalated: false,
  },
  ...{
    created_at: '2026-06-05T07:30:00Z',
    updated_at: '2026-06-05T08:00:00Z',
    due_by: '2026-06-08T07:30:00Z',
  },
  ...{
    cc_emails: [person.mail],
    tags: ['ia'],
    custom_fields: { cf_verdict: 'wrong', cf_adresse: person.address },
  },
  stats: {
    ...{ first_responded_at: '2026-06-05T07:32:00Z', resolved_at: '2026-06-05T07:59:00Z', closed_at: null },
    ...{ status_updated_at: '2026-06-05T07:59:00Z', reopened_at: null },
  },
};
const rating = {
  ...{ id: 7, survey_id: 1, ticket_id: 20, user_id: 5, agent_id: 1, feedback: person.words, group_id: 9 },
  ...{ ratings: { default_question: 103, question_1: -103 }, created_at: '2026-06-05T09:00:00Z' },
};
const read = (one: object) => {
  const page = freshdesk.poll?.read([one]);
  return typeof page === 'object' ? page.told[0] : page;
};

test('a delivery, whatever a rule puts into it, is a sign to ask and no more', () => {
  const body = {
    freshdesk_webhook: { ticket_id: 20, ticket_status: 'Resolved', ticket_requester_email: person.mail },
  };
  expect(freshdesk.isSign).toBe(true);
  expect(notesOf('freshdesk', body)).toEqual([]);
  expect(notesOf('freshdesk', 'text')).toBe('expected an object');
});

describe('a ticket of Freshdesk', () => {
  test('is read from its API as its documentation shows it, and none of its people goes on', () => {
    const told = read(ticket);
    if (typeof told !== 'object') throw new Error(told);
    const error = { from: 'custom_fields.cf_verdict', is: ['wrong'] };
    const note = noteOf(told, { name: 'freshdesk', kind: 'freshdesk', agent: { fixed: 'margaux' }, error });
    expect(note).toEqual({
      record: '20',
      at: Date.parse('2026-06-05T08:00:00Z'),
      note: {
        ...{ agent: 'margaux', state: 'settled', settledAt: Date.parse('2026-06-05T07:59:00Z') },
        facts: { failed: true, channel: 'portal', responseSeconds: 120 },
      },
    });
    for (const word of personal) expect(JSON.stringify(note)).not.toContain(word);
  });

  test.each([
    [2, 'open'],
    [3, 'open'],
    [4, 'settled'],
    [5, 'settled'],
    [6, 'open'],
  ])('of status %s is %s', (status, is) => {
    expect(read({ ...ticket, status })).toMatchObject({ state: is });
  });

  test('says no more than it can', () => {
    expect(read({ ...ticket, id: undefined })).toBe('expected a number under id');
    expect(read({ ...ticket, updated_at: 0 })).toBe('expected a time under updated_at');
    const bare = { id: 20, updated_at: ticket.updated_at, stats: [], tags: 'ia', source: 99 };
    expect(read(bare)).toEqual({ record: '20', at: Date.parse(ticket.updated_at), raw: {} });
    expect(freshdesk.poll?.read({ message: 'no' })).toBe('expected a list');
  });
});

test('ratings from -103 to 103 are a scale from 1 to 5', () => {
  const score = (default_question: unknown) => {
    const page = freshdesk.ratings?.read([{ ...rating, ratings: { default_question } }]);
    return typeof page === 'object' ? page.told[0]?.csat : page;
  };
  expect([103, 100, -100, -103].map(score)).toEqual([5, 3, 3, 1]);
  expect(score(102)).toBeCloseTo(4.33);
  for (const odd of [104, 99, 0, '103', null]) expect(score(odd)).toBeUndefined();
  expect(freshdesk.ratings?.read([{ ...rating, ticket_id: [] }])).toBe('expected a number under ticket_id');
});

test('its API is asked with the key as the user', () => {
  const question = { since: Date.parse('2026-06-05T08:00:00.5Z'), page: 2, now: 0, fields: [] };
  expect(freshdesk.poll?.ask(question, 'key')).toEqual({
    path: '/api/v2/tickets?updated_since=2026-06-05T08:00:00Z&order_by=updated_at&order_type=asc&include=stats&per_page=100&page=2',
    headers: { Authorization: 'Basic a2V5Olg=' },
  });
  expect(freshdesk.ratings?.ask(question, 'key').path).toContain('created_since=2026-06-05T08:00:00Z');
});

test('a delivery is believed that shows the secret: in a header, as a bearer or in the address', () => {
  const secret = 'secret-secret';
  expect(isBelieved('freshdesk', { 'x-filrouge-secret': secret }, '{}')).toBe(true);
  expect(isBelieved('freshdesk', { authorization: `Bearer ${secret}` }, '{}')).toBe(true);
  expect(isBelieved('freshdesk', {}, '{}', { shown: secret })).toBe(true);
  expect(isBelieved('freshdesk', {}, '{}')).toBe(false);
  expect(isBelieved('freshdesk', { 'x-filrouge-secret': `${secret}x` }, '{}', { shown: secret })).toBe(false);
});
