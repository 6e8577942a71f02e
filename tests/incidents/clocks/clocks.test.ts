import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type ClockState, clocksOf } from '../../../src/incidents/clocks/classification.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { iso } from '../../../src/platform/iso.ts';
import { anIncident } from '../../builders/incidents.ts';
import { day, hour, minute, tripAt } from '../../builders/time.ts';
import {
  classify,
  context,
  contract,
  declassify,
  dues,
  fresh,
  left,
  refusalOf,
  report,
  states,
} from './world.ts';

const breach = left(classify(fresh));
const due = tripAt + 72 * hour;

describe('a clock that runs', () => {
  test('is late a millisecond after its due time, and not at it', () => {
    expect(states(breach, due)).toEqual(['authority running']);
    expect(states(breach, due + 1)).toEqual(['authority late']);
  });

  test('says when it is due while it runs, and since when it is late', () => {
    expect(clocksOf(breach, due)[0]?.state).toEqual({ kind: 'running', dueAt: due });
    expect(clocksOf(breach, due + 1)[0]?.state).toEqual({ kind: 'late', since: due });
  });

  test('goes on when the incident is resolved and closed', () => {
    const closed: Incident = { ...breach, state: 'closed' };
    expect(states(closed, due + 1)).toEqual(['authority late']);
    expect(states(left(report(closed)), due + day)).toEqual(['authority done on_time']);
  });

  test('runs from when people became aware, which may be after the incident opened', () => {
    const later = left(classify(fresh, { awareAt: tripAt + 2 * hour }, context(tripAt + 3 * hour)));
    expect(dues(later, tripAt + 3 * hour)).toEqual([`authority ${iso(due + 2 * hour)}`]);
  });

  test('runs from the opening where its class says so', () => {
    const given = { class: contract.id, awareAt: tripAt + 2 * hour };
    const later = left(classify(fresh, given, context(tripAt + 3 * hour)));
    expect(dues(later, tripAt + 3 * hour)).toEqual([`notice ${iso(tripAt + 4 * hour)}`]);
  });
});

describe('giving an incident a class', () => {
  test('keeps the class as the rules said it then, with who and when', () => {
    expect(breach.classes).toMatchObject([
      {
        rule: { id: 'gdpr_breach', source: { en: expect.stringContaining('Article 33') } },
        awareAt: tripAt,
        timezone: 'Europe/Paris',
        steps: [{ kind: 'classified', at: tripAt, by: 'person:lea', awareAt: tripAt }],
      },
    ]);
  });

  test('a class that is gone from the rules keeps running, and takes its reports', () => {
    const outage = left(classify(fresh, { class: 'outage' }));
    const gone = context(tripAt + hour, { all: [], allowed: [] });
    expect(states(outage, tripAt + hour)).toEqual(['notice running']);
    expect(states(left(report(outage, { class: 'outage' })), tripAt + hour)).toEqual(['notice done on_time']);
    const earlier = { class: 'outage', awareAt: tripAt - hour, reason: 'A customer wrote' };
    expect(left(classify(outage, earlier, gone)).classes?.[0]?.awareAt).toBe(tripAt - hour);
  });

  test('several classes stand at once, each with its own clocks', () => {
    const both = left(classify(breach, { class: 'ai_act_serious', facets: ['serious'] }));
    expect(states(both, tripAt)).toEqual(['authority running', 'report_15d running']);
  });

  test('an unknown class is refused with the nearest there is', () => {
    expect(refusalOf(classify(fresh, { class: 'gdpr_breech' }))).toMatchObject({
      kind: 'invalid',
      code: 'unknown_class',
      detail: expect.stringContaining('Did you mean gdpr_breach?'),
    });
  });

  test('a class that the mandate does not name is refused', () => {
    const onlyContract = context(tripAt, { allowed: [contract] });
    expect(refusalOf(classify(fresh, {}, onlyContract))).toMatchObject({
      kind: 'conflict',
      code: 'class_not_in_mandate',
    });
  });

  test('the same class a second time changes nothing', () => {
    expect(refusalOf(classify(breach))).toMatchObject({ kind: 'conflict', code: 'already_classified' });
  });

  test('nobody was aware in the future', () => {
    expect(left(classify(fresh, { awareAt: tripAt })).classes).toHaveLength(1);
    expect(refusalOf(classify(fresh, { awareAt: tripAt + 1 }))).toMatchObject({ code: 'aware_in_future' });
  });

  test('awareness before the fault began needs a reason, at its beginning none', () => {
    const ctx = context(tripAt + hour);
    expect(left(classify(fresh, { awareAt: tripAt }, ctx)).classes).toHaveLength(1);
    expect(refusalOf(classify(fresh, { awareAt: tripAt - 1 }, ctx))).toMatchObject({
      code: 'awareness_reason_missing',
    });
    const told = left(classify(fresh, { awareAt: tripAt - 1, reason: 'A customer wrote before' }, ctx));
    expect(told.classes?.[0]?.steps).toMatchObject([{ reason: 'A customer wrote before' }]);
  });

  test('the fault begins with its first breach, not with the opening', () => {
    const [trigger] = fresh.triggers;
    if (trigger === undefined) throw new Error('no trigger');
    const early = anIncident({ triggers: [{ ...trigger, breachedAt: tripAt - 10 * minute }] });
    expect(left(classify(early, { awareAt: tripAt - 10 * minute })).classes).toHaveLength(1);
  });
});

