import { describe, expect, test } from 'vitest';
import { type NewNotice, noticeKinds, noticeSeverities } from '../../src/notices/notice.ts';
import {
  type AddressBook,
  addressed,
  isForChat,
  type Reach,
  standIn,
  targetsNow,
  targetsOf,
} from '../../src/notices/routing.ts';
import { trip } from './samples.ts';

const paris = 'Europe/Paris';
const book = (people: Readonly<Record<string, Reach>>): AddressBook => ({
  reachOf: (person) => people[person],
  houseZone: () => paris,
  morningMinutes: 480,
});
const august = [{ from: '2026-08-03', to: '2026-08-05' }];
const during = Date.UTC(2026, 7, 4, 9);

describe('which channels a notice goes to', () => {
  test('the webhook gets everything, and a mail goes to whoever is named', () => {
    for (const kind of noticeKinds)
      for (const severity of noticeSeverities)
        expect(targetsOf({ kind, severity, people: ['lea'] }).slice(0, 2)).toEqual([
          { channel: 'webhook' },
          { channel: 'mail', recipient: 'lea' },
        ]);
  });

  test('the chat hears of every stop, and of an alert from warning on', () => {
    expect(isForChat('agent_tripped', 'info')).toBe(true);
    expect(isForChat('rule_alert', 'info')).toBe(false);
    expect(isForChat('rule_alert', 'warning')).toBe(true);
    expect(isForChat('rule_alert', 'critical')).toBe(true);
  });

  test('reminders stay between filrouge and their owner until they escalate', () => {
    expect(isForChat('action_reminder', 'critical')).toBe(false);
    expect(isForChat('review_reminder', 'critical')).toBe(false);
    expect(isForChat('reminder_escalated', 'info')).toBe(true);
  });

  test('mail is one delivery a person, each person once', () => {
    expect(targetsOf({ kind: 'drill', severity: 'info', people: ['lea', 'camille', 'lea'] })).toEqual([
      { channel: 'webhook' },
      { channel: 'mail', recipient: 'lea' },
      { channel: 'mail', recipient: 'camille' },
      { channel: 'chat' },
    ]);
    expect(targetsOf({ kind: 'action_reminder', severity: 'info', people: [] })).toEqual([
      { channel: 'webhook' },
    ]);
  });

  test('somebody is told on the channels that they prefer at a severity, by mail where they say nothing', () => {
    const people = book({ lea: { channels: { critical: ['mail', 'apprise'], info: [] } } });
    const personal = (severity: 'info' | 'warning' | 'critical') =>
      targetsNow({ kind: 'action_reminder', severity, people: ['lea'] }, people, during).slice(1);
    expect(personal('critical')).toEqual([
      { channel: 'mail', recipient: 'lea' },
      { channel: 'apprise', recipient: 'lea' },
    ]);
    expect(personal('warning')).toEqual([{ channel: 'mail', recipient: 'lea' }]);
    expect(personal('info')).toEqual([]);
  });
});

describe('while somebody is away', () => {
  const people = book({ lea: { away: august, deputy: 'camille' }, camille: {} });

  test('the deputy is told, from the first hour of the first day to the last of the last, where they live', () => {
    const told = (at: number) => standIn('lea', people, at);
    expect(told(Date.UTC(2026, 7, 2, 21, 59))).toBe('lea');
    expect(told(Date.UTC(2026, 7, 2, 22))).toBe('camille');
    expect(told(Date.UTC(2026, 7, 5, 21, 59))).toBe('camille');
    expect(told(Date.UTC(2026, 7, 5, 22))).toBe('lea');
    const abroad = book({
      lea: { away: august, deputy: 'camille', timezone: 'America/Montreal' },
      camille: {},
    });
    expect(standIn('lea', abroad, Date.UTC(2026, 7, 3, 3, 59))).toBe('lea');
    expect(standIn('lea', abroad, Date.UTC(2026, 7, 3, 4))).toBe('camille');
  });

  test('the deputy of a deputy who is away is told, and where nobody is there, they themselves', () => {
    const chain = (noah: Reach | undefined) =>
      book({
        lea: { away: august, deputy: 'camille' },
        camille: { away: august, deputy: 'noah' },
        ...(noah && { noah }),
      });
    expect(standIn('lea', chain({}), during)).toBe('noah');
    expect(standIn('lea', chain({ away: august, deputy: 'lea' }), during)).toBe('lea');
    expect(standIn('lea', chain({ away: august }), during)).toBe('lea');
    expect(standIn('lea', chain(undefined), during)).toBe('lea');
  });

  test('the delivery says in whose place, on the channels of the deputy; who is named anyway is told once', () => {
    const camille = { channels: { warning: ['apprise'] } } as const;
    const both = book({ lea: { away: august, deputy: 'camille', channels: { warning: [] } }, camille });
    const targets = (...named: string[]) =>
      targetsNow({ kind: 'action_reminder', severity: 'warning', people: named }, both, during).slice(1);
    const instead = { channel: 'apprise', recipient: 'camille', instead: 'lea' };
    expect(targets('lea')).toEqual([instead]);
    expect(targets('lea', 'camille')).toEqual([{ channel: 'apprise', recipient: 'camille' }]);
    expect(targets('camille', 'lea')).toEqual([{ channel: 'apprise', recipient: 'camille' }]);
  });

  test('a notice whose people say nothing but an address is left as it is', () => {
    const { at: _, ...notice } = trip();
    const plain: NewNotice = notice;
    expect(addressed(plain, book({ lea: { timezone: paris, deputy: 'camille' } }), during)).toBe(plain);
    expect(addressed(plain, people, during).targets).toContainEqual({
      channel: 'mail',
      recipient: 'camille',
      instead: 'lea',
    });
  });
});
