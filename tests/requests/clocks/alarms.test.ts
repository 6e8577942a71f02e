import { describe, expect, test } from 'vitest';
import { alarmsOf, dueAlarms, nextAlarmAt } from '../../../src/requests/clocks/alarms.ts';
import type { RequestTimes } from '../../../src/requests/request.ts';
import { aDesk, monday, someTimes } from '../times.ts';

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);
const none = { pausedMs: 0 };
const desk = aDesk({ targets: [{ answerMs: 8 * hour, resolveMs: 16 * hour }] });
const kindsDue = (times: RequestTimes, now: number, of = desk) =>
  dueAlarms(alarmsOf(of, times, none, now), now).map(({ kind }) => kind);

describe('alarms of a request', () => {
  const waiting = someTimes({
    ...{ state: 'waiting', waitingFor: 'us', answeredAt: monday, waitingSince: monday },
  });
  const escalated = someTimes({ answeredAt: monday, state: 'answered', escalatedAt: monday });

  test.each([
    ['no answer for 4 h', someTimes(), 'no_answer', '2026-06-08T12:00:00Z'],
    ['waiting for us for 24 h', waiting, 'waiting', '2026-06-10T16:00:00Z'],
    ['an escalation not taken up in 1 h', escalated, 'escalation_not_taken_up', '2026-06-08T08:00:00Z'],
  ] as const)('%s, of working time, not a millisecond earlier', (_, times, kind, due) => {
    const plain = aDesk();
    expect(kindsDue(times, at(due) - 1, plain)).toEqual([]);
    expect(kindsDue(times, at(due), plain)).toEqual([kind]);
  });

  test('80 % of a promised time, then its end, of which the last alone is told', () => {
    const near = at('2026-06-08T14:24:00Z');
    expect(kindsDue(someTimes(), near - 1)).toEqual(['no_answer']);
    expect(kindsDue(someTimes(), near)).toEqual(['no_answer', 'answer_near']);
    const end = at('2026-06-08T16:00:00Z');
    expect(kindsDue(someTimes(), end)).toEqual(['no_answer', 'answer_near']);
    // It is kept in the evening still, and is missed by the first moment of the next morning.
    const morning = at('2026-06-09T07:00:00Z');
    expect(kindsDue(someTimes(), morning)).toEqual(['no_answer', 'answer_near']);
    expect(kindsDue(someTimes(), morning + 1)).toEqual(['answer_missed', 'no_answer']);
  });

  test('none of what the customer alone has to answer, of what is resolved, closed or merged', () => {
    const late = at('2026-07-08T12:00:00Z');
    const awaited = {
      state: 'waiting',
      waitingFor: 'customer',
      answeredAt: monday,
      waitingSince: monday,
    } as const;
    expect(kindsDue(someTimes(awaited), late)).toEqual([]);
    for (const state of ['resolved', 'closed', 'merged'] as const)
      expect(kindsDue(someTimes({ state, resolvedAt: monday, answeredAt: monday }), late)).toEqual([]);
    const takenUp = someTimes({ ...escalated, takenUpAt: monday + 1 });
    expect(kindsDue(takenUp, monday + hour)).toEqual([]);
  });

  test('of an urgent request are all urgent, and of others the escalation', () => {
    const urgent = (times: RequestTimes) =>
      alarmsOf(desk, times, none, monday).flatMap(({ kind, isUrgent }) => (isUrgent ? [kind] : []));
    expect(urgent(someTimes())).toEqual([]);
    expect(urgent(escalated)).toEqual(['escalation_not_taken_up']);
    expect(urgent(someTimes({ priority: 'high' }))).toEqual(['answer_missed', 'resolve_missed']);
    expect(urgent(someTimes({ priority: 'urgent' }))).toHaveLength(5);
  });

  test('keep their keys as long as it is the same trouble', () => {
    const keys = (times: RequestTimes) => alarmsOf(desk, times, none, monday).map(({ key }) => key);
    expect(keys(someTimes({ owner: 'lea', kind: 'claim' }))).toEqual(keys(someTimes()));
    const again = { ...waiting, waitingSince: monday + 1 };
    expect(keys(again)).not.toEqual(keys(waiting));
  });

  test('the next one is the first that is not due', () => {
    const alarms = alarmsOf(desk, someTimes(), none, monday);
    expect(nextAlarmAt(alarms, monday)).toBe(at('2026-06-08T12:00:00Z'));
    expect(nextAlarmAt(alarms, at('2026-06-08T12:00:00Z'))).toBe(at('2026-06-08T14:24:00Z'));
    expect(nextAlarmAt([], monday)).toBeUndefined();
  });
});