describe('circumstances of the AI Act', () => {
  const given = (facets: readonly string[]) => ({ class: 'ai_act_serious', facets: [...facets] });
  const serious = left(classify(fresh, given(['serious'])));

  test.each([
    ['serious', 'report_15d', '2026-06-20T21:59:59.999Z'],
    ['death', 'report_10d', '2026-06-15T21:59:59.999Z'],
    ['widespread', 'report_2d', '2026-06-07T21:59:59.999Z'],
  ])('%s starts %s alone', (facet, clock, at) => {
    expect(dues(left(classify(fresh, given([facet]))), tripAt)).toEqual([`${clock} ${at}`]);
  });

  test('one at least is needed', () => {
    expect(refusalOf(classify(fresh, { class: 'ai_act_serious' }))).toMatchObject({ code: 'facet_missing' });
  });

  test('one that the class does not know is refused', () => {
    expect(refusalOf(classify(fresh, given(['deaths'])))).toMatchObject({
      code: 'unknown_facet',
      detail: expect.stringContaining('Did you mean death?'),
    });
    expect(refusalOf(classify(fresh, { facets: ['death'] }))).toMatchObject({ code: 'unknown_facet' });
  });

  test('a death found later adds a clock that runs from the same awareness', () => {
    const worse = left(classify(serious, given(['death']), context(tripAt + 3 * day)));
    expect(dues(worse, tripAt + 3 * day)).toEqual([
      'report_10d 2026-06-15T21:59:59.999Z',
      'report_15d 2026-06-20T21:59:59.999Z',
    ]);
    expect(worse.classes?.[0]).toMatchObject({
      facets: ['serious', 'death'],
      steps: [{ kind: 'classified' }, { kind: 'widened', facets: ['death'], at: tripAt + 3 * day }],
    });
  });

  test('one report counts for every clock of the class that is owed one', () => {
    const worse = left(classify(serious, given(['death'])));
    expect(states(left(report(worse, { class: 'ai_act_serious' })), tripAt)).toEqual([
      'report_15d done on_time',
      'report_10d done on_time',
    ]);
  });

  test('a report of before counts for a clock that was added since only where somebody says so', () => {
    const first = { class: 'ai_act_serious', report: 'incomplete' } as const;
    const worse = left(classify(left(report(serious, first)), given(['death']), context(tripAt + day)));
    expect(states(worse, tripAt + day)).toEqual(['report_15d incomplete on_time', 'report_10d running']);
    const noted = left(report(worse, { ...first, clocks: ['report_10d'], sentAt: tripAt }, tripAt + day));
    expect(states(noted, tripAt + day)).toEqual([
      'report_15d incomplete on_time',
      'report_10d incomplete on_time',
    ]);
  });

  test('a death that was none is withdrawn by itself; what was late says so for ever', () => {
    const worse = left(classify(serious, given(['death'])));
    const at = Date.UTC(2026, 5, 16);
    const back = left(declassify(worse, { class: 'ai_act_serious', facets: ['death'] }, at));
    expect(states(back, at)).toEqual(['report_15d running', 'report_10d withdrawn']);
    expect(clocksOf(back, at)[1]?.state).toMatchObject({ wasLate: true, by: 'person:camille' });
    expect(back.classes?.[0]?.facets).toEqual(['serious']);
  });
});

