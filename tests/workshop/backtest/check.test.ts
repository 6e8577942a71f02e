import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { aggregateCell, bucketedCellOf, cellOf, cellStart, mergeCells } from '../../../src/metrics/cell.ts';
import { createLiveCells, record } from '../../../src/metrics/memory/live.ts';
import { columnsOf } from '../../../src/metrics/storage/cell-columns.ts';
import { createEngine, evaluateAll, evaluateSeries } from '../../../src/rules/engine/engine.ts';
import type { Rule } from '../../../src/rules/rule.ts';
import { type Comparison, compareFirings } from '../../../src/workshop/backtest/check.ts';
import { rangeWithinCell } from '../../../src/workshop/replay/cell-range.ts';
import { noSwitchRecord, type RecordedFiring } from '../../../src/workshop/replay/history.ts';
import { createReplays } from '../../../src/workshop/replay/replay.ts';
import { aCondition as condition, aRule as rule } from '../../builders/rules.ts';
import { stepMs } from '../../rules/metrics.ts';
import { cellsOf, day, ruleSet } from '../../rules/world.ts';

type Sample = { readonly at: number; readonly value: number };

/** The live process: evaluates at every arrival, and every second. */
function runLive(one: Rule, samples: readonly Sample[], until: number): RecordedFiring[] {
  const live = createLiveCells(stepMs);
  const engine = createEngine(ruleSet([one]), live);
  const fired: { -readonly [K in keyof RecordedFiring]: RecordedFiring[K] }[] = [];
  const note = (events: ReturnType<typeof evaluateAll>) => {
    for (const event of events) {
      const { agent, rule: id, at } = event;
      if (event.kind === 'ruleFired') {
        const { value } = event.measure;
        fired.push({
          agent,
          rule: id,
          since: event.since,
          firedAt: at,
          ...(value === undefined ? {} : { value }),
        });
      }
      const last = fired.at(-1);
      if (event.kind === 'ruleResolved' && last !== undefined) last.end = at;
    }
  };
  let next = 0;
  for (let tick = day + 999; tick < until; tick += 1_000) {
    for (let sample = samples[next]; sample !== undefined && sample.at <= tick; sample = samples[++next]) {
      record(live, 0, sample.value, 1, sample.at, sample.at);
      note(evaluateSeries(engine, [0], sample.at));
    }
    note(evaluateAll(engine, tick));
  }
  return fired;
}

async function check(one: Rule, samples: readonly Sample[], recorded?: readonly RecordedFiring[]) {
  const until = day + Math.ceil(((samples.at(-1)?.at ?? day) + 1 - day) / stepMs) * stepMs;
  const cells = cellsOf(samples);
  const scene = {
    agent: 'margaux',
    switchRecord: noSwitchRecord,
    switchModel: { kind: 'recorded' },
  } as const;
  const { feed, lines } = createReplays(scene, [{ timeline: [{ at: 0, set: ruleSet([one]) }] }]);
  const metric = one.when[0]?.metric ?? '';
  feed({ from: day, until, cells: new Map([[metric, columnsOf(cells)]]) });
  return compareFirings(recorded ?? runLive(one, samples, until), lines[0].result().firings, {
    stepMs,
    timeline: [{ at: 0, set: ruleSet([one]) }],
    until,
    cells: async (_, from, to) => cells.filter(({ start }) => start >= from && start < to),
  });
}

const unexplained = (all: readonly Comparison[]) => all.filter(({ explained }) => !explained);

const samples = fc
  .array(fc.record({ after: fc.integer({ min: 100, max: 9_000 }), value: fc.integer({ min: 0, max: 40 }) }), {
    minLength: 1,
    maxLength: 120,
  })
  .map((all) => {
    let at = day;
    return all.map(({ after, value }) => {
      at += after;
      return { at, value: value / 1000 };
    });
  });

