import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { endOfDate, parseDate } from '../../../src/language/zoned.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import { reminderNotice, stillReminds } from '../../../src/plans/reminders/notice.ts';
import { dueReminders, type SentReminder } from '../../../src/plans/reminders/reminder.ts';
import { type ReminderRules, usualReminders } from '../../../src/rules/reminders.ts';
import type { Person } from '../../../src/rules/ruleset.ts';
import { defined, draft } from '../margaux.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const paris = 'Europe/Paris';
const at = (text: string) => Date.parse(text);
const lastOf = (date: string) => endOfDate(defined(parseDate(date)), paris);

/** An active plan with one action of Léa's, due on a day in Paris. */
function active(due: string, changed: Partial<Plan> = {}): Plan {
  const [action] = draft().actions;
  return {
    ...draft(),
    ...{ state: 'active', activatedAt: at('2026-01-01T00:00:00Z'), improvements: [], reviews: [] },
    actions: [{ ...defined(action), owner: 'lea', dueAt: lastOf(due) }],
    ...changed,
  };
}

function setOf(lea: Partial<Person> = {}, reminders?: Partial<ReminderRules>) {
  const person: Person = { id: 'lea', name: 'Léa', language: 'fr', approver: false, ...lea };
  return {
    people: new Map([['lea', person]]),
    ...(reminders && { reminders: { ...usualReminders, ...reminders } }),
  };
}

/** Looks every quarter of an hour, and keeps what went out: step and time. */
function play(plan: Plan, from: string, until: string, set = setOf()): [string, string][] {
  const sent: (SentReminder & { step: string })[] = [];
  for (let now = at(from); now <= at(until); now += 15 * minute)
    for (const one of dueReminders(plan, sent, now, set).due) sent.push({ ...one, at: now });
  return sent.map((one) => [one.step, new Date(one.at).toISOString().slice(0, 16)]);
}

describe('before something is due', () => {
  test('its owner hears of it in the morning two days ahead, and in that of the day', () => {
    expect(play(active('2026-06-10'), '2026-06-01T00:00:00Z', '2026-06-11T21:00:00Z')).toEqual([
      ['ahead', '2026-06-08T06:00'],
      ['today', '2026-06-10T06:00'],
    ]);
  });

  test('as the rules say: three days ahead, or never, and in another morning', () => {
    const days = ['2026-06-01T00:00:00Z', '2026-06-11T00:00:00Z'] as const;
    const changed = setOf({}, { aheadMs: 3 * day, onTheDay: false, morningMinutes: 9 * 60 + 30 });
    expect(play(active('2026-06-10'), ...days, changed)).toEqual([['ahead', '2026-06-07T07:30']]);
    const { aheadMs: _, ...never } = usualReminders;
    expect(play(active('2026-06-10'), ...days, { ...setOf(), reminders: never })).toEqual([
      ['today', '2026-06-10T06:00'],
    ]);
  });

  test('a leap day is a day', () => {
    expect(play(active('2028-03-01'), '2028-02-20T00:00:00Z', '2028-03-01T12:00:00Z')).toEqual([
      ['ahead', '2028-02-28T07:00'],
      ['today', '2028-03-01T07:00'],
    ]);
    expect(play(active('2028-02-29'), '2028-02-20T00:00:00Z', '2028-03-02T12:00:00Z')).toEqual([
      ['ahead', '2028-02-27T07:00'],
      ['today', '2028-02-29T07:00'],
      ['first', '2028-03-02T07:00'],
    ]);
  });

  test.each([
    ['spring', '2026-03-30', '2026-03-28T07:00', '2026-03-30T06:00'],
    ['autumn', '2026-10-26', '2026-10-24T06:00', '2026-10-26T07:00'],
  ])('over the night of %s it is eight by the clocks on both sides', (_, due, ahead, today) => {
    expect(play(active(due), `${due.slice(0, 8)}20T00:00:00Z`, `${due}T12:00:00Z`)).toEqual([
      ['ahead', ahead],
      ['today', today],
    ]);
  });

  test('one who reads elsewhere hears of it in the morning there, of the day as the plan counts it', () => {
    const sent = play(
      active('2026-06-10'),
      '2026-06-01T00:00:00Z',
      '2026-06-10T21:00:00Z',
      setOf({ timezone: 'Asia/Tokyo' }),
    );
    expect(sent).toEqual([
      ['ahead', '2026-06-07T23:00'],
      ['today', '2026-06-09T23:00'],
    ]);
  });

  test('where the country of its owner is known, on the working day before; reminders of what is late wait for the next', () => {
    // Monday 15 June: two days ahead is a Saturday. Friday 12 is the working day before.
    const french = setOf({ country: 'FR' });
    expect(play(active('2026-06-15'), '2026-06-10T00:00:00Z', '2026-06-15T20:00:00Z', french)).toEqual([
      ['ahead', '2026-06-12T06:00'],
      ['today', '2026-06-15T06:00'],
    ]);
    // Due on Friday 10 July: a day later is a Saturday; Tuesday 14 July is a holiday, Monday is not.
    expect(play(active('2026-07-10'), '2026-07-11T00:00:00Z', '2026-07-14T20:00:00Z', french)).toEqual([
      ['first', '2026-07-13T06:00'],
    ]);
    expect(play(active('2026-07-12'), '2026-07-13T00:00:00Z', '2026-07-15T20:00:00Z', french)).toEqual([
      ['first', '2026-07-15T06:00'],
    ]);
  });

  test('nobody is reminded of a draft, nor of what they were given after that morning', () => {
    const days = ['2026-06-01T00:00:00Z', '2026-06-10T21:00:00Z'] as const;
    expect(play({ ...active('2026-06-10'), state: 'draft' }, ...days)).toEqual([]);
    const plan = active('2026-06-10', { activatedAt: at('2026-06-08T06:00:01Z') });
    expect(play(plan, ...days)).toEqual([['today', '2026-06-10T06:00']]);
    expect(play(active('2026-06-10', { activatedAt: at('2026-06-10T06:00:01Z') }), ...days)).toEqual([]);
  });

  test('a review is spoken of on its day alone', () => {
    const review = active('2026-09-01', { actions: [], reviews: [{ dueAt: lastOf('2026-06-10') }] });
    expect(play(review, '2026-06-01T00:00:00Z', '2026-06-10T21:00:00Z')).toEqual([
      ['today', '2026-06-10T06:00'],
    ]);
  });

  test('what was missed is made up for by one, and the day before it is over by none', () => {
    const plan = active('2026-06-10');
    const first = (now: string) => dueReminders(plan, [], at(now), setOf()).due.map(({ step }) => step);
    expect(first('2026-06-09T20:00:00Z')).toEqual(['ahead']);
    expect(first('2026-06-10T20:00:00Z')).toEqual(['today']);
    expect(first('2026-06-10T22:00:00Z')).toEqual([]);
    expect(first('2026-07-10T22:00:00Z')).toEqual(['first']);
  });
});

