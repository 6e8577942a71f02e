import { expect, test } from 'vitest';
import { mailAfter } from '../../../src/requests/relances/mailing.ts';

const day = 86_400_000;
const tried = { at: 0, attempts: 1 };

test('a mail that went out is sent', () => {
  expect(mailAfter(tried, { outcome: 'delivered' }, 5, 0.5)).toEqual({
    mail: 'sent',
    mailDueAt: null,
    mailReason: null,
  });
});

test('a mail that failed is tried again for three days, later each time, and then has failed', () => {
  const sent = { outcome: 'failed', reason: 'smtp_451' } as const;
  const first = mailAfter(tried, sent, 1_000, 0.5);
  expect(first).toMatchObject({ mail: 'waiting', mailReason: 'smtp_451' });
  expect(first.mailDueAt).toBeGreaterThan(1_000);
  expect(mailAfter({ at: 0, attempts: 20 }, sent, 3 * day, 0.5)).toMatchObject({
    mail: 'failed',
    mailDueAt: null,
  });
});

test('a mail that nobody will ever take, or whose answer was lost, is not sent again', () => {
  for (const [outcome, mail] of [
    ['dead', 'failed'],
    ['skipped', 'failed'],
    ['unknown', 'unknown'],
  ] as const)
    expect(mailAfter(tried, { outcome, reason: 'why' }, 5, 0.5)).toEqual({
      ...{ mail, mailDueAt: null, mailReason: 'why' },
    });
});
