import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createLiveCells, ensureSeries, record } from '../../../src/metrics/memory/live.ts';
import { columnsOf } from '../../../src/metrics/storage/cell-columns.ts';
import type { AlertEvent } from '../../../src/rules/engine/alert.ts';
import { createEngine, evaluateAll } from '../../../src/rules/engine/engine.ts';
import { type HistorySlice, type InForce, noSwitchRecord } from '../../../src/workshop/replay/history.ts';
import { createReplays, type ReplayLine, type ReplayScene } from '../../../src/workshop/replay/replay.ts';
import { aCondition as condition, aRule as rule } from '../../builders/rules.ts';
import { metrics, stepMs } from '../../rules/metrics.ts';
import { cellsOf, day, ruleSet, slice, times } from '../../rules/world.ts';

const oneCell = (metric: string, threshold: number) => [condition(metric, '>', threshold, stepMs)];
const quick = rule({ when: oneCell('error_rate', 0.02) });

function run(history: HistorySlice, changed: Partial<ReplayScene & ReplayLine> = {}) {
  return runParts([history], changed);
}

function runParts(parts: readonly HistorySlice[], changed: Partial<ReplayScene & ReplayLine> = {}) {
  const { timeline = [{ at: 0, set: ruleSet([quick]) }], onCell, ...scene } = changed;
  const { feed, lines } = createReplays(
    { agent: 'margaux', switchRecord: noSwitchRecord, switchModel: { kind: 'recorded' }, ...scene },
    [{ timeline, ...(onCell === undefined ? {} : { onCell }) }],
  );
  for (const part of parts) feed(part);
  return lines[0].result();
}

const at = (cell: number) => day + cell * stepMs;

describe('a replay', () => {
  test('says in which cell a firing begins and ends, and its peak', () => {
    const { firings } = run(slice([0.01, 0.03, 0.05, 0.04, 0.01]));
    expect(firings).toMatchObject([{ start: at(1), end: at(4), peak: 0.05, value: 0.03, why: 'cleared' }]);
  });

  test('leaves a firing open that history does not end', () => {
    const { firings, suspensions } = run(slice([0.01, 0.03, 0.05]));
    expect(firings).toMatchObject([{ start: at(1), peak: 0.05 }]);
    expect(firings[0]).not.toHaveProperty('end');
    expect(suspensions).toEqual([{ from: at(1) }]);
  });

  test('does not fire on the threshold itself', () => {
    expect(run(slice([0.02, 0.02])).firings).toEqual([]);
  });

  test('neither fires nor clears while there is no data', () => {
    const { firings } = run(slice([0.03, undefined, undefined, 0.01]));
    expect(firings).toMatchObject([{ start: at(0), end: at(3) }]);
  });

  test('counts a `for` from the cell in which the breach began', () => {
    const set = ruleSet([{ ...quick, forMs: 30_000 }]);
    const values = [0.01, 0.03, 0.03, 0.03, 0.03, 0.01];
    const { firings } = run(slice(values), { timeline: [{ at: 0, set }] });
    expect(firings).toMatchObject([{ since: at(1), start: at(4), end: at(5) }]);
  });

  test('is the same in one piece and in many', () => {
    const values = [...times(40, 0.01), ...times(20, 0.04), ...times(40, 0.01)];
    const line: ReplayLine = { timeline: [{ at: 0, set: ruleSet([rule()]) }] };
    const whole = run(slice(values), line);
    const parts = values.map((value, place) => slice([value], { from: at(place) }));
    expect(runParts(parts, line)).toEqual(whole);
    expect(whole.firings).toHaveLength(1);
  });

  test('puts an edited set in force at its time, without resetting an alert', () => {
    const stricter = ruleSet([{ ...quick, when: oneCell('error_rate', 0.01) }]);
    const timeline: [InForce, InForce] = [
      { at: 0, set: ruleSet([quick]) },
      { at: at(2), set: stricter },
    ];
    const { firings } = run(slice([0.015, 0.03, 0.015, 0.005, 0.015]), { timeline });
    expect(firings).toMatchObject([
      { start: at(1), end: at(3) },
      { start: at(4), threshold: 0.01 },
    ]);
  });

  test.prop([fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 120 })])(
    'finds what the live engine found that saw each sample as it came, at the ends of cells',
    (thousandths) => {
      const set = ruleSet([
        rule({
          forMs: 20_000,
          keepFiringForMs: 20_000,
          clear: [condition('error_rate', '<', 0.015, 60_000)],
        }),
      ]);
      const samples = thousandths.map((value, place) => ({ at: day + place * 4_000, value: value / 1000 }));
      const live = createLiveCells(stepMs);
      const engine = createEngine(set, live);
      const series = ensureSeries(live, 'margaux', 'error_rate', { aggregate: 'mean', windows: [] });
      const seen: AlertEvent[] = [];
      const until = Math.ceil((thousandths.length * 4_000) / stepMs) * stepMs + day;
      let next = 0;
      for (let start = day; start < until; start += stepMs) {
        for (; (samples[next]?.at ?? until) < start + stepMs; next++) {
          const sample = samples[next];
          if (sample !== undefined) record(live, series, sample.value, 1, sample.at, sample.at);
        }
        seen.push(...evaluateAll(engine, start + stepMs - 1));
      }
      const history = { from: day, until, cells: new Map([['error_rate', columnsOf(cellsOf(samples))]]) };
      const { firings } = run(history, { timeline: [{ at: 0, set }] });
      const live_ = seen.flatMap((event) => (event.kind === 'ruleFired' ? [event.at + 1 - stepMs] : []));
      expect(firings.map(({ start }) => start)).toEqual(live_);
    },
  );
});

