import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planStates } from '../../../src/plans/plan.ts';
import type { WeeklyFacts } from '../../../src/plans/weekly/facts.ts';
import { WeeklyReport } from '../../../src/plans/weekly/report.ts';
import { isoTimes } from '../../../src/platform/iso.ts';
import { day, hour, minute } from '../../builders/time.ts';
import { anIncident, aPlanOf, aSeries, from, reportOf, set, until } from './world.ts';

describe('incidents of the week', () => {
  test('are counted by when they were opened, to the millisecond', () => {
    const at = (...times: number[]) =>
      reportOf({ incidents: times.map((each) => anIncident({ opened: { at: each, by: '' } })) }).incidents;
    expect(at(from, until - 1, until).opened).toEqual({ now: 2, before: 0 });
    expect(at(from - 1, from - 7 * day, from - 7 * day - 1).opened).toEqual({ now: 0, before: 2 });
  });

  test('are contained by the stop, else by their resolution, from the beginning of the breach', () => {
    const stopped = anIncident({ suspensions: [{ from: from + hour }], state: 'acknowledged' });
    const resolved = anIncident({ number: 5, resolved: { at: from + 2 * hour, by: '' }, state: 'resolved' });
    const { contained } = reportOf({ incidents: [stopped, resolved, anIncident({ number: 6 })] }).incidents;
    expect(contained.count).toEqual({ now: 2, before: 0 });
    expect(contained.totalMs.now).toBe(minute + (hour + minute));
  });

  test('that wait are told with the oldest first, whenever they were opened', () => {
    const old = anIncident({ number: 2, opened: { at: from - 30 * day, by: '' } });
    const { unresolved, list } = reportOf({ incidents: [anIncident(), old] }).incidents;
    expect(unresolved).toBe(2);
    expect(list.map(({ number }) => number)).toEqual([2, 4]);
  });
});

describe('agreed times', () => {
  const promised = (facts: Partial<WeeklyFacts>, kind: string) => {
    const found = reportOf(facts).promises.find((one) => one.kind === kind);
    return found && [found.kept, found.missed, found.open];
  };

  test('an action done when due keeps them, later misses them, and neither before it is due', () => {
    const dueAt = until - hour;
    const done = (doneAt: number) =>
      promised({ plans: [aPlanOf([{ dueAt, status: 'done', doneAt }])] }, 'actions');
    expect(done(dueAt)).toEqual([1, 0, 0]);
    expect(done(dueAt + 1)).toEqual([0, 1, 0]);
    expect(promised({ plans: [aPlanOf([{ dueAt }])] }, 'actions')).toEqual([0, 1, 0]);
    expect(promised({ plans: [aPlanOf([{ dueAt: until }])] }, 'actions')).toEqual([0, 0, 0]);
  });

  test('a review held when due', () => {
    const held = (heldAt?: number) =>
      promised(
        { plans: [aPlanOf([], { reviews: [{ dueAt: from + day, ...(heldAt ? { heldAt } : {}) }] })] },
        'reviews',
      );
    expect(held(from + day)).toEqual([1, 0, 0]);
    expect(held(from + day + 1)).toEqual([0, 1, 0]);
    expect(held()).toEqual([0, 1, 0]);
  });

  test('a stop that was confirmed late was missed, and is not kept as well', () => {
    const said = (...answers: ['obeys' | 'nothing_in_time', number][]) =>
      promised(
        { answers: answers.map(([each, at]) => ({ agent: 'margaux', epoch: 1, said: each, at })) },
        'obedience',
      );
    expect(said(['obeys', from])).toEqual([1, 0, 0]);
    expect(said(['nothing_in_time', from], ['obeys', from + 1])).toEqual([0, 1, 0]);
  });
});

describe('volumes', () => {
  test('a metric is told beside the week before, by the weight of its measures', () => {
    const series = [
      aSeries([30, 10, 0, 0, 0, 0, 0], { daysBefore: [{ ...aSeries([20]).days[0], sum: 1 } as never] }),
    ];
    const { rows } = reportOf({ series }, { agent: 'margaux' }).volumes;
    expect(rows).toMatchObject([
      { metric: 'error_rate', value: 0.01, before: 0.05, weight: { now: 40, before: 20 }, daysMeasured: 2 },
    ]);
  });

  test('what was not measured has no value, and no 0', () => {
    const [row] = reportOf({ series: [aSeries([0, 0, 0, 0, 0, 0, 0])] }).volumes.rows;
    expect(row).not.toHaveProperty('value');
    expect(reportOf({}).answers).toEqual({});
    expect(reportOf({ series: undefined }).volumes).toEqual({ read: false, rows: [] });
  });
});

describe('a report', () => {
  test('reads the same after it was kept', () => {
    const report = reportOf({
      incidents: [anIncident()],
      plans: [aPlanOf([{ dueAt: until + day }], { reviews: [{ dueAt: until + day }] })],
      series: [aSeries([10, 10])],
    });
    expect(WeeklyReport.parse(JSON.parse(JSON.stringify(isoTimes(report))))).toEqual(report);
  });

  test('of all agents is the sum of those of each, and of what is of none', () => {
    fc.assert(
      fc.property(worlds, (facts) => {
        const all = reportOf(facts);
        const each = ['margaux', 'leo'].map((agent) => reportOf(facts, { agent }));
        const none = reportOf(ofNone(facts), { set: houseless });
        expect(sums(all)).toEqual([...each, none].map(sums).reduce(added));
      }),
      { numRuns: 60 },
    );
  });
});

