import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { endOfLocalDay, localTime } from '../../../src/language/zoned.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import { reminderNotice } from '../../../src/plans/reminders/notice.ts';
import {
  type Reminder,
  dueReminders as remindersOf,
  type SentReminder,
} from '../../../src/plans/reminders/reminder.ts';
import { defined, draft, endOf, paris } from '../margaux.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const nobody = { people: new Map() };
const dueReminders = (plan: Plan, sent: readonly SentReminder[], now: number) =>
  remindersOf(plan, sent, now, nobody).due;

/** A plan of which action 4-1 alone is overdue, since the end of 6 June. */
const overdue: Plan = { ...draft(), actions: draft().actions.slice(0, 1), improvements: [], reviews: [] };

/** Looks every hour from `from` until `until`, and keeps what went out. */
function play(plan: Plan, until: number, from = endOf(6)): { at: number; reminder: Reminder }[] {
  const sent: (SentReminder & { reminder: Reminder })[] = [];
  for (let now = from; now <= until; now += hourMs) {
    for (const reminder of dueReminders(plan, sent, now)) {
      sent.push({ ...reminder, at: now, reminder });
    }
  }
  return sent;
}

describe('reminders of an overdue action', () => {
  const sent = play(overdue, endOf(6) + 32 * dayMs);
  const daysAfterDue = sent.map(({ at }) => (at - endOf(6)) / dayMs);

  test('go out 1 to 2 days after the due time, again 3 to 5 days later, and to the approver after 10 days', () => {
    const [first = 0, second = 0, third = 0] = daysAfterDue;
    expect(first).toBeGreaterThanOrEqual(1);
    expect(first).toBeLessThanOrEqual(2);
    expect(second - first).toBeGreaterThanOrEqual(3);
    expect(second - first).toBeLessThanOrEqual(5);
    expect(third).toBeGreaterThanOrEqual(10);
    expect(third).toBeLessThanOrEqual(11);
    expect(sent.slice(0, 3).map(({ reminder }) => reminder.step)).toEqual(['first', 'second', 'escalation']);
  });

  test('go on every week for as long as nothing happens', () => {
    expect(sent.slice(3).map(({ reminder }) => reminder.step)).toEqual(['escalation', 'escalation']);
    expect(Math.round((daysAfterDue[3] ?? 0) - (daysAfterDue[2] ?? 0))).toBeGreaterThanOrEqual(7);
  });

  test('ask the owner first; the approver and the plan owner decide after that', () => {
    expect(sent[0]?.reminder.people).toEqual(['it-ops']);
    expect(sent[2]?.reminder.people).toEqual(['camille', 'lea', 'it-ops']);
  });

  test('are told apart by a key: sent once each', () => {
    expect(new Set(sent.map(({ reminder }) => reminder.key)).size).toBe(sent.length);
    expect(sent[0]?.reminder.key).toBe(`reminder:4-1:${endOf(6)}:it-ops:1`);
  });

  test('stop when the action is done, its risk accepted or the plan closed, and for nothing else', () => {
    const late = endOf(20);
    const [action] = overdue.actions;
    expect(dueReminders(overdue, [], late)).toHaveLength(1);
    expect(dueReminders({ ...overdue, state: 'active' }, [], late)).toHaveLength(1);
    expect(dueReminders({ ...overdue, state: 'closed' }, [], late)).toEqual([]);
    expect(dueReminders({ ...overdue, actions: [{ ...defined(action), status: 'done' }] }, [], late)).toEqual(
      [],
    );
    expect(
      dueReminders({ ...overdue, actions: [{ ...defined(action), status: 'blocked' }] }, [], late),
    ).toHaveLength(1);
    const accepted = [{ action: '4-1', by: 'camille', at: 1, reason: 'r' }];
    expect(dueReminders({ ...overdue, acceptedRisks: accepted }, [], late)).toEqual([]);
  });

  test('begin anew when the due date is moved', () => {
    const moved = { ...overdue, actions: overdue.actions.map((action) => ({ ...action, dueAt: endOf(12) })) };
    const [reminder] = dueReminders(
      moved,
      [{ key: 'a', item: '4-1', owner: 'it-ops', nth: 1, dueAt: endOf(6), at: paris(8, '08:00') }],
      endOf(20),
    );
    expect(reminder).toMatchObject({ step: 'first', nth: 1, dueAt: endOf(12) });
  });

  test('reach the plan owner when nobody owns the action', () => {
    const { owner: _owner, ...orphan } = defined(overdue.actions[0]);
    expect(dueReminders({ ...overdue, actions: [orphan] }, [], endOf(20))[0]?.people).toEqual(['lea']);
  });

  test.prop([
    fc.integer({ min: 0, max: 23 }),
    fc.constantFrom('Europe/Paris', 'America/New_York', 'Asia/Tokyo'),
  ])('wait for the morning of the plan’s zone, and never for longer than 48 h', (hour, timezone) => {
    const dueAt = paris(6, '00:00') + hour * hourMs;
    const plan = { ...overdue, timezone, actions: overdue.actions.map((action) => ({ ...action, dueAt })) };
    const minutes = Array.from({ length: 48 * 4 + 1 }, (_, quarter) => dueAt + quarter * 15 * 60_000);
    const at = defined(minutes.find((now) => dueReminders(plan, [], now).length > 0));
    expect(at - dueAt).toBeGreaterThanOrEqual(dayMs);
    expect(at - dueAt).toBeLessThanOrEqual(2 * dayMs);
    expect(localTime(at, timezone)).toEqual({ hour: 8, minute: 0 });
  });

  test.each([
    ['spring', '2027-03-26', '2027-03-28T06:00:00Z'],
    ['autumn', '2027-10-29', '2027-10-31T07:00:00Z'],
  ])(
    'come at eight by the clocks of people, also on the morning when they are changed in %s',
    (_, due, morning) => {
      const dueAt = endOfLocalDay(Date.parse(`${due}T12:00:00Z`), 'Europe/Paris');
      const plan = { ...overdue, actions: overdue.actions.map((action) => ({ ...action, dueAt })) };
      const at = Date.parse(morning);
      const count = (now: number) => dueReminders(plan, [], now).length;
      expect([count(at - 1), count(at)]).toEqual([0, plan.actions.length]);
    },
  );
});

