import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Alert, AlertEvent, Measure, Verdict } from '../../../src/rules/engine/alert.ts';
import { type AlertRule, advanceAlert, releaseAlert } from '../../../src/rules/engine/alert-life.ts';

const minute = 60_000;
const start = 1_780_000_000_000;

function rule(changes: Partial<AlertRule> = {}): AlertRule {
  return {
    id: 'error-rate',
    forMs: 0,
    keepFiringForMs: 0,
    onNoData: 'keep',
    noDataAfterMs: 10 * minute,
    when: [{ metric: 'error_rate', operator: '>', threshold: 0.02, text: 'error_rate > 2% over 5m' }],
    ...changes,
  };
}

const resting: Alert = { agent: 'margaux', rule: 'error-rate', current: { state: 'inactive' } };

function measure(verdict: Verdict, value?: number, clear = verdict === 'ok'): Measure {
  return {
    verdict,
    threshold: 0.02,
    weight: verdict === 'no_data' ? 0 : 100,
    clear,
    ...(value === undefined ? {} : { value }),
  };
}

const breach = (value = 0.03) => measure('breach', value);
const ok = (value = 0.01) => measure('ok', value);
const silence = measure('no_data');

/** Plays measures at the given minutes and returns the alert with everything that happened. */
function play(
  steps: readonly (readonly [number, Measure])[],
  of: AlertRule,
  from: Alert = resting,
  expected = false,
) {
  const events: AlertEvent[] = [];
  let alert = from;
  for (const [at, seen] of steps) {
    const next = advanceAlert(alert, seen, of, start + at * minute, expected);
    alert = next.alert;
    events.push(...next.events);
  }
  return { alert, kinds: events.map((event) => `${event.kind}@${(event.at - start) / minute}`), events };
}

describe('an alert', () => {
  test('without a hold fires at the first breach', () => {
    expect(play([[0, breach()]], rule()).kinds).toEqual(['ruleFired@0']);
  });

  test('with a hold fires when the breach has lasted that long, and not a millisecond before', () => {
    const held = rule({ forMs: 5 * minute });
    expect(
      play(
        [
          [0, breach()],
          [4.99, breach()],
        ],
        held,
      ).kinds,
    ).toEqual(['rulePending@0']);
    expect(
      play(
        [
          [0, breach()],
          [5, breach()],
        ],
        held,
      ).kinds,
    ).toEqual(['rulePending@0', 'ruleFired@5']);
  });

  test('whose breach ends during the hold never fires, and starts over', () => {
    const held = rule({ forMs: 5 * minute });
    const { kinds } = play(
      [
        [0, breach()],
        [4, ok()],
        [5, breach()],
        [9.9, breach()],
        [10, breach()],
      ],
      held,
    );
    expect(kinds).toEqual(['rulePending@0', 'rulePendingEnded@4', 'rulePending@5', 'ruleFired@10']);
  });

  test('whose data vanished during the hold waits, and counts only measured time', () => {
    const held = rule({ forMs: 5 * minute });
    const { kinds } = play(
      [
        [0, breach()],
        [2, silence],
        [7, breach()],
        [9.9, breach()],
        [10, breach()],
      ],
      held,
    );
    expect(kinds).toEqual(['rulePending@0', 'ruleFired@10']);
  });

  test('that fires stays firing while its data is gone', () => {
    const { alert, kinds } = play(
      [
        [0, breach()],
        [1, silence],
        [600, silence],
      ],
      rule(),
    );
    expect(alert.current.state).toBe('firing');
    expect(kinds).not.toContainEqual(expect.stringContaining('ruleResolved'));
  });

  test('ends only after keep_firing_for of measured clearness', () => {
    const kept = rule({ keepFiringForMs: 10 * minute });
    expect(
      play(
        [
          [0, breach()],
          [1, ok()],
          [10.9, ok()],
        ],
        kept,
      ).alert.current.state,
    ).toBe('firing');
    expect(
      play(
        [
          [0, breach()],
          [1, ok()],
          [11, ok()],
        ],
        kept,
      ).kinds,
    ).toEqual(['ruleFired@0', 'ruleResolved@11']);
    expect(
      play(
        [
          [0, breach()],
          [1, ok()],
          [5, silence],
          [8, ok()],
          [13.9, ok()],
        ],
        kept,
      ).alert.current.state,
    ).toBe('firing');
    expect(
      play(
        [
          [0, breach()],
          [1, ok()],
          [5, silence],
          [8, ok()],
          [14, ok()],
        ],
        kept,
      ).kinds.at(-1),
    ).toBe('ruleResolved@14');
  });

  test('whose breach returns during keep_firing_for starts that clock over', () => {
    const kept = rule({ keepFiringForMs: 10 * minute });
    const { kinds } = play(
      [
        [0, breach()],
        [1, ok()],
        [9, breach()],
        [10, ok()],
        [19, ok()],
        [20, ok()],
      ],
      kept,
    );
    expect(kinds).toEqual(['ruleFired@0', 'ruleResolved@20']);
  });

  test('between threshold and hysteresis neither ends nor fires again', () => {
    const { kinds, alert } = play(
      [
        [0, breach()],
        [1, measure('ok', 0.018, false)],
        [2, measure('ok', 0.018, false)],
      ],
      rule(),
    );
    expect(kinds).toEqual(['ruleFired@0']);
    expect(alert.current.state).toBe('firing');
  });

  test('keeps the worst value: the highest above a threshold, the lowest below one', () => {
    const { alert } = play(
      [
        [0, breach(0.03)],
        [1, breach(0.05)],
        [2, breach(0.04)],
      ],
      rule(),
    );
    expect(alert.current).toMatchObject({ peak: 0.05, peakAt: start + minute });
    const low = rule({
      when: [{ metric: 'csat', operator: '<', threshold: 4.2, text: 'csat < 4.2/5 over 1h' }],
    });
    expect(
      play(
        [
          [0, breach(4)],
          [1, breach(3.5)],
          [2, breach(3.9)],
        ],
        low,
      ).alert.current,
    ).toMatchObject({ peak: 3.5 });
  });

  test('raises lasting silence once, and says when data is back', () => {
    const { kinds } = play(
      [
        [0, silence],
        [9.99, silence],
        [10, silence],
        [30, silence],
        [31, ok()],
        [32, silence],
      ],
      rule(),
    );
    expect(kinds).toEqual(['ruleNoData@10', 'ruleDataBack@31']);
  });

  test('does not count the silence of a suspended agent as an alarm', () => {
    expect(
      play(
        [
          [0, silence],
          [60, silence],
        ],
        rule(),
        resting,
        true,
      ).kinds,
    ).toEqual([]);
  });

  test('that a person released is over, and remembers from when on it reads', () => {
    const { alert } = play([[0, breach()]], rule());
    const released = releaseAlert(alert, start + minute, start + minute);
    expect(released.events).toMatchObject([{ kind: 'ruleResolved', why: 'released', firedAt: start }]);
    expect(released.alert).toMatchObject({
      current: { state: 'inactive', why: 'released' },
      freshFrom: start + minute,
    });
  });
});

