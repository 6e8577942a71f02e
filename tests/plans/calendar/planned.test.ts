import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { calendarFeed } from '../../../src/plans/calendar/feed.ts';
import { plannedOf } from '../../../src/plans/calendar/planned.ts';
import type { Maintenance } from '../../../src/rules/silences/maintenance.ts';
import { aMandate } from '../../builders/rules.ts';

const [hour, day] = [3_600_000, 86_400_000];
const nightly: Maintenance = { cron: '30 2 * * *', durationMs: 90 * 60_000, reason: 'Import ; du catalogue' };
const agents = (...ids: readonly (readonly [string, Parameters<typeof aMandate>[0]])[]) => ({
  agents: new Map(ids.map(([agent, changed]) => [agent, aMandate({ agent, name: agent, ...changed })])),
});
const paris = { timezone: 'Europe/Paris', maintenance: [nightly] };

function eventsIn(set: ReturnType<typeof agents>, person: string, now: number) {
  const reader = { language: 'fr', publicUrl: 'https://filrouge.example', host: 'filrouge.example' } as const;
  const text = calendarFeed([], reader, plannedOf(set, person, now));
  return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((component) => {
    const { uid, summary, startDate, endDate } = new ICAL.Event(component);
    const [start, end] = [startDate, endDate].map((date) => date.toJSDate().toISOString());
    return { uid, summary, start, end };
  });
}

describe('planned work in the calendar of a person', () => {
  const now = Date.parse('2026-06-05T12:00:00Z');

  test('is an entry a night of the next two weeks, of the agents that the person owns or approves', () => {
    const set = agents(['margaux', paris], ['leo', { ...paris, owner: 'nina', approver: 'nina' }]);
    const events = eventsIn(set, 'lea', now);
    expect(events).toHaveLength(14);
    expect(events[0]).toMatchObject({
      summary: expect.stringMatching(/^Maintenance margaux.*Import ; du catalogue$/u),
      start: '2026-06-06T00:30:00.000Z',
      end: '2026-06-06T02:00:00.000Z',
    });
    expect(eventsIn(set, 'camille', now)).toHaveLength(14);
    expect(eventsIn(set, 'ines', now)).toEqual([]);
  });

  test('of a fleet is one entry a window, with the first of its names', () => {
    const ids = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7'].map((id) => [id, paris] as const);
    const events = eventsIn(agents(...ids), 'lea', now);
    expect(events).toHaveLength(14);
    expect(events[0]?.summary).toContain('b1, b2, b3, b4, b5, …');
    expect(events[0]?.summary).not.toContain('b6');
  });

  test('is as long in the nights in which clocks change, and begins where they leap to', () => {
    const spring = eventsIn(agents(['margaux', paris]), 'lea', Date.parse('2027-03-27T12:00:00Z'));
    expect(spring[0]).toMatchObject({ start: '2027-03-28T01:00:00.000Z', end: '2027-03-28T02:30:00.000Z' });
    const autumn = eventsIn(agents(['margaux', paris]), 'lea', Date.parse('2027-10-30T12:00:00Z'));
    expect(autumn[0]).toMatchObject({ start: '2027-10-31T00:30:00.000Z', end: '2027-10-31T02:00:00.000Z' });
  });

  test('keeps its name as long as the file says the same, and gets another when it is moved', () => {
    const names = (maintenance: readonly Maintenance[], at = now) =>
      eventsIn(agents(['margaux', { ...paris, maintenance }]), 'lea', at).map(({ uid }) => uid);
    expect(names([nightly], now + day).slice(0, 13)).toEqual(names([nightly]).slice(1));
    expect(names([{ ...nightly, durationMs: hour }])).not.toEqual(names([nightly]));
    expect(new Set(names([nightly])).size).toBe(14);
  });
});