describe('a report', () => {
  test('that is sent at the due time is on time, a millisecond later it is late and says why', () => {
    expect(states(left(report(breach, { sentAt: due }, due)), due)).toEqual(['authority done on_time']);
    expect(refusalOf(report(breach, { sentAt: due + 1 }, due + 1))).toMatchObject({
      code: 'late_reason_missing',
    });
    const late = left(report(breach, { reason: 'We did not know' }, due + 1));
    expect(states(late, due + 1)).toEqual(['authority done late']);
  });

  test('that was sent in time and noted after it needs its number, and is told apart', () => {
    expect(refusalOf(report(breach, { sentAt: due }, due + 1))).toMatchObject({
      code: 'late_reference_missing',
    });
    const noted = left(report(breach, { sentAt: due, reference: 'CNIL-2026-17' }, due + 1));
    expect(states(noted, due + 1)).toEqual(['authority done noted_late']);
  });

  test('that is not complete yet keeps the time, and leaves the complete one owed', () => {
    const first = left(report(breach, { report: 'incomplete' }, due - hour));
    expect(states(first, due + 30 * day)).toEqual(['authority incomplete on_time']);
    const whole = left(report(first, {}, due + 30 * day));
    expect(states(whole, due + 31 * day)).toEqual(['authority done on_time']);
  });

  test('may follow in several parts until the complete one', () => {
    const first = left(report(breach, { report: 'incomplete' }, due - hour));
    const second = left(report(first, { report: 'incomplete' }, due + hour));
    expect(states(second, due + hour)).toEqual(['authority incomplete on_time']);
    expect(second.classes?.[0]?.reports).toHaveLength(2);
  });

  test('that is not complete is refused where only a complete one counts', () => {
    const outage = left(classify(fresh, { class: 'outage' }));
    const incomplete = { class: 'outage', report: 'incomplete' } as const;
    expect(refusalOf(report(outage, incomplete))).toMatchObject({ code: 'incomplete_not_allowed' });
  });

  test('after the complete one is refused: what is done stays done', () => {
    const whole = left(report(breach));
    expect(refusalOf(report(whole, { report: 'incomplete' }))).toMatchObject({ code: 'clock_already_done' });
    expect(refusalOf(report(whole))).toMatchObject({ kind: 'conflict', code: 'clock_already_done' });
  });

  test('is neither ahead of now, nor before awareness, nor complete before the first', () => {
    const now = tripAt + hour;
    expect(refusalOf(report(breach, { sentAt: now + 1 }, now))).toMatchObject({ code: 'report_in_future' });
    expect(refusalOf(report(breach, { sentAt: tripAt - 1 }, now))).toMatchObject({
      code: 'report_before_awareness',
    });
    const first = left(report(breach, { report: 'incomplete', sentAt: tripAt + minute }, now));
    expect(refusalOf(report(first, { sentAt: tripAt }, now))).toMatchObject({
      code: 'complete_before_first',
    });
  });

  test('of a class that the incident does not have, or of an unknown clock, is refused', () => {
    expect(refusalOf(report(fresh))).toMatchObject({ code: 'not_classified' });
    expect(refusalOf(report(breach, { clocks: ['autority'] }))).toMatchObject({
      code: 'unknown_clock',
      detail: expect.stringContaining('Did you mean authority?'),
    });
  });
});

describe('awareness', () => {
  const ctx = context(tripAt + 2 * hour);
  const later = left(classify(fresh, { awareAt: tripAt + hour }, ctx));

  test('moves to an earlier time with a reason, and the clocks with it', () => {
    expect(refusalOf(classify(later, { awareAt: tripAt }, ctx))).toMatchObject({
      code: 'awareness_reason_missing',
    });
    const earlier = left(classify(later, { awareAt: tripAt, reason: 'The desk knew' }, ctx));
    expect(dues(earlier, tripAt)).toEqual([`authority ${iso(due)}`]);
    expect(earlier.classes?.[0]?.steps.at(-1)).toMatchObject({ kind: 'aware_earlier', awareAt: tripAt });
  });

  test('never moves to a later time: an approver withdraws the class first', () => {
    const movedLater = { awareAt: tripAt + hour + 1, reason: 'A typing error' };
    expect(refusalOf(classify(later, movedLater, ctx))).toMatchObject({ code: 'awareness_moves_earlier' });
    const withdrawn = left(declassify(later, { reason: 'Wrong time' }, tripAt + 2 * hour));
    const anew = left(classify(withdrawn, { awareAt: tripAt + hour + 1 }, ctx));
    expect(states(anew, tripAt + 2 * hour)).toEqual(['authority withdrawn', 'authority running']);
  });
});

describe('withdrawing a class', () => {
  test('leaves a clock that is done as it is', () => {
    const whole = left(report(breach));
    expect(states(left(declassify(whole)), due)).toEqual(['authority done on_time']);
  });

  test('a class that the incident does not have cannot be withdrawn', () => {
    expect(refusalOf(declassify(fresh))).toMatchObject({ code: 'not_classified' });
    expect(refusalOf(declassify(left(declassify(breach))))).toMatchObject({ code: 'not_classified' });
  });

  test('a circumstance that does not hold cannot be withdrawn', () => {
    const serious = left(classify(fresh, { class: 'ai_act_serious', facets: ['serious'] }));
    const asked = { class: 'ai_act_serious', facets: ['death'] };
    expect(refusalOf(declassify(serious, asked))).toMatchObject({ code: 'unknown_facet' });
  });

  test('the last circumstance withdrawn is the class withdrawn', () => {
    const serious = left(classify(fresh, { class: 'ai_act_serious', facets: ['serious'] }));
    const gone = left(declassify(serious, { class: 'ai_act_serious', facets: ['serious'] }));
    expect(states(gone, tripAt)).toEqual(['report_15d withdrawn']);
    expect(left(classify(gone, { class: 'ai_act_serious', facets: ['death'] })).classes).toHaveLength(2);
  });
});