describe('reminders of other things', () => {
  test('a review that was not held, an improvement that is late', () => {
    const due = dueReminders({ ...draft(), actions: [] }, [], endOf(17));
    expect(due.map(({ item, subject, people }) => [item, subject, people])).toEqual([
      ['4-m-1', 'improvement', ['it-ops']],
      ['4-review', 'review', ['camille']],
    ]);
  });

  test('nothing overdue, nothing to remind of', () => {
    expect(dueReminders(draft(), [], endOf(6))).toEqual([]);
  });
});

describe('the notice of a reminder', () => {
  const [first, second, escalated] = play(overdue, endOf(6) + 12 * dayMs).map(({ reminder }) => reminder);

  test('names the case, the action and how often it was asked', () => {
    expect(reminderNotice(defined(second), overdue, 'Margaux')).toEqual({
      key: `reminder:4-1:${endOf(6)}:it-ops:2`,
      kind: 'action_reminder',
      severity: 'warning',
      agent: 'margaux',
      incident: 4,
      plan: 4,
      people: ['it-ops'],
      data: {
        agentName: 'Margaux',
        timezone: 'Europe/Paris',
        action: '4-1',
        title: 'Resynchroniser le flux du catalogue et surveiller sa fraîcheur',
        dueAt: endOf(6),
        nth: 2,
        step: 'second',
        owner: 'it-ops',
      },
    });
    expect(reminderNotice(defined(first), overdue, 'Margaux').severity).toBe('info');
  });

  test('escalates with who did not answer', () => {
    expect(reminderNotice(defined(escalated), overdue, 'Margaux')).toMatchObject({
      kind: 'reminder_escalated',
      data: { subject: 'action', action: '4-1', owner: 'it-ops', reminders: 2 },
    });
  });

  test('of a review is about the plan', () => {
    const [review] = dueReminders({ ...draft(), actions: [], improvements: [] }, [], endOf(9));
    expect(reminderNotice(defined(review), draft(), 'Margaux')).toMatchObject({
      kind: 'review_reminder',
      data: { title: 'Margaux\u202f: Réponses fondées sur des données périmées', nth: 1 },
    });
  });
});