describe('lines of rule sets over one history', () => {
  const values = fc.array(fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined, freq: 8 }), {
    minLength: 1,
    maxLength: 150,
  });
  const resumesAt = fc.uniqueArray(fc.integer({ min: 1, max: 1_400 }), { maxLength: 5 });
  const models = fc.constantFrom<ReplayScene['switchModel']>(
    { kind: 'recorded' },
    { kind: 'simulated', resumeAfterMs: 40_000 },
  );

  test.prop([values, resumesAt, models])(
    'each finds together what it finds alone, whatever windows the others read',
    (thousandths, seconds, switchModel) => {
      const history = slice(thousandths.map((value) => (value === undefined ? undefined : value / 1000)));
      const resumes = seconds
        .toSorted((one, other) => one - other)
        .map((second) => ({ at: day + second * 1_000, released: ['error-rate'] }));
      const over = (threshold: number, windowMs: number, forMs = 0) =>
        ruleSet([rule({ when: [condition('error_rate', '>', threshold, windowMs)], forMs })]);
      const timelines: [InForce, ...InForce[]][] = [
        [
          { at: 0, set: over(0.02, stepMs) },
          { at: at(40), set: over(0.03, 60_000) },
        ],
        [{ at: 0, set: over(0.02, 60_000, 20_000) }],
        [{ at: 0, set: over(0.015, 300_000) }],
      ];
      const scene = { agent: 'margaux', switchModel, switchRecord: { downtime: [], resumes } };
      const together = createReplays(
        scene,
        timelines.map((timeline) => ({ timeline })),
      );
      together.feed(history);
      const alone = timelines.map((timeline) => run(history, { ...scene, timeline }));
      expect(together.lines.map((line) => line.result())).toEqual(alone);
    },
  );

  test('a set in which a metric is a maximum finds it, though the next one takes the mean', () => {
    const mean = ruleSet([quick]);
    const error = metrics.get('error_rate');
    if (error === undefined) throw new Error('no metric');
    const changed = new Map(metrics).set('error_rate', { ...error, aggregate: 'max' });
    const set = ruleSet([quick], { metrics: changed });
    const both = { from: day, until: at(1), cells: new Map([['error_rate', columnsOf([mixed])]]) };
    const { firings } = run(both, {
      timeline: [
        { at: 0, set },
        { at: at(2), set: mean },
      ],
    });
    expect(firings).toMatchObject([{ start: at(0), value: 0.05 }]);
  });
});

/** Mostly well, with one sample that is not. */
const mixed = { start: day, sum: 0.06, weight: 10, min: 0.001, max: 0.05, last: 0.001, lastAt: day };

describe('the switch of a replay', () => {
  test('takes the history as it is: a suspension that nobody ended lasts as long as its alert', () => {
    const { suspensions } = run(slice([0.03, 0.03, 0.01, 0.03, 0.01]));
    expect(suspensions).toEqual([
      { from: at(0), until: at(2) },
      { from: at(3), until: at(4) },
    ]);
  });

  test('ends a suspension when a person ended it, and the rule starts afresh', () => {
    const switchRecord = {
      downtime: [{ from: at(0) + 2_000, until: at(3) + 4_000 }],
      resumes: [{ at: at(3) + 4_000, released: ['error-rate'] }],
    };
    const { firings, suspensions } = run(slice([0.03, undefined, undefined, 0.01, 0.01]), { switchRecord });
    expect(firings).toMatchObject([{ start: at(0), end: at(3), why: 'released' }]);
    expect(suspensions).toEqual([{ from: at(0), until: at(3) }]);
  });

  test('a simulated suspension silences the agent, and ends after its time', () => {
    const { firings, suspensions } = run(slice(times(8, 0.03)), {
      switchModel: { kind: 'simulated', resumeAfterMs: 40_000 },
    });
    expect(suspensions).toEqual([{ from: at(0), until: at(4) }, { from: at(4) }]);
    expect(firings.map(({ start, why }) => [start, why])).toEqual([
      [at(0), 'released'],
      [at(4), undefined],
    ]);
  });

  test('an alert that does not suspend costs no suspension', () => {
    const set = ruleSet([{ ...quick, effect: 'alert' }]);
    const { firings, suspensions } = run(slice([0.03, 0.01]), { timeline: [{ at: 0, set }] });
    expect(firings).toHaveLength(1);
    expect(suspensions).toEqual([]);
  });

  test('silence that is an alarm of its own suspends where the rule says so', () => {
    const set = ruleSet([{ ...quick, onNoData: 'suspend', noDataAfterMs: 30_000 }]);
    const { silences, suspensions } = run(slice([0.01, ...times(6, undefined), 0.01]), {
      timeline: [{ at: 0, set }],
    });
    expect(silences).toMatchObject([{ start: at(4), end: at(7) }]);
    expect(suspensions).toEqual([{ from: at(4), until: at(7) }]);
  });
});
