import { describe, expect, test } from 'vitest';
import { endOfDate, parseDate } from '../../../src/language/zoned.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import { dueReminders, type SentReminder } from '../../../src/plans/reminders/reminder.ts';
import type { Person } from '../../../src/rules/ruleset.ts';
import { defined, draft } from '../margaux.ts';

const minute = 60_000;
const at = (text: string) => Date.parse(text);
const lastOf = (date: string) => endOfDate(defined(parseDate(date)), 'Europe/Paris');
const french = (id: string): [string, Person] => [
  id,
  { id, name: id, language: 'fr', approver: false, country: 'FR' },
];
const set = { people: new Map(['lea', 'nadia'].map(french)) };

/** An active plan with one action of Léa's, due on a day in Paris. */
function active(due: string, changed: Partial<Plan['actions'][number]> = {}, plan: Partial<Plan> = {}): Plan {
  const [action] = draft().actions;
  return {
    ...draft(),
    ...{ state: 'active', activatedAt: at('2026-06-01T00:00:00Z'), improvements: [], reviews: [] },
    actions: [{ ...defined(action), owner: 'lea', dueAt: lastOf(due), ...changed }],
    ...plan,
  };
}

/** Looks every quarter of an hour at the plan as it is then, and keeps what went out. */
function play(planAt: (now: number) => Plan, from: string, until: string): string[] {
  const sent: (SentReminder & { step: string })[] = [];
  for (let now = at(from); now <= at(until); now += 15 * minute)
    for (const one of dueReminders(planAt(now), sent, now, set).due) sent.push({ ...one, at: now });
  return sent.map((one) => `${new Date(one.at).toISOString().slice(0, 16)} ${one.owner} ${one.step}`);
}

describe('reminders of what begins again', () => {
  test('an action that a recurrence reopens has its whole series from then on, whatever was sent before', () => {
    const reopenedAt = at('2026-07-27T07:01:00Z');
    const again = active(
      '2026-06-10',
      { verification: 'regressed' },
      { reopened: [{ at: reopenedAt, incident: 3 }] },
    );
    const planAt = (now: number) => (now < reopenedAt ? active('2026-06-10') : again);
    const sent = play(planAt, '2026-07-27T07:00:00Z', '2026-08-07T12:00:00Z');
    expect(sent).toEqual([
      '2026-07-27T07:00 lea first',
      '2026-07-29T06:00 lea first',
      '2026-08-03T06:00 lea second',
      '2026-08-07T06:00 lea escalation',
    ]);
  });

  test('one that still holds in a reopened plan goes on with its own', () => {
    const plan = active('2026-06-10', {}, { reopened: [{ at: at('2026-06-13T07:00:00Z'), incident: 3 }] });
    expect(play(() => plan, '2026-06-11T00:00:00Z', '2026-06-15T12:00:00Z')).toEqual([
      '2026-06-12T06:00 lea first',
      '2026-06-15T06:00 lea second',
    ]);
  });

  test('who is given something on the day of its reminder is not reminded of it as well, and is on the next', () => {
    const handedAt = at('2026-06-16T13:00:00Z');
    const planAt = (now: number) => active('2026-06-18', { owner: now < handedAt ? 'lea' : 'nadia' });
    expect(play(planAt, '2026-06-15T00:00:00Z', '2026-06-18T12:00:00Z')).toEqual([
      '2026-06-16T06:00 lea ahead',
      '2026-06-18T06:00 nadia today',
    ]);
  });

  test('what is due on a day off is spoken of on the working day before, and not on that day', () => {
    const sent = (due: string, from: string, until: string) => play(() => active(due), from, until);
    expect(sent('2026-06-13', '2026-06-11T00:00:00Z', '2026-06-14T00:00:00Z')).toEqual([
      '2026-06-11T06:00 lea ahead',
    ]);
    expect(sent('2026-07-14', '2026-07-10T00:00:00Z', '2026-07-15T00:00:00Z')).toEqual([
      '2026-07-10T06:00 lea ahead',
    ]);
    expect(sent('2026-06-12', '2026-06-10T00:00:00Z', '2026-06-13T00:00:00Z')).toEqual([
      '2026-06-10T06:00 lea ahead',
      '2026-06-12T06:00 lea today',
    ]);
  });
});
