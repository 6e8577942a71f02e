import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BoardFact, boardFacts, type Measure } from '../../../src/requests/board/facts.ts';
import { figuresOf, periodsIn, type Sums, together } from '../../../src/requests/board/figures.ts';
import { samplesOf } from '../../../src/requests/board/samples.ts';
import type { RequestTimes } from '../../../src/requests/request.ts';
import { aDesk, monday, someTimes } from '../times.ts';

const hour = 3_600_000;
const none = { pausedMs: 0 };
const desk = aDesk({ targets: [{ answerMs: 4 * hour, resolveMs: 8 * hour }] });

const sumsOf = (facts: readonly BoardFact[]): Sums =>
  together(facts.map(({ measure, value, weight }) => ({ [measure]: { value, weight } })));

/** The facts of a request that goes through these, one after the other. */
function factsOf(...steps: readonly [RequestTimes, number][]): readonly BoardFact[] {
  return steps.flatMap(([after, at], place) => {
    const before = steps[place - 1]?.[0];
    return boardFacts(desk, { ...(before && { before }), after }, none, at);
  });
}
const value = (facts: readonly BoardFact[], measure: Measure) => sumsOf(facts)[measure]?.value ?? 0;

const answered = someTimes({ state: 'answered', answeredAt: monday + hour, contactsOut: 1 });
const resolved = someTimes({ ...answered, state: 'resolved', resolvedAt: monday + 2 * hour });
const reopened = someTimes({
  ...{ state: 'reopened', answeredAt: monday + hour, reopenings: 1, contactsIn: 2 },
  ...{ waitingFor: 'us', waitingSince: monday + 4 * hour },
});

describe('the figures of the board', () => {
  test('of a request that was answered and resolved', () => {
    const facts = factsOf([someTimes(), monday], [answered, monday + hour], [resolved, monday + 2 * hour]);
    expect(figuresOf(sumsOf(facts))).toEqual({
      ...{ received: 1, answered: 1, resolved: 1, closed: 0, reopened: 0, escalated: 0 },
      ...{ firstResponseSeconds: 3_600, handlingSeconds: 7_200, fcr: 1, slaKept: 1 },
      ...{ reopenRate: 0, escalationRate: 0, csatAnswers: 0, npsAnswers: 0 },
    });
    expect(['open', 'unanswered'].map((measure) => value(facts, measure as Measure))).toEqual([0, 0]);
  });

  test('of one that came back: it was not resolved at the first contact', () => {
    const again = someTimes({
      ...reopened,
      state: 'resolved',
      resolvedAt: monday + 5 * hour,
      waitingFor: undefined,
      waitingSince: undefined,
    });
    const facts = factsOf(
      [someTimes(), monday],
      [answered, monday + hour],
      [resolved, monday + 2 * hour],
      [reopened, monday + 4 * hour],
      [again, monday + 5 * hour],
    );
    expect(figuresOf(sumsOf(facts))).toMatchObject({ resolved: 2, reopened: 1, fcr: 0, reopenRate: 0.5 });
  });

  test('of one that was told twice: it counts once', () => {
    const merged = someTimes({ state: 'merged' });
    const facts = factsOf([someTimes(), monday], [merged, monday + hour]);
    expect(figuresOf(sumsOf(facts)).received).toBe(0);
    expect(value(facts, 'open')).toBe(0);
  });

  test('of one that is late, and of one that is escalated', () => {
    const late = someTimes({
      ...answered,
      state: 'resolved',
      resolvedAt: monday + 26 * hour,
      escalatedAt: monday,
    });
    const figures = figuresOf(sumsOf(factsOf([someTimes(), monday], [late, monday + 26 * hour])));
    expect(figures).toMatchObject({ slaKept: 0, escalated: 1, escalationRate: 1, fcr: 0 });
  });

  test('of nothing say nothing: a share of no resolution is none', () => {
    expect(figuresOf({})).toEqual({
      ...{ received: 0, answered: 0, resolved: 0, closed: 0, reopened: 0, escalated: 0 },
      ...{ csatAnswers: 0, npsAnswers: 0 },
    });
  });

  test('of scores are means, and the NPS may be below zero', () => {
    const sums = { csat: { value: 9, weight: 2 }, nps: { value: -100, weight: 2 } };
    expect(figuresOf(sums)).toMatchObject({ csat: 4.5, csatAnswers: 2, nps: -50, npsAnswers: 2 });
  });

  test('a day is one of the desk: what comes at 23:30 in Paris is not of the next', () => {
    const late = Date.parse('2026-06-08T21:30:00Z');
    const [fact] = boardFacts(desk, { after: someTimes({ receivedAt: late }) }, none, late);
    expect(fact?.day).toBe('2026-06-08');
    const next = Date.parse('2026-06-08T22:00:00Z');
    const [other] = boardFacts(desk, { after: someTimes({ receivedAt: next }) }, none, next);
    expect(other?.day).toBe('2026-06-09');
  });
});

describe('the periods of the board', () => {
  test.each([
    [
      'day',
      [
        ['2026-05-30', '2026-05-30'],
        ['2026-05-31', '2026-05-31'],
        ['2026-06-01', '2026-06-01'],
      ],
    ],
    [
      'week',
      [
        ['2026-05-25', '2026-05-31'],
        ['2026-06-01', '2026-06-07'],
      ],
    ],
    [
      'month',
      [
        ['2026-05-01', '2026-05-31'],
        ['2026-06-01', '2026-06-30'],
      ],
    ],
  ] as const)('by %s', (step, wanted) => {
    const periods = periodsIn({ from: '2026-05-30', to: '2026-06-01' }, step);
    expect(periods.map(({ from, to }) => [from, to])).toEqual(wanted);
  });

  test('hold every day once, without a gap', () => {
    const day = fc
      .integer({ min: 0, max: 364 })
      .map((days) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.constantFrom('day', 'week', 'month'), day, (step, one) => {
        const periods = periodsIn({ from: '2026-01-01', to: '2026-12-31' }, step);
        expect(periods.filter(({ from, to }) => from <= one && one <= to)).toHaveLength(1);
      }),
    );
  });
});

test('facts become samples of the metrics that there are, each with an id, where a cell would hold them', () => {
  const facts = factsOf([someTimes(), monday], [answered, monday + hour]).map((fact, id) => ({
    ...fact,
    id,
  }));
  const known = { agent: 'support-desk', from: monday, hasMetric: () => true };
  expect(samplesOf(facts, known)).toMatchObject([
    { agent: 'support-desk', metric: 'first_response', value: 3_600, weight: 1, at: monday + hour },
  ]);
  expect(samplesOf(facts, { ...known, from: monday + hour })).toHaveLength(1);
  expect(samplesOf(facts, { ...known, from: monday + hour + 1 })).toEqual([]);
  expect(samplesOf(facts, { ...known, hasMetric: () => false })).toEqual([]);
});