/** A clock among those of all classes, as long as the incident lives. */
type Seen = Readonly<Record<string, ClockState>>;

const act = fc.oneof(
  fc.record({
    do: fc.constant('classify' as const),
    class: fc.constantFrom('gdpr_breach', 'ai_act_serious', 'outage'),
    facets: fc.subarray(['serious', 'death', 'widespread']),
    awareAgoMs: fc.integer({ min: -hour, max: 20 * day }),
  }),
  fc.record({
    do: fc.constant('report' as const),
    class: fc.constantFrom('gdpr_breach', 'ai_act_serious', 'outage'),
    kind: fc.constantFrom('incomplete' as const, 'complete' as const),
    sentAgoMs: fc.integer({ min: -hour, max: 20 * day }),
    tells: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('declassify' as const),
    class: fc.constantFrom('gdpr_breach', 'ai_act_serious', 'outage'),
    facets: fc.option(fc.subarray(['serious', 'death', 'widespread'], { minLength: 1 }), { nil: undefined }),
  }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function played(incident: Incident, one: Act, now: number): Incident {
  const result = (() => {
    switch (one.do) {
      case 'classify': {
        const facets = one.class === 'ai_act_serious' ? one.facets : [];
        const awareAt = now - one.awareAgoMs;
        const given = { class: one.class, awareAt, reason: 'as found' };
        return classify(incident, facets.length === 0 ? given : { ...given, facets }, context(now));
      }
      case 'report': {
        const told = one.tells ? { reason: 'late', reference: 'A-1' } : {};
        const sentAt = now - one.sentAgoMs;
        return report(incident, { class: one.class, report: one.kind, sentAt, ...told }, now);
      }
      case 'declassify':
        return declassify(
          incident,
          one.facets === undefined ? { class: one.class } : { class: one.class, facets: one.facets },
          now,
        );
      default:
        return one satisfies never;
    }
  })();
  return result.ok ? result.value.incident : incident;
}

function seen(incident: Incident, now: number): Seen {
  return Object.fromEntries(
    clocksOf(incident, now).map(({ classification, clock, state }) => {
      const place = incident.classes?.indexOf(classification);
      const nth = classification.clocks.indexOf(clock);
      return [`${place} ${nth} ${clock.id}`, state];
    }),
  );
}

const wasLate = (state: ClockState): boolean =>
  state.kind === 'late' ||
  ('timely' in state && state.timely === 'late') ||
  (state.kind === 'withdrawn' && state.wasLate);

describe('whatever people do, in any order', () => {
  test.prop([fc.array(fc.record({ act, afterMs: fc.integer({ min: 0, max: 6 * day }) }), { maxLength: 14 })])(
    'no clock is lost, what is done stays done, and what was late is never on time',
    (acts) => {
      let now = tripAt;
      let incident = fresh;
      let before: Seen = {};
      for (const { act: one, afterMs } of acts) {
        now += afterMs;
        before = { ...before, ...seen(incident, now) };
        incident = played(incident, one, now);
        const there = seen(incident, now);
        for (const [clock, was] of Object.entries(before)) {
          const is = there[clock];
          expect(is, clock).toBeDefined();
          if (is === undefined) continue;
          if (was.kind === 'done') expect(is.kind, clock).toBe('done');
          if (was.kind === 'withdrawn') expect(is, clock).toEqual(was);
          if (was.kind === 'incomplete') expect(['incomplete', 'done', 'withdrawn']).toContain(is.kind);
          if (wasLate(was) && 'timely' in is) expect(is.timely, clock).not.toBe('on_time');
          if (was.kind !== 'withdrawn' && wasLate(was) && is.kind === 'withdrawn')
            expect(is.wasLate, clock).toBe(true);
        }
        before = there;
      }
    },
  );

  test.prop([
    fc.array(act, { maxLength: 8 }),
    fc.integer({ min: 0, max: 20 * day }),
    fc.integer({ min: 0, max: 20 * day }),
  ])('time alone only ever makes a running clock late', (acts, first, more) => {
    const incident = acts.reduce((one, next, place) => played(one, next, tripAt + place * day), fresh);
    const at = tripAt + acts.length * day + first;
    const [before, there] = [seen(incident, at), seen(incident, at + more)];
    for (const [clock, was] of Object.entries(before)) {
      const is = there[clock];
      if (was.kind === 'running') expect(['running', 'late']).toContain(is?.kind);
      else expect(is).toEqual(was);
    }
  });
});
