import { describe, expect, test } from 'vitest';
import { zendesk } from '../../../src/connect/helpdesk/kinds/zendesk.ts';
import { hmacOf } from '../../../src/platform/hmac.ts';
import { headersOf, isBelieved, notesOf, person, personal } from './desk.ts';

const at = '2026-06-05T08:00:00Z';
const detail = {
  ...{
    id: '5158',
    status: 'OPEN',
    priority: 'HIGH',
    type: 'TICKET',
    subject: person.words,
    description: person.words,
  },
  ...{
    actor_id: '8447388090494',
    assignee_id: '8447388090494',
    requester_id: '8447388090495',
    group_id: '8447320465790',
  },
  ...{ created_at: '2026-06-05T07:30:00Z', updated_at: at, is_public: true, tags: ['ia', 'ia-fausse'] },
  ...{ via: { channel: 'web_service' }, external_id: person.mail, custom_status: '8447320466430' },
};
const event = (type: string, change: object = {}, more: object = {}) => ({
  ...{
    account_id: 22129848,
    id: '01HZY',
    time: at,
    zendesk_event_version: '2022-11-06',
    subject: 'zen:ticket:5158',
  },
  type: `zen:event-type:${type}`,
  detail: { ...detail, ...change },
  event: { meta: { sequence: { id: '0A1', position: 1, total: 1 } }, ...more },
});

describe('a ticket of Zendesk', () => {
  test('is read from an event as its documentation shows it, and none of its people goes on', () => {
    const agent = { from: 'group', values: { '8447320465790': 'margaux' } };
    const error = { from: 'tags', is: ['ia-fausse'] };
    const solved = event(
      'ticket.status_changed',
      { status: 'SOLVED' },
      { current: 'SOLVED', previous: 'OPEN' },
    );
    const notes = notesOf('zendesk', solved, { agent, error });
    expect(notes).toEqual([
      {
        record: '5158',
        at: Date.parse(at),
        note: { agent: 'margaux', state: 'settled', facts: { failed: true, channel: 'web_service' } },
      },
    ]);
    for (const word of personal) expect(JSON.stringify(notes)).not.toContain(word);
  });

  test.each([
    ['NEW', 'open'],
    ['OPEN', 'open'],
    ['PENDING', 'open'],
    ['HOLD', 'open'],
    ['SOLVED', 'settled'],
    ['CLOSED', 'settled'],
    ['DELETED', undefined],
  ])('that is %s is %s', (status, is) => {
    const notes = notesOf('zendesk', event('ticket.status_changed', { status }));
    expect(typeof notes === 'string' ? notes : notes[0]?.note.state).toBe(is);
  });

  test('is rated good or bad, which are the ends of a scale from 1 to 5', () => {
    const rated = (score: string) => {
      const notes = notesOf(
        'zendesk',
        event('ticket.csat_received', {}, { satisfaction_score: { score, comment: person.words } }),
      );
      return typeof notes === 'string' ? notes : notes[0]?.note.facts.csat;
    };
    expect([rated('GOOD'), rated('BAD'), rated('OFFERED'), rated('constructor')]).toEqual([
      5,
      1,
      undefined,
      undefined,
    ]);
  });

  test('is not in an event about something else, in no body at all, or in what is no event', () => {
    expect(notesOf('zendesk', event('user.created'))).toEqual([]);
    expect(notesOf('zendesk', undefined)).toEqual([]);
    expect(notesOf('zendesk', { ticket: detail })).toBe('expected the name of an event under type');
    expect(notesOf('zendesk', event('ticket.created', { id: null }))).toBe(
      'detail: expected a number under id',
    );
    expect(notesOf('zendesk', event('ticket.created', { updated_at: 'now' }))).toBe(
      'detail: expected a time under updated_at',
    );
  });
});

describe('its incremental export', () => {
  const ticket = {
    ...{ id: 5158, status: 'closed', created_at: '2026-06-05T07:30:00Z', updated_at: '2026-06-01T08:00:00Z' },
    ...{
      group_id: 8447320465790,
      tags: [],
      via: { channel: 'email', source: { from: { address: person.mail } } },
    },
    ...{
      subject: person.words,
      custom_fields: [
        { id: 360001, value: 'perime' },
        { id: 360002, value: person.phone },
      ],
    },
    satisfaction_rating: { id: 1234, score: 'good', comment: person.words },
  };
  const metrics = {
    ...{ ticket_id: 5158, replies: 1, reopens: 0, solved_at: '2026-06-05T07:59:00Z' },
    reply_time_in_minutes: { calendar: 3, business: 0 },
  };
  const answer = {
    tickets: [ticket],
    metric_sets: [metrics],
    count: 1,
    end_time: 1_780_646_400,
    end_of_stream: true,
  };
  const { poll } = zendesk;

  test('tells what events do not, and goes by its own time', () => {
    expect(poll?.read(answer)).toMatchObject({
      ...{ isLast: true, upTo: 1_780_646_400_000 },
      told: [
        {
          ...{ record: '5158', state: 'settled', settledAt: Date.parse('2026-06-05T07:59:00Z'), csat: 5 },
          ...{ firstContact: true, responseSeconds: 180, group: '8447320465790', channel: 'email' },
          raw: { custom_fields: { 360001: 'perime' } },
        },
      ],
    });
    const reopened = { ...answer, metric_sets: [{ ...metrics, reopens: 1 }] };
    expect(poll?.read(reopened)).toMatchObject({ told: [{ firstContact: false }] });
    expect(poll?.read({ tickets: [ticket] })).toBe('expected true or false under end_of_stream');
    expect(poll?.read({ ...answer, tickets: {} })).toBe('expected a list');
  });

  test('is asked with a token of OAuth, or with mail and key', () => {
    const ask = (token: string) =>
      poll?.ask({ since: 1_780_646_400_999, page: 1, now: 0, fields: [] }, token);
    expect(ask('abc')?.headers).toEqual({ Authorization: 'Bearer abc' });
    expect(ask('a@b.c/token:k')?.headers).toEqual({ Authorization: 'Basic YUBiLmMvdG9rZW46aw==' });
    expect(ask('abc')?.path).toContain('start_time=1780646400&');
  });
});

test('a delivery is believed when time and bytes are signed, and is known again by its invocation', () => {
  const body = JSON.stringify(event('ticket.created'));
  const headers = {
    'x-zendesk-webhook-signature-timestamp': at,
    'x-zendesk-webhook-signature': hmacOf({ hash: 'sha256', encoding: 'base64' }, 'secret-secret', [
      at,
      body,
    ]),
    'x-zendesk-webhook-invocation-id': '8350205582',
  };
  const now = Date.parse(at);
  expect(isBelieved('zendesk', headers, body, { now })).toBe(true);
  expect(isBelieved('zendesk', headers, `${body} `, { now })).toBe(false);
  expect(isBelieved('zendesk', headers, body, { now: now + 4 * 86_400_000 })).toBe(false);
  const empty = {
    ...headers,
    'x-zendesk-webhook-signature': hmacOf({ hash: 'sha256', encoding: 'base64' }, 'secret-secret', [at]),
  };
  expect(isBelieved('zendesk', empty, '', { now })).toBe(true);
  expect(zendesk.delivery(headersOf(headers), {})).toBe('8350205582');
  expect(zendesk.delivery(headersOf({}), { id: '01HZY' })).toBe('01HZY');
});
