import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LookOutcome, lookAtClocks } from '../../../src/requests/clocks/look.ts';
import type { RequestTimes } from '../../../src/requests/request.ts';
import { people } from '../../builders/people.ts';
import { aMandate } from '../../builders/rules.ts';
import { aDesk, monday, someTimes } from '../times.ts';

const [minute, hour] = [60_000, 3_600_000];
const at = (text: string) => Date.parse(text);
const lead = people.get('camille');
if (lead === undefined) throw new Error('nobody leads');
const set = {
  people: new Map([...people, ['camille', { ...lead, desk: 'lead' as const }]]),
  agents: new Map([['support-desk', aMandate({ agent: 'support-desk', name: 'Accueil' })]]),
};

/** Looks at a desk that remembers what it told, as the database does. */
function aLook(desk = aDesk()) {
  const told = new Set<string>();
  const made = new Set<string>();
  const look = (requests: readonly RequestTimes[], now: number): LookOutcome => {
    const outcome = lookAtClocks({
      ...{ desk, set, now, looked: requests.map((times) => ({ times, paused: { pausedMs: 0 } })) },
      wasTold: (key, person) => told.has(`${key} ${person}`),
      wasMade: (digest) => made.has(digest),
    });
    for (const { key, person } of outcome.told) {
      if (told.has(`${key} ${person}`)) throw new Error(`${person} is told of ${key} twice`);
      told.add(`${key} ${person}`);
    }
    for (const { key } of outcome.notices) {
      if (made.has(key)) throw new Error(`${key} is made twice`);
      made.add(key);
    }
    return outcome;
  };
  return { look, told };
}

describe('a look at the clocks of the desk', () => {
  const two = at('2026-06-08T12:00:00Z');
  const lea = someTimes({ owner: 'lea' });

  test('tells who has a request in one digest, when what comes due soon after has been gathered', () => {
    const { look } = aLook();
    const other = someTimes({ number: 2, owner: 'lea', receivedAt: monday + 5 * minute });
    expect(look([lea], two)).toMatchObject({ notices: [], told: [] });
    expect(look([lea], two).lookAt.get(1)).toBe(two + 10 * minute);
    expect(look([lea, other], two + 10 * minute - 1).notices).toEqual([]);
    const { notices } = look([lea, other], two + 10 * minute);
    expect(notices).toMatchObject([
      {
        ...{ kind: 'requests_digest', people: ['lea'], agent: 'support-desk' },
        data: {
          agentName: 'Accueil',
          lines: [
            { request: 1, alarm: 'no_answer' },
            { request: 2, alarm: 'no_answer' },
          ],
          others: 0,
        },
      },
    ]);
    expect(look([lea, other], two + 11 * minute).notices).toEqual([]);
  });

  test('holds what comes later in the same part of the day for the next part', () => {
    const { look } = aLook();
    const later = someTimes({ number: 2, owner: 'lea', receivedAt: monday + hour });
    expect(look([lea], two + 10 * minute).notices).toHaveLength(1);
    const waits = look([later], two + 90 * minute);
    expect(waits.notices).toEqual([]);
    // The next part begins at midnight, and the desk opens at nine.
    const nine = at('2026-06-09T07:00:00Z');
    expect(waits.lookAt.get(2)).toBe(nine);
    expect(look([later], nine).notices).toHaveLength(1);
  });

  test('tells nobody while the desk is closed, be it that nobody looked before', () => {
    const { look } = aLook();
    const night = at('2026-06-08T22:00:00Z');
    expect(look([lea], night)).toMatchObject({ notices: [] });
    expect(look([lea], night).lookAt.get(1)).toBe(at('2026-06-09T07:00:00Z'));
  });

  test('tells at once of what is urgent, each once', () => {
    const { look } = aLook();
    const urgent = someTimes({ owner: 'lea', priority: 'urgent' });
    expect(look([urgent], two - 1).notices).toEqual([]);
    expect(look([urgent], two).notices).toMatchObject([
      { kind: 'request_late', severity: 'critical', people: ['lea'], data: { request: 1 } },
    ]);
    expect(look([urgent], two).notices).toEqual([]);
    expect(look([{ ...urgent, owner: 'camille' }], two).notices).toMatchObject([{ people: ['camille'] }]);
  });

  test('tells of an escalation whom it was given to, else who leads', () => {
    const escalated = someTimes({ answeredAt: monday, state: 'answered', escalatedAt: monday });
    const told = (times: RequestTimes) =>
      aLook()
        .look([times], monday + hour)
        .notices.flatMap((notice) => notice.people);
    expect(told(escalated)).toEqual(['camille']);
    expect(told({ ...escalated, escalatedTo: 'lea' })).toEqual(['lea']);
    expect(told({ ...escalated, escalatedTo: 'gone' })).toEqual(['camille']);
  });

  test('writes to nobody of ten thousand late ones more than one digest, and counts those it does not name', () => {
    const many = Array.from({ length: 10_000 }, (_, number) => someTimes({ number: number + 1 }));
    const { notices } = aLook().look(many, two + 10 * minute);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.data).toMatchObject({ others: 9_970 });
  });

  test('whenever anybody looks, tells each person of each trouble once, and one digest a part of the day', () => {
    const request = fc.record({
      owner: fc.constantFrom('lea', 'camille', undefined),
      priority: fc.constantFrom('normal' as const, 'high' as const, 'urgent' as const),
      receivedAt: fc.integer({ min: monday, max: monday + 60 * hour }),
    });
    const gaps = fc.array(fc.integer({ min: minute, max: 20 * hour }), { minLength: 5, maxLength: 25 });
    const desk = aDesk({ targets: [{ answerMs: 3 * hour, resolveMs: 9 * hour }] });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 6 }), gaps, (told, steps) => {
        const { look, told: known } = aLook(desk);
        const requests = told.map((one, place) => someTimes({ ...one, number: place + 1 }));
        let now = monday;
        for (const step of steps) {
          now += step;
          // `aLook` throws for whatever is told twice.
          look(requests, now);
        }
        // In the middle of a day, long after: nothing is left untold.
        for (const end of ['2026-06-19T08:00:00Z', '2026-06-19T12:00:00Z', '2026-06-22T08:00:00Z'])
          look(requests, at(end));
        for (const { number, owner } of requests)
          expect([...known]).toContain(`answer_missed:${number}:0 ${owner ?? 'camille'}`);
      }),
      { numRuns: 40 },
    );
  });
});
