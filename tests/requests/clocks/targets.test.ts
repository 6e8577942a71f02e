import { describe, expect, test } from 'vitest';
import { pausedAfter, promisesOf, targetOf } from '../../../src/requests/clocks/targets.ts';
import { aDesk, monday, someTimes } from '../times.ts';

const hour = 3_600_000;
const none = { pausedMs: 0 };
const desk = aDesk({
  targets: [
    { answerMs: 4 * hour, resolveMs: 16 * hour },
    { priority: 'urgent', answerMs: hour },
    { kind: 'claim', answerMs: 2 * hour },
    { kind: 'claim', priority: 'urgent', answerMs: hour / 2 },
  ],
});

describe('the promised times of a request', () => {
  test.each([
    ['other', 'normal', 4],
    ['other', 'urgent', 1],
    ['claim', 'normal', 2],
    ['claim', 'urgent', 0.5],
  ] as const)('of %s, %s are those that say the most', (kind, priority, hours) => {
    expect(targetOf(desk, { kind, priority })?.answerMs).toBe(hours * hour);
  });

  test('are none where nothing is promised, and none of what was merged', () => {
    expect(promisesOf(aDesk(), someTimes(), none, monday)).toEqual([]);
    expect(promisesOf(desk, someTimes({ state: 'merged' }), none, monday)).toEqual([]);
  });

  test('are kept to the last millisecond, and not one longer', () => {
    const answered = (at: number) =>
      promisesOf(desk, someTimes({ state: 'answered', answeredAt: at }), none, at)[0];
    // From 09:00 to 14:00, with an hour of lunch.
    const due = Date.parse('2026-06-08T12:00:00Z');
    expect(answered(due)).toMatchObject({ usedMs: 4 * hour, kept: true });
    expect(answered(due + 1)).toMatchObject({ kept: false });
    const [promised] = promisesOf(desk, someTimes(), none, monday);
    expect(promised).toMatchObject({ dueAt: due, nearAt: Date.parse('2026-06-08T11:12:00Z') });
  });

  test('stand still while the customer is waited for, and are so much later afterwards', () => {
    const waiting = someTimes({
      ...{ state: 'waiting', waitingFor: 'customer', answeredAt: monday + hour },
      waitingSince: monday + hour,
    });
    const resolve = (times: typeof waiting, paused: { pausedMs: number }, now: number) =>
      promisesOf(desk, times, paused, now).find(({ what }) => what === 'resolve');
    const muchLater = Date.parse('2026-06-12T12:00:00Z');
    expect(resolve(waiting, none, muchLater)).toMatchObject({ usedMs: hour, kept: true });
    expect(resolve(waiting, none, muchLater)?.dueAt).toBeUndefined();
    // He answers on Tuesday at 10:00: seven hours of Monday and one of Tuesday were his.
    const back = Date.parse('2026-06-09T08:00:00Z');
    const ours = someTimes({ ...waiting, waitingFor: 'us', waitingSince: back });
    const paused = pausedAfter(desk, waiting, ours, none, back);
    expect(paused).toEqual({ pausedMs: 8 * hour });
    expect(resolve(ours, paused, back)).toMatchObject({
      usedMs: hour,
      dueAt: Date.parse('2026-06-10T16:00:00Z'),
    });
  });

  test('do not count what was resolved until it came back, nor the same wait twice', () => {
    const resolvedAt = monday + 2 * hour;
    const resolved = someTimes({ state: 'resolved', answeredAt: resolvedAt, resolvedAt });
    const closed = someTimes({ ...resolved, state: 'closed', closedAt: resolvedAt + 1 });
    expect(pausedAfter(desk, resolved, closed, none, resolvedAt + 1)).toEqual(none);
    const back = Date.parse('2026-06-10T07:00:00Z');
    const reopened = someTimes({
      ...{ state: 'reopened', answeredAt: resolvedAt, reopenings: 1, resolvedAt: undefined },
      ...{ waitingFor: 'us', waitingSince: back },
    });
    expect(pausedAfter(desk, closed, reopened, none, back)).toEqual({ pausedMs: 14 * hour });
  });
});