/** A second opinion on the life cycle, written as the design says it: by walking through the measured time. */
function model(
  steps: readonly { readonly at: number; readonly verdict: Verdict }[],
  forMs: number,
  keepMs: number,
) {
  let [state, clock, last]: [string, number, number | undefined] = ['inactive', 0, undefined];
  const changes: string[] = [];
  for (const { at, verdict } of steps) {
    if (verdict === 'no_data') {
      if (last !== undefined) clock += at - last;
      last = undefined;
      continue;
    }
    if (last !== undefined) clock += at - last;
    last = at;
    if (state === 'inactive' && verdict === 'breach')
      [state, clock] = [forMs === 0 ? 'firing' : 'pending', 0];
    else if (state === 'pending' && verdict === 'ok') state = 'inactive';
    else if (state === 'pending' && clock >= forMs) [state, clock] = ['firing', Number.NaN];
    else if (state === 'firing' || state === 'clearing') {
      if (verdict === 'breach') state = 'firing';
      else if (state === 'firing') [state, clock] = ['clearing', 0];
      if (state === 'clearing' && clock >= keepMs) state = 'inactive';
    }
    changes.push(`${at}:${state === 'clearing' ? 'firing' : state}`);
  }
  return changes;
}

describe('the life of an alert', () => {
  const steps = fc
    .array(
      fc.record({
        wait: fc.integer({ min: 1, max: 5 }),
        verdict: fc.constantFrom<Verdict>('breach', 'ok', 'no_data'),
      }),
      {
        maxLength: 60,
      },
    )
    .map((all) => {
      let at = 0;
      return all.map(({ wait, verdict }) => {
        at += wait;
        return { at, verdict };
      });
    });

  test.prop([steps, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })])(
    'is that of a model which walks through the measured time',
    (all, forMin, keepMin) => {
      const of = rule({ forMs: forMin * minute, keepFiringForMs: keepMin * minute });
      let alert = resting;
      const states: string[] = [];
      for (const { at, verdict } of all) {
        alert = advanceAlert(
          alert,
          measure(verdict, verdict === 'no_data' ? undefined : 0.03),
          of,
          start + at * minute,
          false,
        ).alert;
        if (verdict !== 'no_data') states.push(`${at}:${alert.current.state}`);
      }
      expect(states).toEqual(model(all, forMin, keepMin));
    },
  );

  test.prop([steps])('no data alone never changes between inactive, pending and firing', (all) => {
    let alert = resting;
    for (const { at, verdict } of all) {
      const before = alert.current.state;
      const seen = measure(verdict, verdict === 'no_data' ? undefined : 0.03);
      alert = advanceAlert(alert, seen, rule({ forMs: minute }), start + at * minute, false).alert;
      if (verdict === 'no_data') expect(alert.current.state).toBe(before);
    }
  });
});
