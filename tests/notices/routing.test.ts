import { describe, expect, test } from 'vitest';
import { noticeKinds, noticeSeverities } from '../../src/notices/notice.ts';
import { channelsFor, targetsOf } from '../../src/notices/routing.ts';

describe('which channels a notice goes to', () => {
  test('the webhook gets everything, and a mail goes to whoever is named', () => {
    for (const kind of noticeKinds) {
      for (const severity of noticeSeverities) {
        expect(channelsFor(kind, severity).slice(0, 2)).toEqual(['webhook', 'mail']);
      }
    }
  });

  test('the chat hears of every stop, and of an alert from warning on', () => {
    expect(channelsFor('agent_tripped', 'info')).toContain('chat');
    expect(channelsFor('rule_alert', 'info')).not.toContain('chat');
    expect(channelsFor('rule_alert', 'warning')).toContain('chat');
    expect(channelsFor('rule_alert', 'critical')).toContain('chat');
  });

  test('reminders stay between filrouge and their owner until they escalate', () => {
    expect(channelsFor('action_reminder', 'critical')).not.toContain('chat');
    expect(channelsFor('review_reminder', 'critical')).not.toContain('chat');
    expect(channelsFor('reminder_escalated', 'info')).toContain('chat');
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
});
