import { describe, expect, test } from 'vitest';
import type { PrivacyOrder } from '../../../src/requests/privacy/commands.ts';
import { keptByLaw, keptOf } from '../../../src/requests/privacy/kept.ts';
import { answerDueAt, decidePrivacy } from '../../../src/requests/privacy/life.ts';
import { isLate, type PrivacyRequest } from '../../../src/requests/privacy/privacy.ts';
import type { RetentionCategory } from '../../../src/rules/retention/retention.ts';

const paris = 'Europe/Paris';
const at = (text: string) => Date.parse(text);
const due = (received: string, months?: 1 | 3) =>
  new Date(answerDueAt(at(received), paris, months)).toISOString();

const open: PrivacyRequest = {
  ...{ number: 1, right: 'access', customer: 'c', state: { kind: 'open' } },
  ...{ receivedAt: at('2026-06-05T08:00:00Z'), dueAt: answerDueAt(at('2026-06-05T08:00:00Z'), paris) },
};
const identified: PrivacyRequest = { ...open, identity: { at: 1, by: 'person:lea', means: 'called_back' } };
const code = (request: PrivacyRequest, order: PrivacyOrder, now = open.dueAt) => {
  const decided = decidePrivacy(request, order, now);
  return decided.ok ? 'ok' : decided.refusal.code;
};
const restricted: PrivacyRequest = {
  ...{ ...identified, right: 'restriction' },
  state: { kind: 'done', at: 1, by: 'person:camille' },
};

describe('an answer', () => {
  test.each([
    ['2026-06-05T08:00:00Z', 1, '2026-07-05T21:59:59.999Z'],
    ['2026-01-31T12:00:00+01:00', 1, '2026-02-28T22:59:59.999Z'],
    ['2028-01-31T12:00:00+01:00', 1, '2028-02-29T22:59:59.999Z'],
    ['2026-03-28T23:30:00+01:00', 1, '2026-04-28T21:59:59.999Z'],
    ['2026-10-25T02:30:00+01:00', 1, '2026-11-25T22:59:59.999Z'],
    ['2026-06-05T08:00:00Z', 3, '2026-09-05T21:59:59.999Z'],
    ['2025-11-30T12:00:00Z', 3, '2026-02-28T22:59:59.999Z'],
  ] as const)(
    'to what came %s is due, with %d months, by the end of the day %s',
    (received, months, expected) => {
      expect(due(received, months)).toBe(expected);
    },
  );

  test('is in time at the last instant, and late a millisecond after', () => {
    expect(isLate(open, open.dueAt)).toBe(false);
    expect(isLate(open, open.dueAt + 1)).toBe(true);
    const answered = { ...open, state: { kind: 'done', at: open.dueAt, by: 'x' } } as const;
    expect(isLate(answered, open.dueAt + 1)).toBe(false);
  });
});

describe('a request about data', () => {
  test('is carried out once it is known who asks, and refused without that', () => {
    expect(code(open, { do: 'carryOut' })).toBe('identity_unchecked');
    expect(code(identified, { do: 'carryOut' })).toBe('ok');
    expect(code(open, { do: 'refuse', reason: 'It is not known who asks.' })).toBe('ok');
    expect(code(identified, { do: 'confirmIdentity', means: 'document' })).toBe('identity_confirmed');
  });

  test('takes two months more once, said to the last instant of the first', () => {
    const order = { do: 'extend', reason: 'Many files' } as const;
    expect(code(open, order, open.dueAt)).toBe('ok');
    expect(code(open, order, open.dueAt + 1)).toBe('extension_too_late');
    const extended = { ...open, extension: { at: 1, by: 'x', reason: 'r' } };
    expect(code(extended, order)).toBe('privacy_extended');
  });

  test('of a rectification says what was corrected', () => {
    const rectification = { ...identified, right: 'rectification' } as const;
    expect(code(rectification, { do: 'carryOut' })).toBe('note_missing');
    expect(code(rectification, { do: 'carryOut', note: 'The name' })).toBe('ok');
  });

  test.each(['confirmIdentity', 'extend', 'carryOut', 'refuse'] as const)(
    'takes no %s any more once it was answered',
    (step) => {
      const orders: Record<typeof step, PrivacyOrder> = {
        confirmIdentity: { do: 'confirmIdentity', means: 'document' },
        extend: { do: 'extend', reason: 'x' },
        carryOut: { do: 'carryOut' },
        refuse: { do: 'refuse', reason: 'x' },
      };
      expect(code({ ...identified, state: { kind: 'done', at: 1, by: 'x' } }, orders[step])).toBe(
        'privacy_answered',
      );
    },
  );

  test('of a restriction or an objection is lifted once, and no other is', () => {
    const lift = { do: 'lift', reason: 'The dispute is over' } as const;
    expect(code(restricted, lift)).toBe('ok');
    expect(code({ ...restricted, right: 'objection' }, lift)).toBe('ok');
    expect(code({ ...restricted, right: 'erasure' }, lift)).toBe('nothing_to_lift');
    expect(code(identified, lift)).toBe('nothing_to_lift');
    const lifted = { at: 2, by: 'x', reason: 'r' };
    expect(code({ ...restricted, state: { kind: 'done', at: 1, by: 'x', lifted } }, lift)).toBe(
      'nothing_to_lift',
    );
  });
});

describe('what stays in spite of an erasure', () => {
  const both = { fr: 'x', en: 'x' };
  const category = (id: string, mustKeep: boolean): RetentionCategory => ({
    ...{ id, name: both, purpose: both, basis: both, after: 'issued', mustKeep },
    keep: { unit: 'years', count: 10 },
  });
  const rules = [category('invoice', true), category('prospect', false)];
  const issued = at('2016-06-05T10:00:00+02:00');
  const row = (id: string, name: string, anchorAt: number | null) => ({ id, category: name, anchorAt });

  test('is what the law says, to its end and not an instant longer', () => {
    const end = at('2026-06-06T00:00:00+02:00');
    const stays = (now: number) => keptByLaw([row('a', 'invoice', issued)], rules, paris, now);
    expect(stays(end - 1)).toMatchObject([{ id: 'a', why: 'law', until: end }]);
    expect(stays(end)).toEqual([]);
  });

  test('is what of such a category has not begun to run, and nothing of another or of none', () => {
    const rows = [row('a', 'invoice', null), row('b', 'prospect', null), row('c', 'other', issued)];
    expect(keptByLaw(rows, rules, paris, issued)).toEqual([{ ...row('a', 'invoice', null), why: 'law' }]);
  });

  test('is told by category and reason, to the latest end, and to none where one is not known', () => {
    const kept = (until?: number) => ({
      ...row('a', 'invoice', 1),
      why: 'law' as const,
      ...(until !== undefined && { until }),
    });
    const held = { ...row('h', 'invoice', 1), why: 'hold' as const };
    expect(keptOf([kept(5), kept(9), held])).toEqual([
      { category: 'invoice', why: 'law', count: 2, until: 9 },
      { category: 'invoice', why: 'hold', count: 1 },
    ]);
    expect(keptOf([kept(5), kept()])).toEqual([{ category: 'invoice', why: 'law', count: 2 }]);
  });
});