const houseless = { ...set, agents: new Map() };

function ofNone(facts: WeeklyFacts): WeeklyFacts {
  const own = <T extends { readonly agent?: string | undefined }>(items: readonly T[]) =>
    items.filter(({ agent }) => agent === undefined);
  return {
    ...facts,
    ...{ incidents: own(facts.incidents), plans: own(facts.plans), outcomes: own(facts.outcomes) },
    ...{ suspended: [], suspendedBefore: [], firings: [], silenced: [], series: [], answers: [] },
  };
}

/** Every figure that adds up. */
function sums({ incidents, thresholds, promises, plans, answers }: WeeklyReport): readonly number[] {
  const { opened, bySeverity, resolved, contained, suspendedMs, suspensions, unresolved } = incidents;
  const { degradedMs = { now: 0, before: 0 } } = incidents;
  const pairs = [opened, resolved, contained.count, contained.totalMs, suspendedMs, suspensions, degradedMs];
  const outcomes = [plans.closed, plans.verified, plans.firstAttempt, plans.toVerified.count];
  const more = [plans.toVerified.totalMs, plans.regressions, plans.reopenings, thresholds.missed];
  return [
    ...[...pairs, ...outcomes, ...more, thresholds.firings].flatMap(({ now, before }) => [now, before]),
    ...[bySeverity.critical, bySeverity.warning, bySeverity.info, unresolved],
    ...[thresholds.kept, thresholds.partly, thresholds.unmeasured],
    ...promises.flatMap(({ kept, missed, open }) => [kept, missed, open]),
    ...[plans.drafts, plans.active, plans.actions, plans.settled, plans.overdue],
    answers.now ?? 0,
  ];
}

function added(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, place) => value + (b[place] ?? 0));
}

const agents = fc.constantFrom('margaux', 'leo', undefined);
const named = fc.constantFrom('margaux', 'leo');
const times = fc.integer({ min: from - 7 * day, max: until - 1 });
const whole = { ...{ noNaN: true }, min: 0, max: 100 };

const worlds: fc.Arbitrary<WeeklyFacts> = fc.record({
  beganAt: fc.constant(0),
  incidents: fc
    .uniqueArray(
      fc.record({
        agent: agents,
        at: times,
        kind: fc.constantFrom('open', 'resolved', 'stopped'),
        number: fc.nat(),
      }),
      { selector: ({ number }) => number, maxLength: 6 },
    )
    .map((each) =>
      each.map(({ agent, at, kind, number }) => {
        const incident = anIncident({ number, agent, opened: { at, by: '' }, severity: 'warning' });
        if (kind === 'open') return incident;
        if (kind === 'stopped') return { ...incident, suspensions: [{ from: at + minute }] };
        return { ...incident, state: 'resolved' as const, resolved: { at: at + hour, by: '' } };
      }),
    ),
  suspended: fc.array(
    fc.record({ agent: named, suspendedMs: fc.nat(), suspensions: fc.nat(9), degradedMs: fc.nat() }),
    {
      maxLength: 3,
    },
  ),
  suspendedBefore: fc.array(
    fc.record({ agent: named, suspendedMs: fc.nat(), suspensions: fc.nat(9), degradedMs: fc.nat() }),
    {
      maxLength: 3,
    },
  ),
  silenced: fc.constant([]),
  firings: fc
    .array(fc.record({ agent: named, firedAt: times, lasts: fc.nat(3 * day) }), { maxLength: 6 })
    .map((each) =>
      each.map(({ agent, firedAt, lasts }) => ({ agent, rule: 'error-rate', firedAt, end: firedAt + lasts })),
    ),
  series: fc
    .array(fc.array(fc.integer(whole), { minLength: 7, maxLength: 7 }), { minLength: 2, maxLength: 2 })
    .map(([a = [], b = []]) => [aSeries(a), aSeries(b, { agent: 'leo' })]),
  plans: fc
    .array(
      fc.record({
        agent: agents,
        state: fc.constantFrom(...planStates),
        due: fc.array(fc.record({ at: times, done: fc.boolean() }), { maxLength: 4 }),
      }),
      { maxLength: 4 },
    )
    .map((each) =>
      each.map(({ agent, state, due }, place) =>
        aPlanOf(
          due.map(({ at, done }) => ({
            dueAt: at,
            ...(done ? { status: 'done' as const, doneAt: at + hour } : {}),
          })),
          {
            ...{ number: place + 1, agent, state },
            ...(state === 'closed' ? { closedAt: until - 1 } : { reviews: [{ dueAt: from }] }),
          },
        ),
      ),
    ),
  outcomes: fc.array(
    fc.oneof(
      fc.record({
        ...{ kind: fc.constant('verified' as const), at: times, agent: named, plan: fc.constant(4) },
        ...{ action: fc.constant('4-1'), attempts: fc.integer({ min: 1, max: 3 }), tookMs: fc.nat() },
      }),
      fc.record({ kind: fc.constant('reopened' as const), at: times, agent: named, plan: fc.constant(4) }),
    ),
    { maxLength: 6 },
  ),
  moves: fc.constant([]),
  answers: fc.array(
    fc.record({
      ...{ at: times, agent: named, epoch: fc.nat(5) },
      said: fc.constantFrom('obeys' as const, 'nothing_in_time' as const),
    }),
    { maxLength: 6 },
  ),
});
