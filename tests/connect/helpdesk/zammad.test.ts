import { describe, expect, test } from 'vitest';
import { zammad } from '../../../src/connect/helpdesk/kinds/zammad.ts';
import type { HelpdeskSource } from '../../../src/rules/helpdesk.ts';
import { headersOf, isBelieved, notesOf, personal, zammadBody, zammadHeaders } from './desk.ts';

const read = (ticket: object, how: Partial<HelpdeskSource> = {}) =>
  notesOf('zammad', zammadBody(ticket), how);

describe('a ticket of Zammad', () => {
  test('is read as its documentation shows it, and none of its people goes on', () => {
    const ticket = {
      state: 'closed',
      updated_at: '2026-06-05T07:50:00Z',
      first_response_at: '2026-06-05T07:31:00.282Z',
    };
    const notes = read(ticket);
    expect(notes).toEqual([
      {
        record: '81',
        at: Date.UTC(2026, 5, 5, 7, 50),
        note: {
          ...{ agent: 'margaux', state: 'settled' },
          facts: { channel: 'email', firstContact: true, responseSeconds: 60 },
        },
      },
    ]);
    for (const word of personal) expect(JSON.stringify(notes)).not.toContain(word);
  });

  test.each([
    ['new', 'open'],
    ['open', 'open'],
    ['pending reminder', 'open'],
    ['pending close', 'open'],
    ['closed', 'settled'],
    ['merged', 'settled'],
    ['removed', 'settled'],
  ])('that is %s is %s', (state, is) => {
    expect(read({ state })).toMatchObject([{ note: { state: is } }]);
  });

  test('was settled when it was closed last, not when it was closed first', () => {
    const at = { close_at: '2026-06-01T08:00:00Z', last_close_at: '2026-06-05T07:40:00Z' };
    expect(read(at)).toMatchObject([{ note: { settledAt: Date.UTC(2026, 5, 5, 7, 40) } }]);
  });

  test('says no more than it can where fields are of other kinds', () => {
    const odd = { state: 7, article_count: 'many', created_at: false, create_article_type: `${personal[2]}` };
    expect(read(odd)).toMatchObject([{ note: { facts: {} } }]);
    expect(read({ id: [] })).toBe('ticket: expected a number under id');
    expect(read({ updated_at: 5 })).toBe('ticket: expected a time under updated_at');
    expect(zammad.read(null, headersOf({}))).toBe('ticket: expected a number under id');
  });

  test('is the same from its API, where group and state are names', () => {
    const { ticket } = zammadBody();
    const answer = zammad.poll?.read([{ ...ticket, group: 'Support IA', state: 'closed' }]);
    expect(answer).toMatchObject({
      told: [{ record: '81', group: 'Support IA', state: 'settled' }],
      isLast: true,
    });
    expect(zammad.poll?.read({ error: 'no' })).toBe('expected a list');
    expect(zammad.poll?.read([{}])).toBe('expected a number under id');
    expect(zammad.poll?.read(Array.from({ length: 100 }, () => ticket))).toMatchObject({ isLast: false });
  });
});

describe('the field map', () => {
  const map = (how: Partial<HelpdeskSource>, ticket: object) => read(ticket, how);
  const tags = (...list: string[]) => ({ tags: list });

  test('lets named values through as their codes, and nothing else', () => {
    const agent = { from: 'group', values: { 'Support IA': 'margaux' } };
    expect(map({ agent }, {})).toMatchObject([{ note: { agent: 'margaux' } }]);
    const [other] = map({ agent }, { group: { name: personal[0] } });
    expect(JSON.stringify(other)).not.toContain(personal[0]);
    const reason = { from: 'tags', values: { perime: 'stale_catalogue' } };
    expect(map({ reason }, tags('vip', 'perime'))).toMatchObject([
      { note: { facts: { reason: 'stale_catalogue' } } },
    ]);
    expect(JSON.stringify(map({ reason }, tags('constructor', '__proto__')))).not.toContain('reason');
    expect(JSON.stringify(map({ reason: { from: 'customer.email', values: {} } }, {}))).not.toContain('@');
  });

  test('reads flags and numbers, and says nothing where there is none', () => {
    const error = { from: 'tags', is: ['ia-fausse'] };
    expect(map({ error }, tags('ia-fausse'))).toMatchObject([{ note: { facts: { failed: true } } }]);
    expect(map({ error }, tags())).toMatchObject([{ note: { facts: { failed: false } } }]);
    expect(JSON.stringify(map({ error }, {}))).not.toContain('failed');
    const settled = { from: 'state', is: ['solved'] };
    expect(map({ settled }, { state: 'solved' })).toMatchObject([{ note: { state: 'settled' } }]);
    expect(map({ settled }, { state: 'closed' })).toMatchObject([{ note: { state: 'open' } }]);
    expect(JSON.stringify(map({ settled }, { state: undefined }))).not.toContain('"state"');
    const csat = { from: 'note.stars', values: { '😍': 5 } };
    expect(map({ csat }, { note: { stars: '3.5' } })).toMatchObject([{ note: { facts: { csat: 3.5 } } }]);
    expect(map({ csat }, { note: { stars: ['😍'] } })).toMatchObject([{ note: { facts: { csat: 5 } } }]);
    for (const stars of ['', ' ', 'good', null, {}, Number.NaN])
      expect(JSON.stringify(map({ csat }, { note: { stars } }))).not.toContain('csat');
  });
});

describe('a delivery of Zammad is genuine', () => {
  const body = JSON.stringify(zammadBody());
  const check = (headers: Record<string, string>, text = body, secret = 'secret-secret') =>
    isBelieved('zammad', headers, text, { secret });
  const headers = zammadHeaders(body, 'secret-secret', 'd1');

  test('when the very bytes are signed with the secret', () => {
    expect(check(headers)).toBe(true);
    expect(check(headers, `${body}\n`)).toBe(false);
    expect(check(headers, body, 'secret-secreT')).toBe(false);
    const { 'x-hub-signature': signature = '', ...rest } = headers;
    expect(check(rest)).toBe(false);
    for (const other of [
      signature.slice(5),
      signature.toUpperCase(),
      `${signature}0`,
      signature.slice(0, -1),
      'sha1=',
    ])
      expect(check({ ...rest, 'x-hub-signature': other })).toBe(false);
  });

  // RFC 2202, case 2: the bytes of a test vector that somebody else has made.
  test('as others compute HMAC-SHA1', () => {
    const signature = 'sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79';
    expect(check({ 'x-hub-signature': signature }, 'what do ya want for nothing?', 'Jefe')).toBe(true);
  });
});