describe('a replay against the live engine that saw every sample as it came', () => {
  const windows = [10_000, 30_000, 60_000];
  test.prop([samples, fc.constantFrom(...windows), fc.constantFrom(0, 20_000), fc.boolean()], {
    numRuns: 300,
  })(
    'differs nowhere but where the cells themselves leave it open',
    async (all, window, keepFiringForMs, clears) => {
      const one = rule({
        when: [condition('error_rate', '>', 0.02, window)],
        keepFiringForMs,
        ...(clears ? { clear: [condition('error_rate', '<', 0.015, window)] } : {}),
      });
      expect(unexplained(await check(one, all))).toEqual([]);
    },
  );

  test.prop([samples, fc.constantFrom(5, 12, 30)])('nor for an age', async (all, seconds) => {
    const one = rule({ when: [condition('catalogue_freshness', '>', seconds)] });
    expect(unexplained(await check(one, all))).toEqual([]);
  });
});

describe('what is a difference', () => {
  const one = rule({ when: [condition('error_rate', '>', 0.02, 10_000)] });
  const calm = [0, 1, 2, 3].map((cell) => ({ at: day + cell * stepMs, value: 0.01 }));

  test('a firing on record that no order of the samples could have brought about', async () => {
    const invented = [
      { agent: 'margaux', rule: 'error-rate', since: day, firedAt: day + 12_000, value: 0.03 },
    ];
    expect(unexplained(await check(one, calm, invented))).toMatchObject([{ kind: 'not_replayed' }]);
  });

  test('a breach at the end of a cell of which nothing is on record', async () => {
    const breach = [...calm, { at: day + 4 * stepMs, value: 0.05 }];
    expect(unexplained(await check(one, breach, []))).toMatchObject([{ kind: 'did_not_fire' }]);
  });

  test('a firing within a cell whose end no longer shows the breach is explained by the extremes of the cell', async () => {
    const flicker = [...calm, { at: day + 41_000, value: 0.03 }, { at: day + 45_000, value: 0 }];
    const found = await check(one, flicker);
    expect(found).toMatchObject([{ kind: 'not_replayed', explained: true }]);
  });

  test('but not when the recorded value is none that the cell allows', async () => {
    const flicker = [...calm, { at: day + 41_000, value: 0.03 }, { at: day + 45_000, value: 0 }];
    const wrong = [{ agent: 'margaux', rule: 'error-rate', since: day, firedAt: day + 41_000, value: 0.3 }];
    expect(unexplained(await check(one, flicker, wrong))).toHaveLength(1);
  });
});

test.prop([fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 30 })])(
  'the range of a cell holds every percentile that was seen while it filled',
  (values) => {
    const window = condition('error_rate', '>', 0, 20_000).window;
    const cell = (value: number, at: number) => bucketedCellOf(cellStart(at, stepMs), value, 1, at);
    const before = cell(50, day);
    const all = values.map((value, place) => cell(value, day + stepMs + place * 100));
    const whole = all.slice(1).reduce(mergeCells, all[0] ?? before);
    const view = { cells: [before, whole], window, aggregate: 'p90', stepMs } as const;
    const range = rangeWithinCell(view, day + stepMs);
    let seen = before;
    for (const arrived of all) {
      seen = mergeCells(seen, arrived);
      const value = aggregateCell(seen, 'p90', 0);
      if (value === undefined) continue;
      expect(value).toBeLessThanOrEqual((range?.high ?? 0) + 1e-9);
      expect(value).toBeGreaterThanOrEqual((range?.low ?? Number.POSITIVE_INFINITY) - 1e-9);
    }
  },
);

test.prop([fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 8 })])(
  'the range of a cell holds every value that was seen while it filled',
  (values) => {
    const all = values.map((value, place) => ({ at: day + stepMs + place * 1_000, value }));
    const before = cellOf(day, 50, 3, day);
    const window = condition('error_rate', '>', 0, 20_000).window;
    const range = rangeWithinCell(
      { cells: [before, ...cellsOf(all)], window, aggregate: 'mean', stepMs },
      day + stepMs,
    );
    let [sum, weight] = [150, 3];
    for (const value of values) {
      sum += value;
      weight += 1;
      expect(sum / weight).toBeLessThanOrEqual((range?.high ?? 0) + 1e-9);
      expect(sum / weight).toBeGreaterThanOrEqual((range?.low ?? 0) - 1e-9);
    }
  },
);