describe('given to another, or moved', () => {
  const plan = active('2026-06-10');
  const reminded = defined(dueReminders(plan, [], at('2026-06-12T06:00:00Z'), setOf()).due[0]);
  const { agent: _agent, ...notice } = { ...reminderNotice(reminded, plan, 'Margaux'), at: 0 };
  const told = notice as Parameters<typeof stillReminds>[0];
  const [action] = plan.actions;
  const withAction = (changed: object): Plan => ({ ...plan, actions: [{ ...defined(action), ...changed }] });

  test('a reminder that waits still says the truth, or is void', () => {
    expect(stillReminds(told, plan)).toBe(true);
    expect(stillReminds(told, withAction({ status: 'blocked' }))).toBe(true);
    for (const changed of [
      { status: 'done' },
      { owner: 'it-ops' },
      { dueAt: lastOf('2026-06-20') },
      { id: '4-9' },
    ])
      expect(stillReminds(told, withAction(changed))).toBe(false);
    const acceptedRisks = [{ action: '4-1', by: 'camille', at: 1, reason: 'r' }];
    expect(stillReminds(told, { ...plan, acceptedRisks })).toBe(false);
    expect(stillReminds(told, { ...plan, state: 'closed', tasks: [] })).toBe(false);
    expect(stillReminds(told, undefined)).toBe(false);
  });

  test('the new owner is asked anew, twice, before anybody is told on them', () => {
    const sent: SentReminder[] = [1, 2].map((nth) => ({
      ...{ key: `${nth}`, item: '4-1', owner: 'lea', nth, dueAt: lastOf('2026-06-10') },
      at: at('2026-06-12T06:00:00Z') + nth * day,
    }));
    const theirs = withAction({ owner: 'it-ops' });
    const next = (one: Plan, now: string) =>
      dueReminders(one, sent, at(now), setOf()).due.map(({ step }) => step);
    expect(next(plan, '2026-06-21T08:00:00Z')).toEqual(['escalation']);
    expect(next(theirs, '2026-06-21T08:00:00Z')).toEqual(['first']);
  });

  test('a row of before, which names nobody, counts for whoever has it', () => {
    const before: SentReminder[] = [
      { key: 'old', item: '4-1', nth: 1, dueAt: lastOf('2026-06-10'), at: at('2026-06-12T06:00:00Z') },
    ];
    expect(dueReminders(plan, before, at('2026-06-15T06:00:00Z'), setOf()).due).toMatchObject([{ nth: 2 }]);
  });
});

describe('whenever somebody looks', () => {
  test.prop([
    fc.array(fc.integer({ min: 1, max: 9 * 24 }), { minLength: 1, maxLength: 40 }),
    fc.constantFrom('FR', undefined),
    fc.constantFrom(paris, 'America/New_York', 'Asia/Kolkata'),
  ])('each reminder goes out once, in its order, and the next look is known', (hours, country, timezone) => {
    const set = setOf({ timezone, ...(country !== undefined && { country }) });
    const plan = active('2026-03-29');
    const sent: SentReminder[] = [];
    const steps: string[] = [];
    let now = at('2026-03-20T00:00:00Z');
    for (const pause of hours) {
      const { due, nextAt } = dueReminders(plan, sent, now, set);
      expect(due.length).toBeLessThanOrEqual(1);
      if (due.length === 0 && Number.isFinite(nextAt)) {
        expect(nextAt).toBeGreaterThan(now);
        expect(dueReminders(plan, sent, nextAt - 1, set).due).toEqual([]);
      }
      for (const one of due) {
        sent.push({ ...one, at: now });
        steps.push(one.step);
        expect(dueReminders(plan, sent, now, set).due).toEqual([]);
      }
      now += pause * hour;
    }
    expect(new Set(sent.map(({ key }) => key)).size).toBe(sent.length);
    const order = ['ahead', 'today', 'first', 'second', 'escalation'];
    const ranks = steps.map((step) => order.indexOf(step));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });
});
